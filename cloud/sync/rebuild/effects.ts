/**
 * What follows from commands that a box has applied and this cloud has forgotten. They are facts: the box has acted by them. Where the
 * cloud has decided otherwise meanwhile, and the two cannot be put together by themselves, both stand and a person is told (J4).
 */
import type { EventOf } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { evolve } from "@crema/shared/domain/order/evolve";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import { InboxCommand } from "@crema/sync/protocol/down";
import type { ChainedEntry } from "@crema/sync/protocol/inbox-chain";
import { contextOf } from "../../db/decide-context.ts";
import { OnlineMoney } from "../../db/online-money.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { noteErased } from "../../erasure/note-erased.ts";
import { readingOf, recordReadingOf } from "../../freeze/apply-readings.ts";
import { ForgottenRequests } from "./forgotten-requests.ts";

/** The link row must be locked. Returns the orders that the commands were about. */
export async function applyForgotten(unit: UnitOfWork, storeId: string, entries: readonly ChainedEntry[]): Promise<string[]> {
  const commands = entries.map((entry) => InboxCommand.parse(JSON.parse(entry.command)));
  const orderIds = [...new Set(commands.flatMap(orderIdsOf))].toSorted();
  await unit.loadOrders(storeId, orderIds);
  await unit.loadOnline(storeId, orderIds);
  const requests = await ForgottenRequests.among(unit, storeId, commands);
  for (const command of commands) await apply(unit, storeId, command, requests);
  return orderIds;
}

export function orderIdsOf(command: InboxCommand): readonly string[] {
  if (command.kind === "customer.erased") return command.order_ids;
  return [command.kind === "order.offered" ? command.order.order_id : command.order_id];
}

async function apply(unit: UnitOfWork, storeId: string, command: InboxCommand, requests: ForgottenRequests): Promise<void> {
  if (command.kind === "customer.erased") return noteErased(unit, storeId, command.order_ids, iso(unit.clock.now()));
  if (command.kind === "order.offered") return offered(unit, unit.order(command.order.order_id), command);
  const record = unit.order(command.order_id);
  const { order } = record;
  if (order === null || record.storeId !== storeId) {
    if (command.kind === "order.confirmed") raiseUnknown(unit, storeId, command.order_id);
    return;
  }
  switch (command.kind) {
    case "order.confirmed":
      return confirmed(unit, record, order, command);
    case "order.revoked":
      return revoked(unit, record, order, command);
    case "order.cancel_requested":
      return cancelRequested(record, order, command, requests);
    case "refund.requested":
      requests.record(record, order, command);
      return;
    case "refund.reported":
    // What the store made of the wish is in its log.
    case "order.substitute_chosen":
      return;
  }
}

/** An order that was placed in the time that is lost, or one that is known and was offered since. */
async function offered(
  unit: UnitOfWork,
  record: OrderRecord,
  { at, order }: Extract<InboxCommand, { kind: "order.offered" }>,
): Promise<void> {
  const offering = {
    ...envelopeOfStore(unit, order.store_id),
    at,
    type: "order.offered",
    order_id: order.order_id,
    promised_at: order.promised_at,
  } as const;
  if (record.order !== null) {
    const isUnoffered = record.order.handoff === "AWAITING_PAYMENT" || record.order.handoff === "HELD";
    if (!isUnoffered || record.order.status !== "PLACED") return;
    await recordReadingOf(unit, order.store_id, order.order_id);
    note(record, [offering]);
    return;
  }
  placeAgain(unit, record, { at, order });
  if (order.pay_mode === "ONLINE") await rememberPayment(unit, order);
}

/** The order is not here: it was placed and offered in the time that is lost. */
export function placeAgain(unit: UnitOfWork, record: OrderRecord, { at, order }: { readonly at: string; readonly order: Order }): void {
  const { order_id, promised_at, created_at } = order;
  const placing = { ...envelopeOfStore(unit, order.store_id), at: created_at, type: "order.placed", order_id, order } as const;
  const offering = { ...envelopeOfStore(unit, order.store_id), at, type: "order.offered", order_id, promised_at } as const;
  record.record(order, [placing, offering]);
}

