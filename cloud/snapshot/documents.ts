/**
 * The documents that a store's next box begins with. Those of an older currency come first while money of it is under way: a store that
 * changed its currency goes on with them until then, and the box before may have sold by them after the change was published.
 */
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import type pg from "pg";

type Documents = Snapshot["documents"];

interface UnderWay extends Pick<Snapshot, "payments" | "refunds" | "drawer"> {
  readonly orders: readonly Order[];
}

/** The currencies of open orders, and of money and a drawer that no Z report covers. */
export function unitsUnderWay({ orders, payments, refunds, drawer }: UnderWay): string[] {
  const units = [
    ...orders.filter((order) => isOpenStatus(order.status)),
    ...payments,
    ...refunds,
    ...(drawer.session ? [drawer.session] : []),
    ...drawer.others,
    ...drawer.movements,
  ];
  return [...new Set(units.map((each) => each.currency))];
}

export async function documentsOf(client: pg.ClientBase, storeId: string, underWay: readonly string[]): Promise<Documents> {
  const found = await client.query<Documents[number]>(
    "SELECT kind, version, document::text AS document FROM store_documents WHERE store_id = $1 ORDER BY kind",
    [storeId],
  );
  const present = new Set(found.rows.map(currencyOf));
  const older: Documents = [];
  for (const currency of underWay.filter((each) => !present.has(each))) older.push(...(await lastIn(client, storeId, currency)));
  return [...older, ...found.rows];
}

async function lastIn(client: pg.ClientBase, storeId: string, currency: string): Promise<Documents> {
  const found = await client.query<Documents[number]>(
    `SELECT DISTINCT ON (kind) kind, version, document::text AS document FROM store_document_versions
     WHERE store_id = $1 AND substring(document::text from '"currency"\\s*:\\s*"([A-Z]{3})"') = $2 ORDER BY kind, version DESC`,
    [storeId, currency],
  );
  return found.rows;
}

const currencyOf = ({ document }: Documents[number]): string => (JSON.parse(document) as { currency: string }).currency;
