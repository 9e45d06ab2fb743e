/** What a store says of an order that it amends. */
import { randomUUID } from "node:crypto";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import type { EventOf } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { replacePieces } from "@crema/shared/domain/menu/replace-pieces";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { type Order, PricedOrder } from "@crema/shared/domain/order/order";
import { ana } from "@crema/shared/domain/order/order.test-fixture";

/** As the box says that a piece goes, of an order that it has as `order`. */
export function withoutOne(order: Order, nowMs: number): EventOf<"order.amended"> {
  const pieces = { line_id: order.lines[0]?.line_id ?? "", qty: 1 };
  const priced = must(replacePieces(PricedOrder.parse(order), pieces, null, { rates: [], rounding: "LINE" }));
  const { order_id, store_id, amendments } = order;
  const context = { at: iso(nowMs), newId: randomUUID, actor: ana };
  return { ...envelopeOf(store_id, context), type: "order.amended", order_id, amendment: amendments + 1, priced };
}
