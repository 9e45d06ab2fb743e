/** Orders, and what has changed of them since a cursor. */
import type { Tables } from "../db/tables.ts";
import type { EdgeQueries } from "../ports.ts";

/** A client that has missed more than this gets a snapshot instead. */
const MAX_MISSED = 1000;

export function orderQueries(tables: Tables): Pick<EdgeQueries, "order" | "orders" | "changedSince" | "cancelRefusals"> {
  return {
    order: (orderId) => tables.orders.read(orderId),
    orders(query) {
      const ids = tables.orderSearch.find(query);
      const page = ids.slice(0, query.limit);
      const orders = page.flatMap((id) => tables.orders.read(id)?.order ?? []);
      return { orders, next_before: ids.length > query.limit ? (page.at(-1) ?? null) : null };
    },
    changedSince(cursor) {
      if (cursor > tables.box.position().cursor || cursor < tables.history.beganAt()) return null;
      const changed = tables.orders.changedAfter(cursor, MAX_MISSED + 1);
      return changed.length > MAX_MISSED ? null : changed;
    },
    cancelRefusals: (orderId, after) =>
      tables.handoff
        .cancelRefusalsAfter(orderId, after)
        .map(({ cursor, order_id, request_id, code }) => ({ type: "cancel_refused", cursor, order_id, request_id, code })),
  };
}
