/** What the store sells most of late: by the pieces in its last orders, so that reading it costs the same after years. */
import type { Db } from "./database.ts";

export interface MostSold {
  /** Ids of items, the most sold first. */
  read(): string[];
}

const LAST_ORDERS = 1_000;
const MOST = 32;

export function prepareMostSold(db: Db): MostSold {
  const read = db.prepare<[], { item_id: string }>(
    `SELECT l.item_id FROM (SELECT order_id FROM orders WHERE status <> 'CANCELLED' ORDER BY rowid DESC LIMIT ${LAST_ORDERS}) o
       JOIN order_lines l ON l.order_id = o.order_id
     GROUP BY l.item_id ORDER BY SUM(l.qty) DESC, l.item_id LIMIT ${MOST}`,
  );
  return { read: () => read.all().map(({ item_id }) => item_id) };
}
