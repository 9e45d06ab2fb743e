/**
 * Takes the whole facts of a box whose log no longer reaches back to what this cloud lacks (*facts*). Page by page; what the log says
 * up to where a page was read is in that page already, and has no effect any more (`isTold`).
 */
import type { EdgeEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { isDrawerEvent } from "@crema/shared/domain/store-event-kinds";
import type { FactsPage } from "@crema/sync/protocol/hand-back";
import type { JoinRequest } from "@crema/sync/protocol/join";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { replaceJournal } from "../../db/journal.ts";
import { coverOnline } from "../../db/online-journal.ts";
import type { LinkRow, UnitOfWork } from "../../db/unit-of-work.ts";
import { raiseForeignOrder } from "../foreign-order.ts";
import { takeWholeFacts } from "./whole-facts.ts";
import { takeAvailability, takeDevices, takeDrawers } from "./whole-store.ts";

/** The link row must be locked. With the last page the log goes on from its oldest event. False: the box is to begin again. */
export async function takeFactsPage(unit: UnitOfWork, link: LinkRow, { log }: JoinRequest, page: FactsPage): Promise<boolean> {
  const { client } = unit;
  const { store_id } = link;
  // A late copy, of before the pages that were taken since: what it says of drawers and of what no report covers is older than their orders.
  if (log.head.seq < (await toldUntil(unit, store_id))) return false;
  if (page.after !== null) {
    const before = (await toldOrders(unit, store_id, [page.after])).get(page.after);
    // Of an earlier time, when the log reached further back: what happened between that and where it begins now is in no page.
    if (before === undefined || before < log.oldest_seq - 1) return false;
  }
  const ids = page.orders.map((order) => order.order_id);
  const told = await toldOrders(unit, store_id, ids);
  const foreign = await takeWholeFacts(unit, store_id, page);
  for (const order of page.orders) if (foreign.has(order.order_id) && !told.has(order.order_id)) raiseForeignOrder(unit, order);
  // Of another store's order nothing was told: what the log says of it goes where such events go.
  const upTo = ids.map((id) => (foreign.has(id) ? log.oldest_seq - 1 : log.head.seq));
  await client.query(
    `INSERT INTO store_facts (store_id, order_id, seq) SELECT $1, id, seq FROM unnest($2::uuid[], $3::bigint[]) AS given (id, seq)
     ON CONFLICT (store_id, order_id) DO UPDATE SET seq = greatest(store_facts.seq, excluded.seq)`,
    [store_id, ids, upTo],
  );
  const { store } = page;
  if (!store) return true;
  await takeDrawers(unit, store_id, store);
  await takeAvailability(unit, store_id, store.availability);
  unit.pending.appOrdersPausedUntil = store.app_orders_paused_until ?? null;
  takeDevices(unit, store_id, store.devices);
  // Which online refunds they count, no event of the log says any more.
  const reports = [...store.day_reports, ...store.drawers.flatMap(({ report }) => (report ? [report] : []))];
  for (const report of reports.toSorted((a, b) => Date.parse(a.closed_at) - Date.parse(b.closed_at)))
    await coverOnline(client, store_id, report);
  await replaceJournal(client, store_id, store.uncovered, iso(unit.clock.now()));
  const last_seq = log.oldest_seq - 1;
  Object.assign(link, { last_seq, last_hash: last_seq === 0 ? GENESIS_HASH : (log.at?.hash ?? link.last_hash), facts_until: log.head.seq });
  unit.pending.linkChanged = true;
  return true;
}

async function toldUntil({ client }: UnitOfWork, storeId: string): Promise<number> {
  const found = await client.query<{ seq: number | null }>("SELECT max(seq) AS seq FROM store_facts WHERE store_id = $1", [storeId]);
  return found.rows[0]?.seq ?? 0;
}

/** Up to which number of the log each of these orders was told whole. */
export async function toldOrders({ client }: UnitOfWork, storeId: string, ids: readonly string[]): Promise<Map<string, number>> {
  const found = await client.query<{ order_id: string; seq: number }>(
    "SELECT order_id, seq FROM store_facts WHERE store_id = $1 AND order_id = ANY ($2::uuid[])",
    [storeId, ids],
  );
  return new Map(found.rows.map((row) => [row.order_id, row.seq]));
}

/** Once the log is heard up to there, or another box's begins. */
export async function forgetTold({ client }: UnitOfWork, link: LinkRow): Promise<void> {
  link.facts_until = null;
  await client.query("DELETE FROM store_facts WHERE store_id = $1", [link.store_id]);
}

/** Whether what the event says is in what was told whole. Requests and their refusals are no state, and go on. */
export function isTold(event: EdgeEvent, seq: number, until: number, orders: ReadonlyMap<string, number>): boolean {
  if (seq > until) return false;
  if (isDrawerEvent(event)) return true;
  return "order_id" in event && !GOES_ON.has(event.type) && seq <= (orders.get(event.order_id) ?? 0);
}

const GOES_ON: ReadonlySet<string> = new Set(["order.cancel_refused", "refund.requested", "refund.refused"]);
