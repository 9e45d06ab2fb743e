/**
 * Records what the provider showed during a freeze, in the commit that ends it. "Captured" means net of refunds: an order whose money
 * was given back meanwhile is cancelled, or asked back from the store. Nothing that a store may have made is withdrawn because its
 * hold is gone: a person looks.
 */
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import type { IntentSnapshot } from "@crema/shared/domain/payment/intent";
import { askForHeadquarters } from "../ask-store-to-cancel.ts";
import { boxVersion } from "../db/box-version.ts";
import { contextOf } from "../db/decide-context.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { markLookFirst } from "../look-first.ts";
import { applySnapshot, type IntentOf, type LockedMoney, lockMoney } from "../payments/intents/apply-snapshot.ts";
import { noteEndToldBefore } from "../payments/intents/told-before.ts";
import { withdrawOrder } from "../withdraw-order.ts";
import type { FreezeEnd } from "./freeze.ts";

export interface Reading {
  readonly intent_id: string;
  readonly account: string;
  readonly order_id: string;
  readonly snapshot: IntentSnapshot;
}

export async function applyReadings(unit: UnitOfWork, storeId: string, endedBy: FreezeEnd): Promise<void> {
  const found = await unit.client.query<Reading & { is_known: boolean }>(
    `SELECT r.intent_id, r.account, r.order_id, r.snapshot,
       EXISTS (SELECT FROM payment_intents i WHERE i.store_id = r.store_id AND i.order_id = r.order_id AND (i.intent_id = r.intent_id OR i.intent_id IS NULL)) AS is_known
     FROM freeze_readings r WHERE r.store_id = $1 ORDER BY r.order_id`,
    [storeId],
  );
  // Or it came back in this very commit.
  const isKnown = (row: Reading & { is_known: boolean }) => row.is_known || unit.online.has(row.order_id);
  const known = found.rows.filter(isKnown);
  await unit.loadOrders(
    storeId,
    known.map((row) => row.order_id),
  );
  for (const reading of known) await applyReading(unit, storeId, reading, endedBy);
  const orphans = found.rows.filter((row) => !isKnown(row));
  for (const orphan of orphans) if (netCents(orphan.snapshot) > 0) raiseOrphan(unit, storeId, orphan);
  // What is only held stays to be released by the job (job.ts).
  const done = [...known, ...orphans.filter((row) => row.snapshot.state === "SUCCEEDED" || row.snapshot.state === "CANCELED")];
  await unit.client.query("DELETE FROM freeze_readings WHERE store_id = $1 AND intent_id = ANY ($2)", [
    storeId,
    done.map((row) => row.intent_id),
  ]);
}

async function applyReading(unit: UnitOfWork, storeId: string, { order_id, snapshot }: Reading, endedBy: FreezeEnd): Promise<void> {
  const of = { store_id: storeId, order_id };
  const locked = await lockMoney(unit, of);
  const { order } = locked;
  const mayBeMade = order.handoff === "OFFERED" || order.handoff === "ACCEPTED";
  if (snapshot.state === "CANCELED" && isOpenStatus(order.status)) {
    const isConfirmed = order.authority === "edge";
    if (isConfirmed || (mayBeMade && endedBy !== "JOINED")) return raiseHoldGone(unit, order, isConfirmed);
  }
  if (snapshot.state === "HELD" && order.authority === "edge" && isOpenStatus(order.status)) raiseNotCharged(unit, order);
  await recordReading(unit, of, snapshot);
  if (netCents(snapshot) > 0 && order.authority === "cloud" && isOpenStatus(order.status) && endedBy !== "JOINED") {
    // It was captured because the box had accepted it, and may have been confirmed to that box since; also where it is known here as
    // not yet paid, and so has not been offered.
    const { record, order: recorded } = await lockMoney(unit, of);
    markLookFirst(unit, record, recorded);
  }
  if (snapshot.state === "SUCCEEDED" && snapshot.received_cents > 0 && netCents(snapshot) <= 0)
    await endRefunded(await lockMoney(unit, of), snapshot);
}

/** The facts alone. */
async function recordReading(unit: UnitOfWork, of: Pick<IntentOf, "store_id" | "order_id">, snapshot: IntentSnapshot): Promise<void> {
  await applySnapshot(await lockMoney(unit, of), snapshot);
}

