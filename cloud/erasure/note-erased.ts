/** A disk says that the customers of these orders were erased, which this cloud has forgotten. The orders have been loaded. */
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { OF_AN_ORDER } from "./of-an-order.ts";

/** `boxKnows`: it is the disk of the store's present box. What is stored of them already is blanked by the next sweep. */
export async function noteErased(unit: UnitOfWork, storeId: string, orderIds: readonly string[], boxKnows: string | null): Promise<void> {
  for (const id of orderIds) unit.order(id).erase();
  await unit.client.query(
    `INSERT INTO erased_orders (store_id, order_id, box_told_at) SELECT $1, id, $3 FROM unnest($2::uuid[]) AS told (id) ON CONFLICT DO NOTHING`,
    [storeId, orderIds, boxKnows],
  );
  // The sweep blanks an open order when it is over: until then nobody may be told of it.
  for (const table of OF_AN_ORDER)
    await unit.client.query(`DELETE FROM ${table} WHERE store_id = $1 AND order_id = ANY ($2::uuid[])`, [storeId, orderIds]);
}
