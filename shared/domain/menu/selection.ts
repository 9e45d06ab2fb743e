/**
 * What may be ordered: turns requested lines into lines with their menu rows, or names every fault in them.
 * A default counts only where the request names nothing of its group, and has not chosen nothing by that; it is never added to a choice.
 * A modifier is named as often as it is wanted; a group's limits count the different ones.
 */

import { type ErrorCode, type FieldFault, ok, type Result, refuse } from "../kernel/errors.ts";
import type { LineModifier } from "../order/order.ts";
import { fillsDefaults, type RequestedLine } from "../order/order-request.ts";
import { deltaOf } from "./choosing.ts";
import type { Availability, MenuDocument, MenuItem, Modifier, ModifierGroup } from "./menu.ts";
import { limitsOf, type Pieces, shortText } from "./stock.ts";

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

interface Choice {
  readonly group: ModifierGroup;
  readonly modifier: Modifier;
  /** Of one unit. */
  readonly qty: number;
}

const NOTHING_HELD: Pieces = { items: new Map(), modifiers: new Map() };

/**
 * `held`: what the order has already, as the last croissants may be its own. Refuses with the code of the first fault; `fields` has all of them
 * (item.unknown, item.sold_out, modifier.*).
 */
export function selectLines(
  menu: MenuDocument,
  availability: Availability,
  requested: readonly RequestedLine[],
  held: Pieces = NOTHING_HELD,
): Result<SelectedLine[]> {
  const items = new Map(menu.items.map((item) => [item.item_id, item]));
  const groups = new Map(menu.modifier_groups.map((group) => [group.group_id, group]));
  const limits = limitsOf(availability);
  const takeItem = takerOf(limits.items, held.items);
  const takeModifier = takerOf(limits.modifiers, held.modifiers);
  const faults: Fault[] = [];
  const selected: SelectedLine[] = [];
  requested.forEach((line, index) => {
    const item = items.get(line.item_id);
    if (!item) {
      faults.push({ code: "item.unknown", field: `/items/${index}/item_id`, message: `${line.item_id} is not on the menu` });
      return;
    }
    const soldOut = takeItem(item.item_id, item.name, line.qty);
    if (soldOut) faults.push({ code: "item.sold_out", field: `/items/${index}/item_id`, message: soldOut });
    const field = `/items/${index}/modifier_ids`;
    const own = item.modifier_group_ids.flatMap((id) => groups.get(id) ?? []);
    const wanted = new Map<string, number>();
    for (const id of line.modifier_ids) wanted.set(id, (wanted.get(id) ?? 0) + 1);
    faults.push(...strayChoices(wanted, own, item, field));
    const choices = own.flatMap((group) => {
      const chosen = choicesOf(group, wanted, fillsDefaults(line, group));
      faults.push(...groupFaults(group, chosen, field));
      return chosen;
    });
    for (const { modifier, qty } of choices) {
      const message = takeModifier(modifier.modifier_id, modifier.name, qty * line.qty);
      if (message) faults.push({ code: "modifier.sold_out", field, message });
    }
    selected.push({ item, qty: line.qty, modifiers: priced(choices), note: line.note });
  });
  const first = faults[0];
  if (!first) return ok(selected);
  return refuse(first.code, first.message, { fields: faults.map(({ field, message }) => ({ field, message })) });
}

/** Takes of what is limited; the message where that is more than is left and the order has already. */
function takerOf(limits: ReadonlyMap<string, number>, held: ReadonlyMap<string, number>) {
  const own = (id: string) => held.get(id) ?? 0;
  const left = new Map([...limits].map(([id, limit]) => [id, limit + own(id)]));
  return (id: string, name: string, qty: number): string | null => {
    const rest = left.get(id);
    if (rest === undefined) return null;
    left.set(id, rest - qty);
    if (qty <= rest) return null;
    return `${shortText(name, limits.get(id) ?? 0)}${own(id) > 0 ? `: the order can keep the ${own(id)} that it has` : ""}`;
  };
}

/** The faults of choices that no group of the item has, and of those that are named too often. */
function strayChoices(wanted: ReadonlyMap<string, number>, own: readonly ModifierGroup[], item: MenuItem, field: string): Fault[] {
  const known = new Map(own.flatMap((group) => group.modifiers.map((modifier) => [modifier.modifier_id, modifier])));
  return [...wanted].flatMap(([id, qty]): Fault[] => {
    const modifier = known.get(id);
    if (!modifier) return [{ code: "modifier.unknown", field, message: `${id} is not a choice for ${item.name}` }];
    const most = modifier.max_qty ?? 1;
    return qty > most ? [{ code: "modifier.too_many", field, message: `${modifier.name}: at most ${most}, not ${qty}` }] : [];
  });
}

function choicesOf(group: ModifierGroup, wanted: ReadonlyMap<string, number>, fills: boolean): Choice[] {
  const named = group.modifiers.filter((modifier) => wanted.has(modifier.modifier_id));
  const defaults = new Set(fills && named.length === 0 ? group.default_modifier_ids : []);
  const chosen = named.length > 0 ? named : group.modifiers.filter((modifier) => defaults.has(modifier.modifier_id));
  return chosen.map((modifier) => ({ group, modifier, qty: wanted.get(modifier.modifier_id) ?? 1 }));
}

function groupFaults(group: ModifierGroup, chosen: readonly Choice[], field: string): Fault[] {
  const count = chosen.length;
  const none = count > 1 ? chosen.find(({ modifier }) => modifier.is_none)?.modifier : undefined;
  if (none) return [{ code: "modifier.too_many", field, message: `${group.name}: nothing else together with ${none.name}` }];
  if (count < group.min_choices) {
    return [{ code: "modifier.group_required", field, message: `${group.name}: at least ${group.min_choices}, not ${count}` }];
  }
  if (count > group.max_choices) {
    return [{ code: "modifier.too_many", field, message: `${group.name}: at most ${group.max_choices}, not ${count}` }];
  }
  return [];
}

function priced(choices: readonly Choice[]): LineModifier[] {
  const present = new Set(choices.map(({ modifier }) => modifier.modifier_id));
  return choices.map(({ group, modifier, qty }) => ({
    modifier_id: modifier.modifier_id,
    group_id: group.group_id,
    group_name: group.name,
    name: modifier.name,
    price_delta_cents: deltaOf(modifier, present),
    ...(qty > 1 ? { qty } : {}),
  }));
}
