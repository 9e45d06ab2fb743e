/**
 * Counts down what orders take of the things that staff count, in the commit that places, accepts, changes or ends the order. The last
 * piece sells the thing out; what comes back of an order that nobody has started puts it on sale again, but for what the store could not
 * make. What is sold beyond the count at the counter is owed to it first.
 */
import type { DomainEvent, EventOf } from "@crema/shared/domain/events";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { isToday } from "@crema/shared/domain/menu/sold-out";
import { piecesOf } from "@crema/shared/domain/menu/stock";
import type { Order } from "@crema/shared/domain/order/order";
import type { Stock } from "../db/availability.ts";
import type { Take } from "../db/counted-takes.ts";
import type { Tables } from "../db/tables.ts";
import type { Tx } from "../executor.ts";
import type { Sellable } from "../ports.ts";
import { appendEvent } from "./append.ts";

export interface CountDeps {
  readonly tables: Tables;
  readonly newId: () => string;
}

const isUnstarted = ({ status }: Order): boolean => status === "PLACED" || status === "PAID";

/** Of an order that is new here. One that a box before this one may have made was counted by that one. */
export function countNew(deps: CountDeps, tx: Tx, order: Order, at: string): Result<null> {
  if (!isUnstarted(order) || order.look_first) return ok(null);
  const profile = deps.tables.documents.profile();
  if (order.requested_for !== null && profile && !isToday(profile, order.requested_for, Date.parse(at))) {
    deps.tables.takes.later(order.order_id);
    return ok(null);
  }
  return take(deps, tx, order.order_id, takesOf(order.lines), at);
}

/** Of an order as it was and as it is now. Of `lost`, which cannot be made, nothing comes back. */
export function countChange(deps: CountDeps, tx: Tx, before: Order, after: Order, lost: readonly Take[], at: string): Result<null> {
  const { takes } = deps.tables;
  if (!isUnstarted(before)) return ok(null);
  const { order_id } = after;
  if (isUnstarted(after)) {
    if (before.lines === after.lines || takes.isLater(order_id)) return ok(null);
    return take(deps, tx, order_id, difference(takesOf(before.lines), takesOf(after.lines)), at, lost);
  }
  const returned = withoutLost(
    takes.of(order_id).map((one) => ({ ...one, qty: -one.qty })),
    lost,
  );
  // Begun before its time had come: what it is made of is gone now.
  const late = takes.isLater(order_id) ? takesOf(after.lines) : [];
  takes.forgetOrder(order_id);
  return move(deps, tx, after.status === "CANCELLED" ? returned : late, at);
}

/** Of an order for another day whose time has come; of any other it does nothing. */
export function countReleased(deps: CountDeps, tx: Tx, order: Order, at: string): Result<null> {
  const { takes } = deps.tables;
  if (!takes.isLater(order.order_id)) return ok(null);
  takes.forgetOrder(order.order_id);
  return take(deps, tx, order.order_id, takesOf(order.lines), at);
}

function takesOf(lines: Order["lines"]): Take[] {
  const { items, modifiers } = piecesOf(lines);
  const of = (kind: Sellable["kind"], pieces: ReadonlyMap<string, number>) => [...pieces].map(([id, qty]): Take => ({ kind, id, qty }));
  return [...of("item", items), ...of("modifier", modifiers)];
}

function difference(before: readonly Take[], after: readonly Take[]): Take[] {
  const more = new Map(after.map((one) => [`${one.kind} ${one.id}`, one]));
  for (const one of before) {
    const key = `${one.kind} ${one.id}`;
    more.set(key, { ...one, qty: (more.get(key)?.qty ?? 0) - one.qty });
  }
  return [...more.values()].filter(({ qty }) => qty !== 0);
}

