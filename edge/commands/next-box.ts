/**
 * Begins with what the store's box before this one knew and the cloud was told (D8): the whole of it in the transaction that makes this
 * the store's box. A disk that has a history of its own keeps its devices, sign-ins and tickets on hold, and nothing else.
 */
import type { EventOf } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { Availability } from "@crema/shared/domain/menu/menu";
import { isToday } from "@crema/shared/domain/menu/sold-out";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { isOpenStatus } from "@crema/shared/domain/order/order";
import { releasesAt } from "@crema/shared/domain/order/release";
import type { DownDocument } from "@crema/sync/protocol/down";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import type { Tx } from "../executor.ts";
import type { Sellable } from "../ports.ts";
import { endLongPause } from "./app-orders.ts";
import { appendEvent } from "./append.ts";
import { type CommandContext, contextFor } from "./command-context.ts";
import { countedStock } from "./count.ts";
import { beginWithOnlineRefunds } from "./count-online-refunds.ts";
import { endByTomorrow } from "./menu.ts";

/** Of the history that ends: the devices that it has let in and the cloud has not heard of. */
export function unheardDevices(deps: CommandContext, tx: Tx): { device_id: string; isUnheard: boolean }[] {
  const epoch = tx.identity?.epoch ?? 0;
  const { acked_seq } = tx.position;
  return deps.tables.devices
    .present(epoch)
    .map(({ device_id, told_at, told_seq }) => ({ device_id, isUnheard: told_at === null || (told_seq !== null && told_seq > acked_seq) }));
}

/** After the box's row and a new log. `before`: the devices of the history that was forgotten. */
export function beginWith(
  deps: CommandContext,
  tx: Tx,
  snapshot: Snapshot,
  before: readonly { device_id: string; isUnheard: boolean }[],
): Result<null> {
  const { tables, clock } = deps;
  const at = iso(clock.now());
  for (const { kind, version, document } of snapshot.documents)
    tables.documents.replace({ ...({ kind, version, document: JSON.parse(document) } as DownDocument), text: document });
  takeStock(deps, snapshot.availability, at);
  deps.workload.forget();
  tables.box.savePause(snapshot.app_orders_paused_until ?? null);
  tx.boxChanged();
  tx.position.availability_revision = snapshot.availability.revision;
  tx.position.inbox_seq = snapshot.inbox.seq;
  tx.position.inbox_id = snapshot.inbox.id;
  tx.position.inbox_chain = snapshot.inbox.chain;
  for (const orderId of snapshot.declined_order_ids) tables.handoff.markDeclined(orderId, at);
  takeOrders(deps, tx, snapshot);
  takeMoney(deps, snapshot);
  beginWithOnlineRefunds(tables, snapshot);
  for (const request of snapshot.refund_requests) tables.refundRequests.insert(request);
  for (const request of snapshot.requests) tables.history.saveRequest(request);
  tables.reportTotals.forget();
  // By the cloud's time: this box's own clock may be wrong still.
  const now = Date.parse(snapshot.taken_at);
  return firstRefused([
    () => endLongPause(deps, tx, now),
    () => endByTomorrow(deps, tx, now),
    () => takeDevices(deps, tx, snapshot, before, at),
  ]);
}

/** What is counted goes on from what was left when the box before was last heard. What its orders took of it does not come back. */
function takeStock({ tables: { availability } }: CommandContext, said: Availability, at: string): void {
  const of = (kind: Sellable["kind"], ids: readonly string[]) => ids.map((id): Sellable => ({ kind, id }));
  const ends = new Map(said.until?.map(({ kind, id, until }) => [`${kind} ${id}`, until]));
  for (const what of [...of("item", said.sold_out_item_ids), ...of("modifier", said.sold_out_modifier_ids)])
    availability.set(what, { sold_out: true, until: ends.get(`${what.kind} ${what.id}`) ?? null, balance: null }, at);
  for (const { kind, id, left } of said.counted ?? []) availability.set({ kind, id }, countedStock(left), at);
}

function takeOrders({ tables, clock }: CommandContext, tx: Tx, { orders }: Snapshot): void {
  const profile = tables.documents.profile();
  const prepTimeS = profile?.settings.prep_time_s ?? 0;
  for (const order of orders.toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1))) {
    const isOpen = isOpenStatus(order.status);
    const cursor = isOpen ? tx.publish((cursor) => ({ type: "order", cursor, order, events: ["order.placed"] })) : ++tx.position.cursor;
    tables.orders.insert(order, cursor, null);
    const releases_at = isOpen ? releasesAt(order, prepTimeS, clock.now()) : null;
    if (releases_at !== null && profile && !isToday(profile, order.requested_for, clock.now())) tables.takes.later(order.order_id);
    if (releases_at !== null) tables.releases.schedule(order.order_id, releases_at, order.promised_at);
  }
}

