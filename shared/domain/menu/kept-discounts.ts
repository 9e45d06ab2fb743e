/**
 * What promotions took off an order stays off the lines that stay when its lines are changed, also when the promotion is over by
 * then, is off the menu, or wants a larger order. So does what staff took off a line that stays. A discount by staff on the whole order
 * was granted for that order and has to be granted again.
 */
import { proportion, spread, sumCents } from "../kernel/money.ts";
import { COUNTER_DISCOUNT, type LineModifier, type PricedOrder } from "../order/order.ts";
import type { MenuDocument } from "./menu.ts";
import type { SelectedLine } from "./selection.ts";

type Before = Pick<PricedOrder, "lines" | "promotions">;

export interface KeptDiscount {
  readonly promotion_id: string;
  readonly name: string;
  /** The least that it takes off each of the new lines, in cents. */
  readonly parts: readonly number[];
  /** Staff took it off one line, and it is shown of the line that continues that. */
  readonly isOfLine: boolean;
  readonly isExclusive: boolean;
}

/** `menu`: the one in force, which may have the promotions still. */
export function keptDiscounts(before: Before, lines: readonly SelectedLine[], menu: Pick<MenuDocument, "promotions">): KeptDiscount[] {
  if (sumCents(before.lines.map((line) => line.discount_cents)) === 0) return [];
  const allShares = discountShares(before);
  const staying = stayingOf(before, lines);
  return before.promotions.flatMap(({ promotion_id, name, line_id }, of): KeptDiscount[] => {
    if (promotion_id === COUNTER_DISCOUNT && line_id === undefined) return [];
    const isOfLine = line_id !== undefined;
    const isExclusive = menu.promotions.some((one) => one.promotion_id === promotion_id && one.is_exclusive);
    const shares = allShares[of] ?? [];
    const parts = staying.map((from) =>
      sumCents(from.map(({ index, qty }) => proportion(shares[index] ?? 0, qty, before.lines[index]?.qty ?? 1))),
    );
    return [{ promotion_id, name, parts, isOfLine, isExclusive }];
  });
}

/** What each of the promotions took off each line, in cents. */
export function discountShares({ lines, promotions }: Before): readonly (readonly number[])[] {
  const offLine = (id: string) => sumCents(promotions.filter(({ line_id }) => line_id === id).map((each) => each.discount_cents));
  const carried = lines.map((line) => line.discount_cents - offLine(line.line_id));
  return promotions.map((applied) => {
    const { line_id, discount_cents } = applied;
    return line_id === undefined
      ? (sharesOf(applied, lines) ?? spread(discount_cents, carried))
      : lines.map((line) => (line.line_id === line_id ? discount_cents : 0));
  });
}

/** What the order says that each line has of it; null: it was priced before orders said so. */
function sharesOf({ lines }: Before["promotions"][number], of: Before["lines"]): number[] | null {
  if (!lines) return null;
  const shares = new Map(lines.map((line) => [line.line_id, line.discount_cents]));
  return of.map((line) => shares.get(line.line_id) ?? 0);
}

interface From {
  readonly index: number;
  readonly qty: number;
}

/**
 * For each new line, which old lines it continues and how many of each: the same drink first, then the same item with
 * other choices.
 */
function stayingOf(before: Before, lines: readonly SelectedLine[]): From[][] {
  const left = before.lines.map((line) => line.qty);
  const wanted = lines.map((line) => line.qty);
  const from: From[][] = lines.map(() => []);
  const same = (a: readonly LineModifier[], b: readonly LineModifier[]) =>
    a.length === b.length && a.every((one) => b.some((other) => other.modifier_id === one.modifier_id && other.qty === one.qty));
  for (const asItWas of [true, false]) {
    for (const [at, line] of lines.entries()) {
      for (const [index, old] of before.lines.entries()) {
        const qty = Math.min(wanted[at] ?? 0, left[index] ?? 0);
        if (qty === 0 || old.item_id !== line.item.item_id || (asItWas && !same(old.modifiers, line.modifiers))) continue;
        from[at]?.push({ index, qty });
        wanted[at] = (wanted[at] ?? 0) - qty;
        left[index] = (left[index] ?? 0) - qty;
      }
    }
  }
  return from;
}
