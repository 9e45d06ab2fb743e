/**
 * What an item costs while a promotion counts by itself, at the counter or in the app, for a tile or a card. Only what no other line can change is
 * promised, so that an order never costs more than the prices that were shown: a promotion with a code, a minimum, a bundle, or one
 * that another may exclude is found in the order's price alone.
 */

import { isOpen } from "../store/opening-hours.ts";
import type { ProfileDocument } from "../store/profile.ts";
import { nextChange } from "./dayparts.ts";
import type { Channel, MenuDocument, MenuItem, Promotion } from "./menu.ts";
import { coverageOf, takesOff } from "./promotion-rules.ts";

export interface ReducedPrice {
  /** Of one, without what choices add. */
  readonly price_cents: number;
  /** In ms: when it ends; null: not within a week. */
  readonly untilMs: number | null;
}

export interface ReducedPrices {
  /** By item; those alone that cost less than their price. */
  readonly items: ReadonlyMap<string, ReducedPrice>;
  /** In ms: until then they are these; null: nothing changes within a week. */
  readonly changeMs: number | null;
}

export function reducedPrices(
  { items, promotions }: Pick<MenuDocument, "items" | "promotions">,
  { time_zone }: Pick<ProfileDocument, "time_zone">,
  atMs: number,
  channel: Channel = "POS",
): ReducedPrices {
  const byThemselves = promotions.filter(
    ({ code, channels, limits }) => code === null && limits === undefined && (channels?.includes(channel) ?? true),
  );
  const timed = byThemselves.map((promotion) => ({ promotion, ...countsAt(promotion, time_zone, atMs) }));
  const changes = timed.flatMap(({ changeMs }) => changeMs ?? []);
  const lines = items.map((item, at) => ({ ...oneOf(item), at }));
  const counting = timed
    .filter(({ counts }) => counts)
    .map((one) => ({ ...one, covered: coveredBy(one.promotion, items) }))
    .toSorted((a, b) => (b.promotion.priority ?? 0) - (a.promotion.priority ?? 0));
  const left = lines.map(({ gross }): number => gross);
  const ends = lines.map((): number => Number.POSITIVE_INFINITY);
  for (const { promotion, covered, changeMs } of counting) {
    const isDisputed = () => counting.some((other) => other.promotion !== promotion && other.covered.some((is, at) => is && covered[at]));
    if (!isOfUnits(promotion) || (promotion.is_exclusive && isDisputed())) continue;
    const open = lines.map((line, at) => ({ ...line, left: left[at] ?? 0 }));
    for (const [at, off] of takesOff(promotion, open, { whole: covered, parts: [] }).parts.entries()) {
      if (off === 0) continue;
      left[at] = (left[at] ?? 0) - off;
      ends[at] = Math.min(ends[at] ?? 0, changeMs ?? Number.POSITIVE_INFINITY);
    }
  }
  const reduced = items.flatMap((item, at): [string, ReducedPrice][] => {
    const [price_cents = 0, end = 0] = [left[at], ends[at]];
    return price_cents < item.base_price_cents ? [[item.item_id, { price_cents, untilMs: Number.isFinite(end) ? end : null }]] : [];
  });
  return { items: new Map(reduced), changeMs: changes.length === 0 ? null : Math.min(...changes) };
}

/** For an ETag: of one document the prices between two changes are known by the later one. */
export const reducedTag = ({ changeMs }: Pick<ReducedPrices, "changeMs">): string => (changeMs === null ? "" : `p${changeMs.toString(36)}`);

const oneOf = (item: MenuItem) => ({ item, qty: 1, modifiers: [], gross: item.base_price_cents, left: item.base_price_cents });

/** It takes as much off each unit, whatever else is on the order. */
const isOfUnits = ({ kind, min_subtotal_cents, modifier_ids = [], fulfillment_types }: Promotion): boolean =>
  (kind === "PERCENT" || kind === "FIXED_PRICE") &&
  min_subtotal_cents === 0 &&
  modifier_ids.length === 0 &&
  (fulfillment_types === undefined || fulfillment_types.length === 2);

/** By place on the menu: the items of which it may take something off, whatever is chosen for them. */
function coveredBy(promotion: Promotion, items: readonly MenuItem[]): boolean[] {
  const { modifier_ids: _of, ...any } = promotion;
  const bundle = promotion.bundle?.map(({ modifier_ids: _none, ...part }) => part);
  const { whole, parts } = coverageOf(
    { ...any, ...(bundle && { bundle }) },
    items.map((item) => ({ item, modifiers: [] })),
  );
  return promotion.kind === "BUNDLE" ? whole.map((_, at) => parts.some((part) => part[at])) : [...whole];
}

/** Whether the time is one at which it counts, and when that changes. */
function countsAt({ starts_at, ends_at, hours }: Promotion, time_zone: string, atMs: number): { counts: boolean; changeMs: number | null } {
  const [start, end] = [starts_at, ends_at].map((at) => (at === null ? null : Date.parse(at)));
  const isRunning = (start == null || start <= atMs) && (end == null || end > atMs);
  const counts = isRunning && (hours === undefined || isOpen({ hours, time_zone }, atMs));
  const change = hours === undefined ? null : nextChange(hours, time_zone, atMs);
  const moments = [start, end, change].filter((ms) => ms != null && ms > atMs).map(Number);
  return { counts, changeMs: moments.length === 0 ? null : Math.min(...moments) };
}
