/**
 * An earlier order as a request against today's menu. Nothing is priced here; quoting the result does that.
 * Whatever is no longer sold is listed, down to a single choice, and never dropped silently.
 */

import type { ErrorCode } from "../kernel/errors.ts";
import { choiceText } from "../order/choice-text.ts";
import type { LineModifier, OrderLine } from "../order/order.ts";
import type { RequestedLine } from "../order/order-request.ts";
import type { Availability, MenuDocument, ModifierGroup } from "./menu.ts";
import { selectLines } from "./selection.ts";

/** NOT_SOLD: no longer on the menu; SOLD_OUT: today; CHOICE_MISSING: it needs a choice that is no longer there. */
export type LeftOutReason = "NOT_SOLD" | "SOLD_OUT" | "CHOICE_MISSING";

export interface Reorder {
  readonly items: RequestedLine[];
  readonly left_out: { name: string; qty: number; reason: LeftOutReason }[];
  /** Lines of `items` that lost choices they had; the menu's default takes their place. */
  readonly changed: { name: string; without: string[] }[];
}

export function reorderOf(
  lines: readonly Pick<OrderLine, "item_id" | "name" | "qty" | "modifiers" | "note">[],
  menu: MenuDocument,
  availability: Availability,
): Reorder {
  const reorder: Reorder = { items: [], left_out: [], changed: [] };
  for (const line of lines) {
    const item = menu.items.find((one) => one.item_id === line.item_id);
    const own = menu.modifier_groups.filter((group) => item?.modifier_group_ids.includes(group.group_id));
    const { modifier_ids, without } = choicesAgain(line.modifiers, own, new Set(availability.sold_out_modifier_ids));
    const again = { item_id: line.item_id, qty: line.qty, modifier_ids, fill_defaults: false, note: line.note };
    const selected = selectLines(menu, availability, [again]);
    if (!selected.ok) {
      reorder.left_out.push({ name: line.name, qty: line.qty, reason: REASONS[selected.refusal.code] ?? "CHOICE_MISSING" });
      continue;
    }
    reorder.items.push(again);
    if (without.length > 0) reorder.changed.push({ name: item?.name ?? line.name, without });
  }
  return reorder;
}

const REASONS: { readonly [code in ErrorCode]?: LeftOutReason } = {
  "item.unknown": "NOT_SOLD",
  "item.sold_out": "SOLD_OUT",
  "modifier.sold_out": "SOLD_OUT",
};

/**
 * The choices that can be had, as many of each as one may have now. Defaults replace choices that are gone and fill groups that have
 * become required; groups left empty stay empty.
 */
function choicesAgain(
  before: readonly LineModifier[],
  own: readonly ModifierGroup[],
  soldOut: ReadonlySet<string>,
): { modifier_ids: string[]; without: string[] } {
  const offered = new Map(own.flatMap((group) => group.modifiers.map((modifier) => [modifier.modifier_id, modifier])));
  const kept = before.map((modifier) => {
    const now = soldOut.has(modifier.modifier_id) ? undefined : offered.get(modifier.modifier_id);
    const { qty: had = 1 } = modifier;
    const qty = now ? Math.min(had, now.max_qty ?? 1) : 0;
    return { modifier, qty, gone: had - qty };
  });
  const filled = own.flatMap((group) => {
    const has = kept.some(({ modifier, qty }) => qty > 0 && group.modifiers.some((one) => one.modifier_id === modifier.modifier_id));
    const lost = kept.some(({ modifier, qty }) => qty === 0 && modifier.group_id === group.group_id);
    if (has || (!lost && group.min_choices === 0)) return [];
    return group.default_modifier_ids.filter((id) => group.min_choices > 0 || !soldOut.has(id));
  });
  return {
    modifier_ids: [...kept.flatMap(({ modifier, qty }) => Array<string>(qty).fill(modifier.modifier_id)), ...filled],
    without: kept.flatMap(({ modifier: { name }, gone }) => (gone > 0 ? [choiceText({ name, qty: gone })] : [])),
  };
}
