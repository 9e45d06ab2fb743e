/**
 * Serialises a new order once, for both its response and its event: on the box's hottest path a second time would cost as
 * much as the insert. Both strings must parse to exactly what JSON.stringify would have made; order-json.test.ts checks
 * it.
 */
import type { EventOf } from "@crema/shared/domain/events";
import { type Order, viewOf } from "@crema/shared/domain/order/order";
import type { Payment } from "@crema/shared/domain/payment/payment";
import { withVersion } from "@crema/sync/protocol/write-body";
import type { OrderAffordances } from "../../order-presenter.ts";

export interface PlacedJson {
  /** The response body: the order as its caller sees it, and `as_of`. */
  readonly response: string;
  /** The stored bytes of the event: the whole order, with what identifies its creation. */
  readonly event: string;
}

/** `after`: the order with what was decided about its money in the same commit; `payment`: the tender that came with it. */
export function placedJson(
  placed: EventOf<"order.placed">,
  asOf: string,
  affordances: OrderAffordances,
  after: Order = placed.order,
  payment?: Payment,
): PlacedJson {
  const { order, ...envelope } = placed;
  const { principal, idempotency_key } = order;
  const view = withoutEnd(viewOf(order));
  const whole = `${view},${JSON.stringify({ principal, idempotency_key }).slice(1)}`;
  const shown = after === order ? view : withoutEnd(viewOf(after));
  return {
    response: `${shown},${JSON.stringify({ ...affordances, as_of: asOf, payment }).slice(1)}`,
    event: withVersion(`${withoutEnd(envelope)},"order":${whole}}`),
  };
}

/** The JSON of an object that has members, up to its closing brace. */
const withoutEnd = (value: object): string => JSON.stringify(value).slice(0, -1);
