/**
 * What may be ordered: turns requested lines into lines with their menu rows, or names every fault in them.
 * A default counts only where the request names nothing of its group, and has not chosen nothing by that; it is never added to a choice.
 */

import { type ErrorCode, type FieldFault, ok, type Result, refuse } from "../kernel/errors.ts";
import type { LineModifier } from "../order/order.ts";
import { fillsDefaults, type RequestedLine } from "../order/order-request.ts";
import type { Availability, MenuDocument, MenuItem, ModifierGroup } from "./menu.ts";

/** A line that the menu allows, before it has a price. Modifiers are in the menu's order, not in the request's. */
export interface SelectedLine {
  readonly item: MenuItem;
  readonly qty: number;
  readonly modifiers: readonly LineModifier[];
  readonly note: string | null;
}

interface Fault extends FieldFault {
  readonly code: ErrorCode;
}

/**
 * `held`: how many of each item the order has already; the last croissants may be its own. Refuses with the code of the first
 * fault; `fields` has all of them (item.unknown, item.sold_out, modifier.*).
 */
export function selectLines(
  menu: MenuDocument,
  availability: Availability,
  requested: readonly RequestedLine[],
  held: ReadonlyMap<string, number> = new Map(),
): Result<SelectedLine[]> {
  const items = new Map(menu.items.map((item) => [item.item_id, item]));
  const groups = new Map(menu.modifier_groups.map((group) => [group.group_id, group]));
  const left = new Map(availability.sold_out_item_ids.map((id) => [id, held.get(id) ?? 0]));
  const faults: Fault[] = [];
  const selected: SelectedLine[] = [];
  requested.forEach((line, index) => {
    const item = items.get(line.item_id);
    if (!item) {
      faults.push({ code: "item.unknown", field: `/items/${index}/item_id`, message: `${line.item_id} is not on the menu` });
      return;
    }
    const rest = left.get(item.item_id);
    if (rest !== undefined && line.qty > rest) {
      const own = held.get(item.item_id) ?? 0;
      const keeps = own > 0 ? `: the order can keep the ${own} that it has` : "";
      faults.push({ code: "item.sold_out", field: `/items/${index}/item_id`, message: `${item.name} is sold out${keeps}` });
    }
    if (rest !== undefined) left.set(item.item_id, rest - line.qty);
    const field = `/items/${index}/modifier_ids`;
    const own = item.modifier_group_ids.flatMap((id) => groups.get(id) ?? []);
    const wanted = new Set(line.modifier_ids);
    faults.push(...strayChoices(line.modifier_ids, own, item, field));
    const modifiers = own.flatMap((group) => {
      const chosen = choicesOf(group, wanted, fillsDefaults(line, group));
      faults.push(...countFaults(group, chosen.length, field));
      return chosen;
    });
    selected.push({ item, qty: line.qty, modifiers, note: line.note });
  });
  const first = faults[0];
  if (!first) return ok(selected);
  return refuse(first.code, first.message, { fields: faults.map(({ field, message }) => ({ field, message })) });
}

/** The faults of choices that no group of the item has, and of choices that are named twice. */
function strayChoices(ids: readonly string[], own: readonly ModifierGroup[], item: MenuItem, field: string): Fault[] {
  const known = new Set(own.flatMap((group) => group.modifiers.map((modifier) => modifier.modifier_id)));
  const seen = new Set<string>();
  return ids.flatMap((id): Fault[] => {
    if (!known.has(id)) return [{ code: "modifier.unknown", field, message: `${id} is not a choice for ${item.name}` }];
    if (seen.has(id)) return [{ code: "modifier.too_many", field, message: `${id} is chosen twice` }];
    seen.add(id);
    return [];
  });
}

function choicesOf(group: ModifierGroup, wanted: ReadonlySet<string>, fills: boolean): LineModifier[] {
  const named = group.modifiers.filter((modifier) => wanted.has(modifier.modifier_id));
  const defaults = new Set(fills && named.length === 0 ? group.default_modifier_ids : []);
  const chosen = named.length > 0 ? named : group.modifiers.filter((modifier) => defaults.has(modifier.modifier_id));
  return chosen.map((modifier) => ({
    modifier_id: modifier.modifier_id,
    group_id: group.group_id,
    group_name: group.name,
    name: modifier.name,
    price_delta_cents: modifier.price_delta_cents,
  }));
}

function countFaults(group: ModifierGroup, count: number, field: string): Fault[] {
  if (count < group.min_choices) {
    return [{ code: "modifier.group_required", field, message: `${group.name}: at least ${group.min_choices}, not ${count}` }];
  }
  if (count > group.max_choices) {
    return [{ code: "modifier.too_many", field, message: `${group.name}: at most ${group.max_choices}, not ${count}` }];
  }
  return [];
}