function takeMoney({ tables }: CommandContext, { payments, refunds, drawer, uncovered, orders }: Snapshot): void {
  const { movements } = drawer;
  const open = new Map([drawer.session, ...drawer.others].flatMap((session) => (session ? [[session.session_id, session] as const] : [])));
  for (const session of open.values()) tables.drawer.saveSession(session);
  const here = new Set(orders.map((order) => order.order_id));
  const known = new Set<string>();
  // Two receipts with one number were raised in the cloud; here the second one has none.
  const numbers = new Set<string>();
  const numbered = <T extends { provider_ref: string | null }>(fact: T): T => {
    if (fact.provider_ref === null || !numbers.has(fact.provider_ref)) {
      numbers.add(fact.provider_ref ?? "");
      return fact;
    }
    return { ...fact, provider_ref: null };
  };
  for (const payment of payments) {
    if (!here.has(payment.order_id)) continue;
    tables.money.insertPayment(numbered(payment));
    known.add(`PAYMENT ${payment.payment_id}`);
  }
  for (const refund of refunds) {
    if (!known.has(`PAYMENT ${refund.payment_id}`)) continue;
    tables.money.insertRefund(numbered(refund));
    known.add(`REFUND ${refund.refund_id}`);
  }
  for (const movement of movements) {
    // Of a session whose Z is out, and which is therefore not here, it is a movement without one.
    const session_id = movement.session_id !== null && open.has(movement.session_id) ? movement.session_id : null;
    tables.drawer.insertMovement({ ...movement, session_id });
    known.add(`MOVEMENT ${movement.movement_id}`);
  }
  for (const { kind, ref_id, business_day, session_id } of uncovered)
    if (kind === "SALE" || kind === "VOID" ? here.has(ref_id) : known.has(`${kind} ${ref_id}`))
      tables.journal.append(kind, ref_id, business_day, session_id !== undefined && open.get(session_id)?.till ? session_id : null);
}

/** One that is let in here and unknown to the cloud was revoked there, unless the cloud has never heard of it. */
function takeDevices(
  deps: CommandContext,
  tx: Tx,
  { devices }: Snapshot,
  before: readonly { device_id: string; isUnheard: boolean }[],
  at: string,
): Result<null> {
  const { tables } = deps;
  const told = new Set(devices.map((device) => device.device_id));
  for (const { device_id, isUnheard } of before) {
    // What the old log said of it went nowhere: it is said again in the new one.
    if (isUnheard) tables.devices.forgetTold(device_id);
    else if (!told.has(device_id)) tables.devices.revoke(device_id, at);
  }
  for (const device of devices) tables.devices.letIn(device, at);
  return firstRefused([() => tellRevoked(deps, tx, told), () => tellDevices(deps, tx)]);
}

function firstRefused(steps: readonly (() => Result<unknown>)[]): Result<null> {
  for (const step of steps) {
    const done = step();
    if (!done.ok) return done;
  }
  return ok(null);
}

/** Signed out here, and let in as far as the cloud has heard. */
function tellRevoked(deps: CommandContext, tx: Tx, letIn: ReadonlySet<string>): Result<null> {
  if (tx.identity === null) return ok(null);
  const { store_id } = tx.identity;
  const context = contextFor(deps, tx, null, null);
  const revoked = deps.tables.devices.revoked().filter((id) => letIn.has(id));
  return firstRefused(
    revoked.map((device_id) => () => {
      const event: EventOf<"device.revoked"> = { ...envelopeOf(store_id, context), type: "device.revoked", device_id };
      return appendEvent(deps.tables, tx, event);
    }),
  );
}

/** Tells headquarters of each device that it has not been told of. */
export function tellDevices(deps: CommandContext, tx: Tx): Result<null> {
  if (tx.identity === null) return ok(null);
  const context = contextFor(deps, tx, null, null);
  for (const device of deps.tables.devices.untold()) {
    const event: EventOf<"device.paired"> = { ...envelopeOf(tx.identity.store_id, context), type: "device.paired", device };
    const appended = appendEvent(deps.tables, tx, event);
    if (!appended.ok) return appended;
    deps.tables.devices.markTold(device.device_id, context.at);
  }
  return ok(null);
}
