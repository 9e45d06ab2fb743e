/**
 * An earlier order as a request against today's menu. Nothing is priced here; quoting the result does that.
 * Whatever is no longer sold is listed, down to a single choice, and never dropped silently.
 */

import type { OrderLine } from "../order/order.ts";
import type { RequestedLine } from "../order/order-request.ts";
import type { Availability, MenuDocument } from "./menu.ts";
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
    const offered = new Set(own.flatMap((group) => group.modifiers.map((modifier) => modifier.modifier_id)));
    const kept = line.modifiers.filter((modifier) => offered.has(modifier.modifier_id));
    const gone = line.modifiers.filter((modifier) => !offered.has(modifier.modifier_id));
    // Defaults replace choices that are gone and fill groups that have become required; groups left empty stay empty.
    const filled = own.flatMap((group) => {
      const has = (modifiers: typeof kept) =>
        modifiers.some((one) => group.modifiers.some(({ modifier_id }) => modifier_id === one.modifier_id));
      const had = gone.some((modifier) => modifier.group_id === group.group_id);
      return !has(kept) && (had || group.min_choices > 0) ? group.default_modifier_ids : [];
    });
    const modifier_ids = [...kept.map((modifier) => modifier.modifier_id), ...filled];
    const again = { item_id: line.item_id, qty: line.qty, modifier_ids, fill_defaults: false, note: line.note };
    const selected = selectLines(menu, availability, [again]);
    if (!selected.ok) {
      const reason = { "item.unknown": "NOT_SOLD", "item.sold_out": "SOLD_OUT" } as const;
      const { code } = selected.refusal;
      reorder.left_out.push({
        name: line.name,
        qty: line.qty,
        reason: code === "item.unknown" || code === "item.sold_out" ? reason[code] : "CHOICE_MISSING",
      });
      continue;
    }
    reorder.items.push(again);
    if (gone.length > 0) reorder.changed.push({ name: item?.name ?? line.name, without: gone.map((modifier) => modifier.name) });
  }
  return reorder;
}
