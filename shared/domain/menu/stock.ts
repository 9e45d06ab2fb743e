/** How many of each thing there are: in lines, and left to be sold. */
import type { LineModifier } from "../order/order.ts";
import type { Availability } from "./menu.ts";

/** By id. */
export interface Pieces {
  readonly items: ReadonlyMap<string, number>;
  readonly modifiers: ReadonlyMap<string, number>;
}

interface Line {
  readonly item_id: string;
  readonly qty: number;
  readonly modifiers: readonly Pick<LineModifier, "modifier_id" | "qty">[];
}

/** What the lines have of each; a choice as often as each piece has it. */
export function piecesOf(lines: readonly Line[]): Pieces {
  const items = new Map<string, number>();
  const modifiers = new Map<string, number>();
  const add = (to: Map<string, number>, id: string, qty: number) => to.set(id, (to.get(id) ?? 0) + qty);
  for (const line of lines) {
    add(items, line.item_id, line.qty);
    for (const { modifier_id, qty = 1 } of line.modifiers) add(modifiers, modifier_id, qty * line.qty);
  }
  return { items, modifiers };
}

/** The most that may be ordered of each: 0 of what is sold out. What is not in it has no limit. */
export function limitsOf({ sold_out_item_ids, sold_out_modifier_ids, counted = [] }: Availability): Pieces {
  const of = (kind: "item" | "modifier", soldOut: readonly string[]) =>
    new Map([
      ...counted.flatMap((one): [string, number][] => (one.kind === kind ? [[one.id, one.left]] : [])),
      ...soldOut.map((id): [string, number] => [id, 0]),
    ]);
  return { items: of("item", sold_out_item_ids), modifiers: of("modifier", sold_out_modifier_ids) };
}

/** In words, what may be ordered of something: nothing, or less than was wanted. */
export function shortText(name: string, left: number): string {
  return left > 0 ? `Only ${left} left of ${name}` : `${name} is sold out`;
}

interface NamedLine extends Line {
  readonly name: string;
  readonly modifiers: readonly Pick<LineModifier, "modifier_id" | "qty" | "name">[];
}

export interface Missing {
  readonly code: "item.sold_out" | "modifier.sold_out";
  readonly detail: string;
  /** The place of the first line that has it. */
  readonly line: number;
}

/** What there is not enough of for the lines; null: there is. */
export function missingOf(lines: readonly NamedLine[], availability: Availability): Missing | null {
  const limits = limitsOf(availability);
  const wanted = piecesOf(lines);
  const isShort = (of: keyof Pieces, id: string) => (wanted[of].get(id) ?? 0) > (limits[of].get(id) ?? Number.POSITIVE_INFINITY);
  for (const [line, { item_id, name, modifiers }] of lines.entries()) {
    if (isShort("items", item_id)) return { code: "item.sold_out", detail: shortText(name, limits.items.get(item_id) ?? 0), line };
    const choice = modifiers.find(({ modifier_id }) => isShort("modifiers", modifier_id));
    if (choice) return { code: "modifier.sold_out", detail: shortText(choice.name, limits.modifiers.get(choice.modifier_id) ?? 0), line };
  }
  return null;
}

/** What differs between two counts of what is left; the same at every node. Empty: nothing is counted. */
export function countedTag({ counted = [] }: Pick<Availability, "counted">): string {
  if (counted.length === 0) return "";
  let hash = 0xcbf29ce484222325n;
  for (const char of counted.map(({ kind, id, left }) => `${kind} ${id} ${left}`).join(","))
    hash = ((hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return `c${hash.toString(36)}`;
}
