/**
 * A request that the box before this one has answered, asked again: nothing happens twice. Its bytes are gone with that box; the
 * response is made of the order as it stands and of the facts that the request made.
 */
import { viewerAtStore } from "@crema/shared/contract/viewers";
import { EdgeEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { balanceCents } from "@crema/shared/domain/order/order";
import type { Created } from "@crema/shared/server/idempotency";
import type { AnsweredRequest } from "@crema/sync/protocol/snapshot";
import type { Caller } from "../ports.ts";
import type { CommandContext } from "./command-context.ts";
import { drawerView } from "./drawer-view.ts";
import { replayOf } from "./idempotency.ts";

/** null when the box before has not answered it either. */
export function replayOfEarlier(
  deps: CommandContext,
  principal: string,
  key: string,
  hashes: readonly string[],
  by: Caller,
): Result<Created> | null {
  const found = deps.tables.history.request(principal, key);
  if (!found) return null;
  const other = replayOf({ request_hash: found.request_hash, body: "" }, ...hashes);
  if (other && !other.ok) return other;
  const body = bodyOf(deps, found, by);
  return body ? ok({ status: 201, body: JSON.stringify(body), replayed: true }) : refuse("order.not_found", GONE);
}

const GONE = "This was done at the box before this one, and is not repeated. Headquarters can look it up.";

function bodyOf(
  deps: CommandContext,
  { order_id, is_birth, facts }: Omit<AnsweredRequest, "principal" | "key">,
  by: Caller,
): object | null {
  const events = facts.map((fact) => EdgeEvent.parse(JSON.parse(fact)));
  const drawer = drawerOf(deps, events);
  if (drawer) return drawer;
  const stored = order_id === null ? null : (deps.tables.orders.read(order_id)?.order ?? null);
  if (!stored) return null;
  const order = { ...deps.show.order(stored, viewerAtStore(by.principal)), as_of: iso(deps.clock.now()) };
  const payment = events.flatMap((event) => (event.type === "payment.captured" ? [event.payment] : []))[0];
  const refunds = events.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []));
  if (is_birth) return { ...order, payment };
  if (events.some(({ type }) => type === "order.substitute_asked" || type === "order.substitute_settled")) return { ...order, refunds };
  // A refund of all of it has cancelled it, or it was cancelled: the response is good for either.
  if (events.some(({ type }) => type === "order.cancelled")) return { ...order, refunds, requested: null, order };
  if (payment && refunds[0]) return { correction: refunds[0], payment, order };
  if (payment) return { payment, order, balance_cents: balanceCents(stored) };
  const asked = events.find((event) => event.type === "refund.requested");
  return { refunds, requested: asked ? { request_id: asked.request_id, amount_cents: asked.amount_cents } : null, order };
}

function drawerOf({ tables }: CommandContext, events: readonly EdgeEvent[]): object | null {
  for (const event of events) {
    if (event.type === "drawer.moved") return { movement: event.movement };
    if (event.type === "drawer.closed" || event.type === "day.closed") return { report: event.report };
    const id = event.type === "drawer.opened" ? event.session.session_id : event.type === "drawer.counted" ? event.session_id : null;
    const session = id === null ? null : tables.drawer.openSession(id);
    if (session) return { session: drawerView(session) };
    if (event.type === "drawer.opened") return { session: drawerView(event.session) };
  }
  return null;
}