/** What was read of an order's intent; null: nothing was. */
export async function readingOf({ client }: UnitOfWork, storeId: string, orderId: string): Promise<Reading | null> {
  const found = await client.query<Reading>(
    "SELECT intent_id, account, order_id, snapshot FROM freeze_readings WHERE store_id = $1 AND order_id = $2 ORDER BY read_at DESC LIMIT 1",
    [storeId, orderId],
  );
  return found.rows[0] ?? null;
}

/** Before something is recorded of the order that follows from its payment. The order's online money is loaded. */
export async function recordReadingOf(unit: UnitOfWork, storeId: string, orderId: string): Promise<void> {
  const reading = await readingOf(unit, storeId, orderId);
  if (reading) await recordReading(unit, { store_id: storeId, order_id: orderId }, reading.snapshot);
}

/** What of an intent's money is still here. */
export function netCents({ state, received_cents, refunds }: IntentSnapshot): number {
  if (state !== "SUCCEEDED") return 0;
  return refunds.reduce((left, refund) => (refund.state === "FAILED" ? left : left - refund.amount_cents), received_cents);
}

/** From this version of the wire on headquarters can ask a box to cancel. */
const BOX_CANCELS = 4;

/** All of its money was given back, so somebody had ended it. */
async function endRefunded({ unit, record, order }: LockedMoney, { refunds }: IntentSnapshot): Promise<void> {
  if (!isOpenStatus(order.status)) return;
  // This cloud gives all of it back once the order has ended. A refund that a person made at the provider ends no order, and told of no end.
  if (order.authority === "cloud" && refunds.some((each) => each.refund_id !== null && each.state !== "FAILED")) noteEndToldBefore(record);
  const reason = "Its money had been given back before the service was put back to an earlier state.";
  const context = contextOf(unit);
  if (order.authority === "cloud") {
    const ended = withdrawOrder(unit, record, order, { cause: "OPERATOR", reason }, context);
    if (!ended.ok) throw new Error(`order ${order.order_id} cannot be withdrawn: ${ended.refusal.code}`);
    return;
  }
  const mayAsk = (await boxVersion(unit, order.store_id)) >= BOX_CANCELS;
  if (mayAsk && (order.status === "PLACED" || order.status === "PAID")) {
    const wish = { request_id: unit.newId(), reason, amount_cents: null };
    await askForHeadquarters(unit, record, order, wish, { principal: { kind: "anonymous", address: "" }, actor: context.actor });
  }
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "order.refunded_and_open",
    detail: `${moneyText(order.total_cents, order)} were given back for it before the service was put back to an earlier state, and the store has it as confirmed.`,
    what_to_do: `${mayAsk ? "The store is asked to cancel it." : "Have the store cancel it: its box is too old to be asked."} If it was made and handed over, decide with the store whether the customer is to pay.`,
  });
}

function raiseHoldGone(unit: UnitOfWork, order: Order, isConfirmed: boolean): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "payment.hold_gone",
    detail: `The hold of ${moneyText(order.total_cents, order)} has ended at the provider, and ${isConfirmed ? "the store was told to make it" : "the store may have made it"}.`,
    what_to_do: "Ask the store. If it was made, nothing was paid for it: let the customer pay at the counter. If not, cancel it there.",
  });
}

function raiseNotCharged(unit: UnitOfWork, order: Order): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "payment.not_charged",
    detail: `The store was told to make it, and ${moneyText(order.total_cents, order)} are only held at the provider.`,
    what_to_do: "Capture the payment at the provider, or let the hold go and have the customer pay at the counter.",
  });
}

function raiseOrphan(unit: UnitOfWork, storeId: string, { intent_id, order_id, snapshot }: Reading): void {
  unit.raise({
    store_id: storeId,
    order_id,
    kind: "payment.nobody_remembers",
    detail: `${moneyText(netCents(snapshot), snapshot.currency)} were taken at the provider (${intent_id}) for an order that neither the service nor the store's box knows any more.`,
    what_to_do: "Nothing is given back by itself. Ask the store whether it made the order; if not, refund it at the provider.",
  });
}
