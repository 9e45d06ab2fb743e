/**
 * Ends a store's freeze, in the commit of the join or of headquarters' decision about the box. What the provider showed meanwhile is
 * recorded first; then the customers' wishes are decided, deadlines go on, and what the orders ask of their payments follows with the
 * commit. One exception says what may be missing (J5).
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { spanText } from "@crema/shared/domain/kernel/span-text";
import { isOpenStatus } from "@crema/shared/domain/order/order";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { markLookFirst } from "../look-first.ts";
import { applyReadings } from "./apply-readings.ts";
import type { CameBack } from "./came-back.ts";
import { decideCancels } from "./decide-cancels.ts";
import { type FreezeEnd, isFrozen } from "./freeze.ts";
import { raiseUnread } from "./unread-payments.ts";

interface FreezeRow {
  readonly begun_at: Date;
  readonly lost_from: Date | null;
  readonly provider_read_at: Date | null;
  readonly report: CameBack | null;
  readonly closed_accounts: readonly string[];
}

/** The store's freeze, locked; null: it is not frozen. The link row must be locked. */
export async function openFreeze(unit: UnitOfWork): Promise<FreezeRow | null> {
  const { link } = unit;
  if (!link || link.frozen_by === null) return null;
  const found = await unit.client.query<FreezeRow>(
    "SELECT begun_at, lost_from, provider_read_at, report, closed_accounts FROM store_freezes WHERE store_id = $1 AND incarnation_id = $2 FOR UPDATE",
    [link.store_id, link.frozen_by],
  );
  const row = found.rows[0];
  if (!row) throw new Error(`the freeze of ${link.store_id} has no row`);
  return row;
}

/** Whether the provider has been read, without which no freeze ends. True where there is none. */
export async function mayEndFreeze(unit: UnitOfWork): Promise<boolean> {
  const freeze = await openFreeze(unit);
  return freeze === null || freeze.provider_read_at !== null;
}

/** `mayEndFreeze` has said yes. Nothing happens where the store is not frozen. */
export async function endFreeze(unit: UnitOfWork, endedBy: FreezeEnd): Promise<void> {
  const freeze = await openFreeze(unit);
  const { link } = unit;
  if (!freeze || !link || !isFrozen(unit)) return;
  if (freeze.provider_read_at === null) throw new Error(`the freeze of ${link.store_id} cannot end: the provider was not read`);
  const incarnation = link.frozen_by;
  const now = iso(unit.clock.now());
  await shiftDeadlines(unit, freeze, now);
  link.frozen_by = null;
  unit.pending.linkChanged = true;
  unit.pending.downMoved = true;
  await applyReadings(unit, link.store_id, endedBy);
  if (endedBy !== "JOINED") await doubtOffers(unit, link.store_id);
  if (freeze.closed_accounts.length > 0) await raiseUnread(unit, link.store_id, freeze.closed_accounts);
  await decideCancels(unit, link.store_id, iso(freeze.begun_at.getTime()));
  raiseReport(unit, freeze, now);
  await unit.client.query("UPDATE store_freezes SET ended_at = $3, ended_by = $4 WHERE store_id = $1 AND incarnation_id = $2", [
    link.store_id,
    incarnation,
    now,
    endedBy,
  ]);
  // What waited for the freeze goes on at once, and what was read may have changed since.
  await unit.client.query("UPDATE psp_events SET due_at = least(due_at, $1) WHERE state = 'WAITING'", [now]);
  await unit.client.query(
    "UPDATE exceptions SET resolved_at = $2, resolution = 'It has joined.' WHERE store_id = $1 AND kind IN ('sync.frozen', 'sync.rewound') AND resolved_at IS NULL",
    [link.store_id, now],
  );
}

/**
 * No box of the time that is lost says what it has confirmed: whatever was offered then may have been confirmed to it, and made. So a
 * person in the store looks before the next box makes it.
 */
async function doubtOffers(unit: UnitOfWork, storeId: string): Promise<void> {
  const found = await unit.client.query<{ order_id: string }>(
    "SELECT order_id FROM orders WHERE store_id = $1 AND handoff IN ('HELD', 'OFFERED', 'ACCEPTED') AND status NOT IN ('COMPLETED', 'CANCELLED') ORDER BY order_id",
    [storeId],
  );
  const ids = found.rows.map((row) => row.order_id);
  await unit.loadOrders(storeId, ids);
  for (const id of ids) {
    const record = unit.order(id);
    if (record.order && isOpenStatus(record.order.status)) markLookFirst(unit, record, record.order);
  }
}

/** Time has stood still since the last moment that is known here. */
async function shiftDeadlines({ client, link }: UnitOfWork, { begun_at, lost_from }: FreezeRow, now: string): Promise<void> {
  const values = [link?.store_id, iso((lost_from ?? begun_at).getTime()), now];
  await client.query(
    "UPDATE orders SET offered_at = offered_at + ($3::timestamptz - $2::timestamptz) WHERE store_id = $1 AND handoff = 'OFFERED'",
    values,
  );
  await client.query(
    `UPDATE payment_intents SET pay_by = pay_by + ($3::timestamptz - $2::timestamptz), capture_by = capture_by + ($3::timestamptz - $2::timestamptz),
       check_at = least(check_at, $3::timestamptz)
     WHERE store_id = $1 AND (status IN ('REQUIRES_PAYMENT', 'AUTHORIZED') OR capture_by IS NOT NULL)`,
    values,
  );
  await client.query(
    "UPDATE payment_operations SET read_first = read_first OR kind <> 'CREATE', due_at = least(due_at, $2) WHERE store_id = $1 AND state = 'OPEN'",
    [link?.store_id, now],
  );
}

function raiseReport(unit: UnitOfWork, { begun_at, lost_from, report }: FreezeRow, now: string): void {
  const from = lost_from ? `from ${iso(lost_from.getTime())} until ${iso(begun_at.getTime())}` : `before ${iso(begun_at.getTime())}`;
  const frozen = spanText(Date.parse(now) - begun_at.getTime());
  const back =
    report && report.inbox_entries > 0
      ? `Its box handed back ${count(report.inbox_entries, "command", "commands")} about ${count(report.orders.length, "order", "orders")}.`
      : "No command that its box had applied was missing here.";
  const counter = " What its counter had sold since comes back with its log.";
  const lost =
    report && report.lost_publications.length > 0 ? ` Lost and to be published again: ${report.lost_publications.join("; ")}.` : "";
  unit.raise({
    store_id: unit.link?.store_id ?? null,
    order_id: null,
    kind: "cloud.set_back",
    detail: `The service was put back to an earlier state: what was done here ${from} may be missing. The store was frozen for ${frozen}. ${back}${counter}${lost}`,
    what_to_do:
      "Do again what people did here in that time: publications, operators, revoked boxes and tokens, resolved exceptions. Re-log disks that were re-logged then. Orders that need a person have exceptions of their own.",
  });
}

const count = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`;
