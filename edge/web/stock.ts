/** What the queue's stream says of how a thing is sold, and the words for it. */
import type { AvailabilityRequest } from "@crema/shared/contract/menu";
import type { QueueFrame } from "@crema/shared/contract/streams";
import type { Words } from "@crema/ui/words/words.ts";

export interface Thing {
  readonly kind: "item" | "modifier";
  readonly id: string;
}

export interface Sellable extends Thing {
  readonly name: string;
}

/** By kind and id, as `keyOf` has it; what is on sale and not counted is in none of them. */
export interface Stock {
  /** Marked by staff: the counter sells none. */
  readonly marked: ReadonlySet<string>;
  readonly until: ReadonlyMap<string, string>;
  /** How many are left of what is counted. The counter may sell more. */
  readonly left: ReadonlyMap<string, number>;
}

export const NO_STOCK: Stock = { marked: new Set(), until: new Map(), left: new Map() };

export const keyOf = ({ kind, id }: Thing): string => `${kind} ${id}`;

type Told = Pick<Extract<QueueFrame, { type: "availability" }>, "sold_out_item_ids" | "sold_out_modifier_ids" | "until" | "counted">;

export function stockIn({ sold_out_item_ids, sold_out_modifier_ids, until = [], counted = [] }: Told): Stock {
  const left = new Map(counted.map((one) => [keyOf(one), one.left]));
  const soldOut = [...sold_out_item_ids.map((id) => `item ${id}`), ...sold_out_modifier_ids.map((id) => `modifier ${id}`)];
  return { marked: new Set(soldOut.filter((key) => !left.has(key))), until: new Map(until.map((one) => [keyOf(one), one.until])), left };
}

/** What would bring it about again; null: it is on sale, as everything is. */
export function requestOf(thing: Thing, { marked, until, left }: Stock): AvailabilityRequest {
  const key = keyOf(thing);
  const [end, pieces] = [until.get(key), left.get(key)];
  if (marked.has(key)) return { is_available: false, ...(end !== undefined && { until: end }) };
  return { is_available: true, ...(pieces !== undefined && { left: pieces }) };
}

/** "Sold out until 14:30", "3 left"; null: it is on sale and not counted. `at`: a moment in words. */
export function stockText(thing: Thing, { marked, until, left }: Stock, at: (moment: string) => string, t: Words): string | null {
  const key = keyOf(thing);
  const [end, pieces] = [until.get(key), left.get(key)];
  if (marked.has(key)) return end === undefined ? t("store.stock.sold_out") : t("store.stock.sold_out_until", { moment: at(end) });
  return pieces === undefined ? null : t("store.stock.left", { count: pieces });
}

const MINUTE_MS = 60_000;
const LONGEST_DAY_MINUTES = 25 * 60;

/** The next moment at which the store's clock shows that time, "14:30"; null: it shows it at none of the next day. */
export function nextAt(time: string, nowMs: number, timeZone: string | undefined): number | null {
  const shown = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", ...(timeZone ? { timeZone } : {}) });
  const first = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  for (let minute = 1; minute <= LONGEST_DAY_MINUTES; minute += 1) {
    const at = first + minute * MINUTE_MS;
    if (shown.format(at) === time) return at;
  }
  return null;
}
