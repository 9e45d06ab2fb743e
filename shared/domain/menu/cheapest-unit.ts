/**
 * The lowest price that any allowed choice gives an item. What a modifier adds may depend on another one, so every way to choose
 * those others is tried; where there are too many of them each modifier counts at its lowest, which is never too high.
 */
import { deltaOf } from "./choosing.ts";
import type { MenuItem, Modifier, ModifierGroup } from "./menu.ts";

const MOST_WAYS = 256;
const NOTHING: ReadonlySet<string> = new Set();

/** In cents. Without any allowed choice it is the item's own price. */
export function cheapestUnit(item: MenuItem, own: readonly ModifierGroup[]): number {
  const least = (group: ModifierGroup) => leastOf(group, NOTHING, NOTHING, lowestDelta(own)) ?? 0;
  const bound = item.base_price_cents + own.reduce((sum, group) => sum + least(group), 0);
  const named = new Set(
    own.flatMap((group) => group.modifiers.flatMap(({ prices = [] }) => prices.map((price) => price.with_modifier_id))),
  );
  const ways = named.size === 0 ? null : waysToChoose(own, named);
  if (ways === null) return bound;
  const prices = ways.flatMap((present) => {
    const of = own.map((group) => leastOf(group, named, present, (modifier) => deltaOf(modifier, present)));
    return of.includes(null) ? [] : [of.reduce<number>((sum, price) => sum + (price ?? 0), item.base_price_cents)];
  });
  return prices.length === 0 ? bound : Math.min(...prices);
}

const lowestDelta = (own: readonly ModifierGroup[]) => {
  const offered = new Set(own.flatMap((group) => group.modifiers.map((modifier) => modifier.modifier_id)));
  return ({ price_delta_cents, prices = [] }: Modifier): number =>
    Math.min(price_delta_cents, ...prices.filter((price) => offered.has(price.with_modifier_id)).map((price) => price.price_delta_cents));
};

/** Which of the named ones a line may have: every combination that the groups' maxima allow; null where there are too many. */
function waysToChoose(own: readonly ModifierGroup[], named: ReadonlySet<string>): ReadonlySet<string>[] | null {
  let ways: string[][] = [[]];
  for (const group of own) {
    const ids = group.modifiers.map((modifier) => modifier.modifier_id).filter((id) => named.has(id));
    let here: string[][] = [[]];
    for (const id of ids) {
      here = [...here, ...here.filter((chosen) => chosen.length < group.max_choices).map((chosen) => [...chosen, id])];
      if (here.length * ways.length > MOST_WAYS) return null;
    }
    ways = ways.flatMap((way) => here.map((chosen) => [...way, ...chosen]));
  }
  return ways.map((way) => new Set(way));
}

/** The least that a group adds where of the named ones exactly those that are present are chosen; null: that is not allowed. */
function leastOf(
  group: ModifierGroup,
  named: ReadonlySet<string>,
  present: ReadonlySet<string>,
  delta: (modifier: Modifier) => number,
): number | null {
  const cost = (modifier: Modifier) => delta(modifier) * (delta(modifier) < 0 ? (modifier.max_qty ?? 1) : 1);
  const none = group.modifiers.find((modifier) => modifier.is_none);
  const others = group.modifiers.filter((modifier) => !modifier.is_none);
  const fixed = others.filter((modifier) => present.has(modifier.modifier_id));
  const mayBeNone = none && fixed.length === 0 && group.min_choices <= 1 && named.has(none.modifier_id) === present.has(none.modifier_id);
  const alone = mayBeNone ? cost(none) : null;
  if (none && present.has(none.modifier_id)) return alone;
  // Defaults can be removed, down to the group's minimum.
  const atLeast = group.min_choices - fixed.length;
  const atMost = group.max_choices - fixed.length;
  const free = others
    .filter((modifier) => !named.has(modifier.modifier_id))
    .map(cost)
    .toSorted((a, b) => a - b);
  if (atMost < 0 || atLeast > free.length) return alone;
  const sum = free.slice(0, atMost).reduce(
    (total, one, i) => (i < atLeast || one < 0 ? total + one : total),
    fixed.reduce((total, one) => total + cost(one), 0),
  );
  return alone === null ? sum : Math.min(alone, sum);
}