/** The pieces of the lines that the store cannot make, as its settled questions say. */
export function lostPieces(before: Order, events: readonly DomainEvent[]): Take[] {
  return events.flatMap((event) => {
    if (event.type !== "order.substitute_settled" || event.choice === null) return [];
    const asked = events.flatMap((each) => (each.type === "order.substitute_asked" ? [each.question] : []));
    const question = [...asked, before.question].find((each) => each?.question_id === event.question_id);
    return takesOf(before.lines.flatMap((line) => (question && line.line_id === question.line_id ? [{ ...line, qty: question.qty }] : [])));
  });
}

function withoutLost(moved: readonly Take[], lost: readonly Take[]): Take[] {
  const lostOf = new Map(lost.map(({ kind, id, qty }) => [`${kind} ${id}`, qty]));
  return moved.map((one) => (one.qty < 0 ? { ...one, qty: Math.min(0, one.qty + (lostOf.get(`${one.kind} ${one.id}`) ?? 0)) } : one));
}

/** Remembers what the order has of what is counted, and never gives back more than that. */
function take(deps: CountDeps, tx: Tx, orderId: string, wanted: readonly Take[], at: string, lost: readonly Take[] = []): Result<null> {
  const { availability, takes } = deps.tables;
  if (!availability.isCounting()) return ok(null);
  const counted = wanted.filter((one) => availability.of(one).balance !== null);
  const has = new Map(takes.of(orderId).map((one) => [`${one.kind} ${one.id}`, one.qty]));
  const moved = counted
    .map((one) => ({ ...one, qty: Math.max(one.qty, -(has.get(`${one.kind} ${one.id}`) ?? 0)) }))
    .filter(({ qty }) => qty !== 0);
  for (const one of moved) takes.add(orderId, one, one.qty);
  return move(deps, tx, withoutLost(moved, lost), at);
}

/** Takes pieces from the counts, or puts them back where `qty` is below 0, and says what is sold out by it or on sale again. */
function move(deps: CountDeps, tx: Tx, pieces: readonly Take[], at: string): Result<null> {
  const { availability } = deps.tables;
  let moved = false;
  for (const { qty, ...what } of pieces) {
    const { balance } = availability.of(what);
    if (balance === null) continue;
    moved = true;
    const stock = countedStock(balance - qty);
    const said = setStock(deps, tx, what, stock, at, { isSaid: stock.sold_out !== balance <= 0 });
    if (!said.ok) return said;
  }
  if (moved) publishAvailability(deps.tables, tx);
  return ok(null);
}

export const countedStock = (balance: number): Stock => ({ sold_out: balance <= 0, until: null, balance });

type Changed = EventOf<"item.availability_changed"> | EventOf<"modifier.availability_changed">;

/** `isSaid`: the cloud hears of it by an event, and not only how much is left by the next heartbeat. */
export function setStock(
  { tables, newId }: CountDeps,
  tx: Tx,
  { kind, id }: Sellable,
  stock: Stock,
  at: string,
  { isSaid, actor }: { readonly isSaid: boolean; readonly actor?: Changed["actor"] },
): Result<null> {
  tables.availability.set({ kind, id }, stock, at);
  if (!isSaid || tx.identity === null) return ok(null);
  const { store_id, node_id } = tx.identity;
  tx.position.availability_revision += 1;
  const said = {
    ...{ event_id: newId(), store_id, at, actor: actor ?? { kind: "edge" as const, id: node_id, name: null } },
    ...{ sold_out: stock.sold_out, revision: tx.position.availability_revision },
    ...(stock.until !== null && { until: stock.until }),
    ...(stock.balance !== null && { left: Math.max(0, stock.balance) }),
  };
  const event: Changed =
    kind === "item"
      ? { ...said, type: "item.availability_changed", item_id: id }
      : { ...said, type: "modifier.availability_changed", modifier_id: id };
  return appendEvent(tables, tx, event);
}

export function publishAvailability(tables: Pick<Tables, "availability">, tx: Tx): void {
  const availability = tables.availability.read(tx.position.availability_revision);
  tx.publish((cursor) => ({ type: "availability", cursor, availability }));
}
