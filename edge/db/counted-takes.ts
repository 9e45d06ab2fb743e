/**
 * What orders have taken from what is counted. A take belongs to the count of its moment: when staff count a thing again, what was taken
 * from the count before is forgotten with it.
 */
import type { Sellable } from "../ports.ts";
import type { Db } from "./database.ts";

export interface Take extends Sellable {
  readonly qty: number;
}

export interface CountedTakes {
  /** By an order that nobody has started. */
  of(orderId: string): Take[];
  /** Adds to what the order has taken; below 0 it gives back, never more than it has. */
  add(orderId: string, what: Sellable, qty: number): void;
  forgetOrder(orderId: string): void;
  forgetThing(what: Sellable): void;
  /** The order is for another day, and counts when its time has come. */
  later(orderId: string): void;
  isLater(orderId: string): boolean;
}

export function prepareCountedTakes(db: Db): CountedTakes {
  const of = db.prepare<[string], Take>("SELECT kind, id, qty FROM counted_takes WHERE order_id = ? ORDER BY kind, id");
  const one = db.prepare<[string, string, string], { qty: number }>(
    "SELECT qty FROM counted_takes WHERE order_id = ? AND kind = ? AND id = ?",
  );
  const put = db.prepare<[string, string, string, number]>(
    "INSERT INTO counted_takes (order_id, kind, id, qty) VALUES (?, ?, ?, ?) ON CONFLICT (order_id, kind, id) DO UPDATE SET qty = excluded.qty",
  );
  const remove = db.prepare<[string, string, string]>("DELETE FROM counted_takes WHERE order_id = ? AND kind = ? AND id = ?");
  const removeOrder = db.prepare<[string]>("DELETE FROM counted_takes WHERE order_id = ?");
  const removeThing = db.prepare<[string, string]>("DELETE FROM counted_takes WHERE kind = ? AND id = ?");
  const later = db.prepare<[string]>("INSERT INTO counts_later (order_id) VALUES (?) ON CONFLICT DO NOTHING");
  const isLater = db.prepare<[string], { order_id: string }>("SELECT order_id FROM counts_later WHERE order_id = ?");
  const removeLater = db.prepare<[string]>("DELETE FROM counts_later WHERE order_id = ?");
  return {
    of: (orderId) => of.all(orderId),
    add(orderId, { kind, id }, qty) {
      const has = (one.get(orderId, kind, id)?.qty ?? 0) + qty;
      if (has > 0) put.run(orderId, kind, id, has);
      else remove.run(orderId, kind, id);
    },
    forgetOrder(orderId) {
      removeOrder.run(orderId);
      removeLater.run(orderId);
    },
    forgetThing: ({ kind, id }) => void removeThing.run(kind, id),
    later: (orderId) => void later.run(orderId),
    isLater: (orderId) => isLater.get(orderId) !== undefined,
  };
}
