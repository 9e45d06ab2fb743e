/**
 * Events that a store's present box has entered from the disk of another one (U8). The box says whether each fitted the order as it has
 * it now; what did not changes nothing here either, so that both go on from the same state. It is stored whole, and a person is told
 * with the order and its amount.
 */
import { type EdgeEvent, type EventOf, isStoreMoney } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { Order } from "@crema/shared/domain/order/order";
import { isStoreEvent } from "@crema/shared/domain/store-event-kinds";
import type { UnitOfWork } from "../db/unit-of-work.ts";

interface Place {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly body: string;
}

/** False: it is applied as any other event. The orders have been loaded. */
export function setRelogAside(
  unit: UnitOfWork,
  known: { readonly eventIds: Set<string> },
  event: EdgeEvent,
  { epoch, seq, hash, body }: Place,
): boolean {
  if (event.relogged === undefined || isStoreEvent(event) || known.eventIds.has(event.event_id)) return false;
  // Money always counts.
  if (isStoreMoney(event)) return false;
  const { order } = unit.order(event.order_id);
  if (event.relogged.is_applied && (order !== null || event.type === "order.placed")) return false;
  known.eventIds.add(event.event_id);
  unit.pending.quarantined.push({
    epoch,
    seq,
    hash,
    body,
    event_id: event.event_id,
    event_type: event.type,
    order_id: event.order_id,
    code: "event.moved_on",
    detail: "It came in from the disk of another box, when the order had moved on.",
    resolved_at: iso(unit.clock.now()),
  });
  if (NEEDS_A_PERSON.has(event.type)) raiseMovedOn(unit, event, order);
  return true;
}

/** What somebody at the store has done; the others say nothing that a person could act on. */
const NEEDS_A_PERSON: ReadonlySet<EdgeEvent["type"]> = new Set([
  "order.started",
  "order.readied",
  "order.completed",
  "order.recalled",
  "order.cancelled",
  "order.declined",
  "order.discounted",
  "order.amended",
]);

const DONE: Readonly<Record<string, string>> = {
  "order.started": "begun",
  "order.readied": "made",
  "order.completed": "handed over",
  "order.recalled": "taken back into work",
  "order.cancelled": "cancelled",
  "order.declined": "declined",
  "order.discounted": "given a discount",
  "order.amended": "changed",
};

function raiseMovedOn(unit: UnitOfWork, event: Extract<EdgeEvent, { order_id: string }>, order: Order | null): void {
  const what = order
    ? `The order${order.ticket_number ? ` ${order.ticket_number}` : ""} over ${moneyText(order.total_cents, order)}`
    : "An order that nobody knows";
  const now = order ? ` It is ${order.status.toLowerCase().replace("_", " ")} now, and stays so.` : "";
  unit.raise({
    store_id: event.store_id,
    order_id: event.order_id,
    kind: "order.relogged",
    detail: `${what} had been ${DONE[event.type] ?? event.type} by the box before, as its disk says (${event.at}).${now}`,
    what_to_do: "Ask the store what became of it: it may have been made, or paid, twice. Refund or cancel what was not meant.",
  });
}

/** The report is stored; what it counts is in the reports of the present box. */
export function raiseSecondReport(unit: UnitOfWork, { store_id, report }: EventOf<"drawer.closed" | "day.closed">): void {
  unit.raise({
    store_id,
    order_id: null,
    kind: "drawer.relogged",
    detail: `The Z report ${report.z_number} of the box before came in from its disk, after the next box had begun with the same money. What it counts is in the Z reports of the next box.`,
    what_to_do:
      "Book those of the next box and discard this one: the books leave it out. Its count of the cash may help to explain a difference.",
  });
}

/** Both are stored; the number is on two slips of paper. */
export function raiseSecondReceipt(unit: UnitOfWork, event: EventOf<"payment.captured" | "refund.succeeded">): void {
  const fact = event.type === "payment.captured" ? event.payment : event.refund;
  unit.raise({
    store_id: event.store_id,
    order_id: event.order_id,
    kind: "receipt.number_twice",
    detail: `Receipt ${fact.provider_ref} over ${moneyText(fact.amount_cents, fact.currency)} came in from the disk of another box; the store has another receipt with that number.`,
    what_to_do: "Both count. Tell the accountant that the number was given twice.",
  });
}