/** The payment of an order that came back: by what the provider showed of its intent during the freeze. */
async function rememberPayment(unit: UnitOfWork, order: Order): Promise<void> {
  const reading = await readingOf(unit, order.store_id, order.order_id);
  if (!reading) {
    unit.raise({
      store_id: order.store_id,
      order_id: order.order_id,
      kind: "payment.nobody_remembers",
      detail: `The order over ${moneyText(order.total_cents, order)} came back from the store's box, and the provider shows no payment for it.`,
      what_to_do: "Look for the payment at the provider, in the store's account. Ask the store whether it made the order.",
    });
    return;
  }
  const account = reading.account === "" ? null : reading.account;
  const { intent_id } = reading;
  const money = new OnlineMoney(
    {
      payment_id: unit.newId(),
      order_id: order.order_id,
      store_id: order.store_id,
      provider: "stripe",
      method: "ONLINE",
      // It was offered, so it was held: what became of that is in the reading.
      status: "AUTHORIZED",
      provider_ref: null,
      account,
      intent_id,
      amount_cents: order.total_cents,
      currency: order.currency,
      tip_cents: order.tip_cents,
      drawer_session_id: null,
      tendered_cents: null,
      change_cents: null,
      reference: null,
      captured_by: null,
      captured_at: null,
      business_day: null,
      created_at: order.created_at,
    },
    { intent_id, client_secret: null, pay_by: iso(unit.clock.now()), capture_by: null, hold_ends_at: null, check_at: null, checks: 0 },
  );
  money.paymentChanged = true;
  money.intentChanged = true;
  unit.online.set(order.order_id, money);
  await recordReadingOf(unit, order.store_id, order.order_id);
}

async function confirmed(
  unit: UnitOfWork,
  record: OrderRecord,
  order: Order,
  { kind: _kind, ...command }: Extract<InboxCommand, { kind: "order.confirmed" }>,
): Promise<void> {
  if (order.handoff === "CONFIRMED" || order.handoff === "DECLINED") return;
  if (order.status === "CANCELLED") return raiseConfirmedAndCancelled(unit, order);
  // What was captured comes before the confirmation, as it did then.
  if (unit.online.has(order.order_id)) await recordReadingOf(unit, order.store_id, order.order_id);
  note(record, [{ ...envelopeOfStore(unit, order.store_id), ...command, type: "order.confirmed" }]);
}

async function revoked(
  unit: UnitOfWork,
  record: OrderRecord,
  order: Order,
  command: Extract<InboxCommand, { kind: "order.revoked" }>,
): Promise<void> {
  if (order.status === "CANCELLED") return;
  if (order.status !== "PLACED" && order.status !== "PAID") return raiseRevokedAndMade(unit, order);
  if (unit.online.has(order.order_id)) await recordReadingOf(unit, order.store_id, order.order_id);
  const { at, event_id, cause, reason, actor } = command;
  const order_seq = Math.max(command.order_seq, order.order_seq + 1);
  // The box has it as withdrawn, also where it was confirmed here meanwhile: what was paid is given back with the commit.
  note(record, [
    {
      ...envelopeOfStore(unit, order.store_id),
      at,
      event_id,
      actor,
      type: "order.cancelled",
      order_id: order.order_id,
      order_seq,
      from_status: order.status,
      cause,
      reason,
      request_id: null,
    },
  ]);
}

type Recorded = EventOf<"order.offered" | "order.confirmed" | "order.cancelled">;

export function note(record: OrderRecord, events: readonly Recorded[]): void {
  if (!record.order) throw new Error(`order ${record.orderId} is not here`);
  record.record(
    events.reduce<Order>((state, event) => evolve(state, event), record.order),
    events,
  );
}

export const envelopeOfStore = (unit: UnitOfWork, storeId: string) => envelopeOf(storeId, contextOf(unit));

/** Whoever has asked since the database was put back waits for an answer to that: the store answers both. */
function cancelRequested(
  record: OrderRecord,
  order: Order,
  command: Extract<InboxCommand, { kind: "order.cancel_requested" }>,
  requests: ForgottenRequests,
): void {
  if (!isOpenStatus(order.status)) return;
  const outstanding = record.cancelRequestId;
  requests.record(record, order, command);
  record.cancelRequestId = outstanding ?? record.cancelRequestId;
}

export function raiseConfirmedAndCancelled(unit: UnitOfWork, order: Order): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "order.confirmed_and_cancelled",
    detail: `The store was told to make it, and the order over ${moneyText(order.total_cents, order)} was cancelled here after the service had been put back to an earlier state.`,
    what_to_do:
      "Ask the store. If it was made, agree with the customer, who was told that it is cancelled and has the money back. If not, cancel it at the store.",
  });
}

export function raiseRevokedAndMade(unit: UnitOfWork, order: Order): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "order.revoked_and_made",
    detail: `The order over ${moneyText(order.total_cents, order)} had been taken back from the store before the service was put back to an earlier state, and the store has made it.`,
    what_to_do: "The customer may have been told that it is cancelled. Ask the store whether it was handed over; refund it if it was not.",
  });
}

function raiseUnknown(unit: UnitOfWork, storeId: string, orderId: string): void {
  unit.raise({
    store_id: storeId,
    order_id: orderId,
    kind: "order.nobody_remembers",
    detail: "The store was told to make the order, and neither the service nor the commands that the box handed back know what it is.",
    what_to_do: "Ask the store for the order: it has it whole on its screens. Refund its payment at the provider if it was not made.",
  });
}
