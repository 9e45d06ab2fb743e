/** How the lines of orders are written. */
import type { Order, OrderLine } from "@crema/shared/domain/order/order";
import type { Asks } from "./batch.ts";
import { boolean, insertInto, int, jsonText, text, uuid } from "./insert.ts";

/** An amended order's lines are written again, and may be fewer. */
export async function removeLines(client: Asks, amended: readonly Order[]): Promise<void> {
  if (amended.length === 0) return;
  await client.query({
    name: "remove_lines",
    text: `DELETE FROM order_lines USING unnest($1::text[], $2::uuid[]) AS amended (store_id, order_id)
           WHERE order_lines.store_id = amended.store_id AND order_lines.order_id = amended.order_id`,
    values: [amended.map((order) => order.store_id), amended.map((order) => order.order_id)],
  });
}

interface LineRow {
  readonly order: Order;
  readonly line: OrderLine;
  readonly position: number;
}

/** Of a line that stays only the cost changes, by a discount. The rows of an amended order are gone before (removeLines). */
export const UPSERT_LINES = insertInto<LineRow>(
  "order_lines",
  {
    store_id: text(({ order }) => order.store_id),
    order_id: uuid(({ order }) => order.order_id),
    position: int(({ position }) => position),
    line_id: uuid(({ line }) => line.line_id),
    item_id: text(({ line }) => line.item_id),
    name: text(({ line }) => line.name),
    qty: int(({ line }) => line.qty),
    gross_cents: int(({ line }) => line.gross_cents),
    discount_cents: int(({ line }) => line.discount_cents),
    tax_cents: int(({ line }) => line.tax_cents),
    line_total_cents: int(({ line }) => line.line_total_cents),
    tax_rate_ppm: int(({ line }) => line.tax_rate_ppm),
    taxes: jsonText(({ line }) => (line.taxes ? JSON.stringify(line.taxes) : null)),
    tax_exempt: boolean(({ line }) => line.tax_exempt ?? null),
  },
  `ON CONFLICT (store_id, order_id, position) DO UPDATE SET discount_cents = excluded.discount_cents, tax_cents = excluded.tax_cents,
     line_total_cents = excluded.line_total_cents, tax_rate_ppm = excluded.tax_rate_ppm, taxes = excluded.taxes`,
);
