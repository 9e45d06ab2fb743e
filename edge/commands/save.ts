/**
 * Writes what was decided: the order's rows, the money facts, the log, and the changes for screens, in the command's
 * savepoint. Events that the box only applies from the cloud do not enter the log (U1).
 */

import { coveringSession } from "@crema/shared/domain/drawer/coverage";
import type { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { DomainEvent, EdgeEvent } from "@crema/shared/domain/events";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { countedDay, isVoid } from "@crema/shared/domain/order/counted-day";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { releasesAt } from "@crema/shared/domain/order/release";
import type { JournalFact } from "../db/journal.ts";
import type { RememberedResponse } from "../db/orders.ts";
import type { Tables } from "../db/tables.ts";
import type { Tx } from "../executor.ts";
import { appendEvent, appendVerbatim } from "./append.ts";
import { type CountDeps, countChange, countNew, lostPieces } from "./count.ts";
import { countWithSale } from "./count-online-refunds.ts";
import { tillOfSale } from "./drawers-of.ts";

export interface HowToSave {
  /** The order has no rows yet. */
  readonly isNew?: true;
  /** For a new order: how long the store takes, in seconds (release.ts). */
  readonly prepTimeS?: number;
  /** For an order placed here: the response to its request. */
  readonly remember?: RememberedResponse;
  /** The bytes of `order.placed`, where they have been made already. */
  readonly placedBody?: string;
  /** The open session of the caller's own drawer, whose Z covers what becomes a fact here; without it that is the store's. */
  readonly till?: DrawerSession | null;
  /** Of a single event that is re-logged: its bytes in the other log. */
  readonly verbatim?: string;
}

/**
 * Refuses with request.too_large when an event is larger than the log takes; the caller returns that refusal, which undoes
 * the rest. Throws when the events do not fit the order.
 */
export function saveOrder(
  deps: CountDeps,
  tx: Tx,
  before: Order | null,
  events: readonly DomainEvent[],
  how: HowToSave = {},
): Result<Order> {
  const { tables } = deps;
  let order = before;
  for (const event of events) order = evolve(order, event);
  if (order === null) throw new Error("no events and no order");
  const after = order;
  const cursor = tx.publish((at) => ({ type: "order", cursor: at, order: after, events: events.map((event) => event.type) }));
  if (how.isNew) {
    tables.orders.insert(after, cursor, how.remember ?? null);
    const releases_at = after.status === "CANCELLED" ? null : releasesAt(after, how.prepTimeS ?? 0, Date.parse(after.updated_at));
    if (releases_at !== null) tables.releases.schedule(after.order_id, releases_at, after.promised_at);
  } else tables.orders.update(after, cursor);
  for (const event of events) {
    if (event.type === "payment.captured") tables.money.insertPayment(event.payment);
    if (event.type === "refund.succeeded") tables.money.insertRefund(event.refund);
    if (event.type === "refund.refused") tables.refundRequests.answer(event.request_id, "REFUSED", event.at);
    if (event.type === "order.discounted") tables.orders.reprice(after);
    if (event.type === "order.amended") tables.orders.amend(after);
    const covered = enterInJournal(tables, event, after, how);
    if (!isEdgeEvent(event)) continue;
    const appended =
      how.verbatim === undefined
        ? appendEvent(tables, tx, covering(event, covered), event.type === "order.placed" ? how.placedBody : undefined)
        : appendVerbatim(tables, tx, event, how.verbatim);
    if (!appended.ok) return appended;
  }
  const counted = how.verbatim === undefined ? count(deps, tx, before, after, events, how.isNew === true) : ok(null);
  return counted.ok ? ok(after) : counted;
}

/** What is re-logged was counted where it happened, or by a person since. */
function count(deps: CountDeps, tx: Tx, before: Order | null, after: Order, events: readonly DomainEvent[], isNew: boolean): Result<null> {
  const at = events.at(-1)?.at ?? after.updated_at;
  if (isNew) return countNew(deps, tx, after, at);
  return before === null ? ok(null) : countChange(deps, tx, before, after, lostPieces(before, events), at);
}

/** What the event makes a fact enters the journal. Returns the till's session whose Z covers it; null: the store's, or it is none. */
function enterInJournal(tables: Tables, event: DomainEvent, order: Order, how: HowToSave): string | null {
  const fact = factOf(event, order);
  if (fact === null) return null;
  const here = how.till ?? null;
  const isSale = fact.kind === "SALE" && how.verbatim === undefined;
  const till = isSale ? tillOfSale(tables, order.order_id, here) : here;
  const session = coveringSession(till, fact.business_day);
  tables.journal.append(fact.kind, fact.ref_id, fact.business_day, session);
  if (fact.kind === "SALE") countWithSale(tables, order, session);
  return session;
}

/** Cash that moved without an order. `session`: the one whose drawer it moved in, if one is open. Returns as above. */
export function enterMovement({ drawer, journal }: Tables, movement: DrawerMovement, session: DrawerSession | null): string | null {
  drawer.insertMovement(movement);
  const covered = coveringSession(session, movement.business_day);
  journal.append("MOVEMENT", movement.movement_id, movement.business_day, covered);
  return covered;
}

/** COMPLETED is final: the sale is a fact from there on, and so is a void. */
function factOf(event: DomainEvent, order: Order): (JournalFact & { readonly business_day: string | null }) | null {
  switch (event.type) {
    case "payment.captured":
      return { kind: "PAYMENT", ref_id: event.payment.payment_id, business_day: event.payment.business_day };
    case "refund.succeeded":
      return { kind: "REFUND", ref_id: event.refund.refund_id, business_day: event.refund.business_day };
    case "order.completed":
      return { kind: "SALE", ref_id: event.order_id, business_day: countedDay(order) };
    case "order.cancelled":
      return isVoid(order) ? { kind: "VOID", ref_id: event.order_id, business_day: countedDay(order) } : null;
    default:
      return null;
  }
}

/** Says in the event whose Z covers it, so that the cloud has it as the journal has. */
export const covering = <E extends EdgeEvent>(event: E, sessionId: string | null): E =>
  sessionId === null ? event : { ...event, till_session_id: sessionId };

const FROM_CLOUD: readonly DomainEvent["type"][] = [
  "order.offered",
  "order.confirmed",
  "order.look_first",
  "order.revoked",
  "order.cancel_requested",
  "order.substitute_chosen",
  "refund.reported",
];

function isEdgeEvent(event: DomainEvent): event is EdgeEvent {
  return !FROM_CLOUD.includes(event.type);
}
