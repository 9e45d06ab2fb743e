/** Choosing on a screen, and what a choice adds: for pages as well, so without schemas. The box and the cloud decide by selection.ts. */
import type { Modifier, ModifierGroup } from "./menu.ts";

/** What one piece of a modifier adds to a unit that has those modifiers. */
export function deltaOf(modifier: Pick<Modifier, "price_delta_cents" | "prices">, present: ReadonlySet<string>): number {
  const other = modifier.prices?.find(({ with_modifier_id }) => present.has(with_modifier_id));
  return (other ?? modifier).price_delta_cents;
}

type Priced = Pick<Modifier, "modifier_id"> & Parameters<typeof deltaOf>[0];

/** Cents of one unit with those choices, each named as often as it is wanted: the menu's prices, before promotions. */
export function unitCentsOf(item: { readonly base_price_cents: number }, modifiers: readonly Priced[], ids: readonly string[]): number {
  const present = new Set(ids);
  const deltas = new Map(modifiers.map((modifier) => [modifier.modifier_id, deltaOf(modifier, present)]));
  return ids.reduce<number>((sum, id) => sum + (deltas.get(id) ?? 0), item.base_price_cents);
}

type Group = Pick<ModifierGroup, "max_choices"> & { readonly modifiers: readonly Pick<Modifier, "modifier_id" | "is_none">[] };

/** What is named of a group, in the menu's order, each as often as it is wanted. */
export const ofGroup = (group: Group, ids: readonly string[]): string[] =>
  group.modifiers.flatMap(({ modifier_id }) => ids.filter((id) => id === modifier_id));

/** After a tap on one more: a none stands alone, and one above the most drops what was chosen first. */
export function withChoice(group: Group, chosen: readonly string[], id: string): string[] {
  const isNone = (one: string) => group.modifiers.some((modifier) => modifier.modifier_id === one && modifier.is_none);
  if (chosen.includes(id)) return chosen.filter((one) => one !== id);
  if (isNone(id)) return [id];
  const others = [...new Set(chosen.filter((one) => !isNone(one)))];
  const kept = new Set(group.max_choices === 1 ? [] : others.slice(-(group.max_choices - 1)));
  return [...chosen.filter((one) => kept.has(one)), id];
}

/** As often as that; what is not chosen stays so. */
export function withQty(chosen: readonly string[], id: string, qty: number): string[] {
  const at = chosen.indexOf(id);
  return at < 0 ? [...chosen] : [...chosen.slice(0, at), ...Array<string>(qty).fill(id), ...chosen.slice(at).filter((one) => one !== id)];
}

/** A name as somebody who reads that language has it; the store's own where the menu has no other. */
export const nameIn = (
  row: { readonly name: string; readonly names?: { readonly [language: string]: string | undefined } | undefined },
  language: string,
): string => row.names?.[language] ?? row.name;
