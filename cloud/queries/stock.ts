/**
 * What is left for the app of what a store counts: the store's last count, less what the app's own orders have that the store has not
 * answered. Its answer decides; one that comes too late is declined.
 */
import { nextBusinessDayAt } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Availability } from "@crema/shared/domain/menu/menu";
import { type Pieces, piecesOf } from "@crema/shared/domain/menu/stock";
import type { OrderLine } from "@crema/shared/domain/order/order";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type pg from "pg";

type Client = Pick<pg.ClientBase | pg.Pool, "query">;

const NOTHING: Pieces = { items: new Map(), modifiers: new Map() };

/** What those orders have that are for the store's present day. Reads nothing where the store counts nothing. */
export async function unansweredPieces(
  client: Client,
  storeId: string,
  { counted = [] }: Availability,
  profile: Pick<ProfileDocument, "time_zone" | "business_day_cutoff_hour">,
  nowMs: number,
): Promise<Pieces> {
  if (counted.length === 0) return NOTHING;
  const found = await client.query<{ lines: OrderLine[] }>({
    name: "unanswered_pieces",
    text: `SELECT state -> 'lines' AS lines FROM orders
           WHERE store_id = $1 AND origin = 'APP' AND status NOT IN ('COMPLETED', 'CANCELLED')
             AND handoff IN ('AWAITING_PAYMENT', 'HELD', 'OFFERED') AND (NOT for_later OR promised_at < $2)`,
    values: [storeId, iso(nextBusinessDayAt(nowMs, profile.time_zone, profile.business_day_cutoff_hour))],
  });
  return piecesOf(found.rows.flatMap(({ lines }) => lines));
}

export function lessPieces(availability: Availability, pieces: Pieces): Availability {
  const taken = (kind: "item" | "modifier", id: string) => (kind === "item" ? pieces.items : pieces.modifiers).get(id) ?? 0;
  return {
    ...availability,
    counted: availability.counted?.map((one) => ({ ...one, left: Math.max(0, one.left - taken(one.kind, one.id)) })),
  };
}
