/**
 * What one promotion takes off, by its kind. A price (FIXED_PRICE, BUNDLE) is for the items without their choices, which are charged
 * besides; what is free is free with them. No line ever goes below zero, whatever was taken off it before.
 */
import { proportion, spread, sumCents } from "../kernel/money.ts";
import type { BundlePart, Covered, Promotion } from "./menu.ts";
import type { SelectedLine } from "./selection.ts";

const MILLION = 1_000_000;

/** A line with what it costs before and after what has been taken off so far, in cents. */
export interface OpenLine extends Pick<SelectedLine, "item" | "qty" | "modifiers"> {
  /** Its place on the order. */
  readonly at: number;
  readonly gross: number;
  readonly left: number;
}

export interface TakenOff {
  /** Of each line, in cents. */
  readonly parts: readonly number[];
  /** The lines that it went by, those of which it takes nothing too: what is bought for what is free. */
  readonly counted: readonly boolean[];
}

/** Whether the promotion, or a part of its bundle, is for the line. */
export function covers(
  { item_ids, category_ids, modifier_ids = [] }: Covered,
  { item, modifiers }: Pick<SelectedLine, "item" | "modifiers">,
): boolean {
  const isNamed = item_ids.length + category_ids.length === 0 || item_ids.includes(item.item_id) || category_ids.includes(item.category_id);
  return isNamed && (modifier_ids.length === 0 || modifiers.some(({ modifier_id }) => modifier_ids.includes(modifier_id)));
}

/** Whatever its conditions (promotions.ts). */
export function takesOff(promotion: Promotion, lines: readonly OpenLine[]): TakenOff {
  const covered = lines.map((line) => covers(promotion, line));
  const open = lines.map((line, i) => (covered[i] ? line.left : 0));
  const all = (parts: readonly number[]): TakenOff => ({ parts, counted: covered });
  switch (promotion.kind) {
    case "PERCENT":
      return all(open.map((most, i) => Math.min(most, proportion(lines[i]?.gross ?? 0, promotion.rate_ppm, MILLION))));
    case "AMOUNT":
      return all(spread(Math.min(promotion.amount_cents, sumCents(open)), open));
    case "FIXED_PRICE":
      return all(lines.map((line, i) => (covered[i] ? aboveOf(line, promotion.price_cents) : 0)));
    case "BUY_X_GET_Y":
      return all(spread(freeOf(promotion, unitsOf(lines, covered)), open));
    case "BUNDLE":
      return ofBundle(promotion, lines);
  }
}

/** What a line still costs above that price for each of its units. */
function aboveOf(line: OpenLine, price: number | undefined): number {
  if (price === undefined) return 0;
  return Math.min(line.left, Math.max(0, line.left - line.qty * (price + choicesOf(line))));
}

/** What its choices add to a unit; below zero where they take off. */
const choicesOf = ({ item, gross, qty }: OpenLine): number => gross / qty - item.base_price_cents;

/** So many units of a line, of which each still costs the same. */
interface Units {
  readonly line: number;
  readonly cents: number;
  readonly count: number;
}

/** A line of which something was taken off before has units that differ by a cent. */
function unitsOf(lines: readonly OpenLine[], covered: readonly boolean[]): Units[] {
  return lines.flatMap(({ qty, left }, line): Units[] => {
    if (!covered[line]) return [];
    const low = Math.floor(left / qty);
    const dearer = left - low * qty;
    return [
      { line, cents: low + 1, count: dearer },
      { line, cents: low, count: qty - dearer },
    ].filter(({ count }) => count > 0);
  });
}

/**
 * What the cheapest units cost that are free; those that were begun count too: of buy two, get two, the third is free. What costs nothing
 * anyway is not counted, or it would be what is free.
 */
function freeOf({ buy_qty: buy = 0, get_qty: get = 0 }: Promotion, all: readonly Units[]): number {
  const units = all.filter(({ cents }) => cents > 0);
  const qty = sumCents(units.map(({ count }) => count));
  if (buy < 1 || get < 1) return 0;
  const whole = Math.floor(qty / (buy + get));
  let free = whole * get + Math.max(0, (qty % (buy + get)) - buy);
  let off = 0;
  for (const { cents, count } of units.toSorted((a, b) => a.cents - b.cents)) {
    const taken = Math.min(free, count);
    off += taken * cents;
    free -= taken;
  }
  return off;
}

const NOTHING = (lines: readonly OpenLine[]): TakenOff => ({ parts: lines.map(() => 0), counted: lines.map(() => false) });

/**
 * As often as all of it is there and it costs less than its units do, of the dearest units first. What it saves is spread over the
 * lines by what those units still cost.
 */
function ofBundle({ bundle = [], price_cents: price }: Promotion, lines: readonly OpenLine[]): TakenOff {
  if (bundle.length === 0 || price === undefined) return NOTHING(lines);
  const queues = bundle.map((part) => ({ part, units: dearestOf(part, lines) }));
  const used = lines.map(() => 0);
  let off = 0;
  for (;;) {
    const taken = queues.map(({ part, units }) => takeUnits(units, part.qty));
    if (taken.some((each) => each === null)) break;
    const units = taken.flatMap((each) => each ?? []);
    const saved = sumCents(units.map(({ line, cents }) => cents - choicesAt(lines, line))) - price;
    if (saved <= 0) break;
    off += Math.min(saved, sumCents(units.map(({ cents }) => cents)));
    for (const { line, cents } of units) used[line] = (used[line] ?? 0) + cents;
  }
  if (off === 0) return NOTHING(lines);
  return { parts: spread(off, used), counted: used.map((cents) => cents > 0) };
}

const choicesAt = (lines: readonly OpenLine[], at: number): number => {
  const line = lines[at];
  return line ? choicesOf(line) : 0;
};

interface Queue {
  line: number;
  cents: number;
  count: number;
}

function dearestOf(part: BundlePart, lines: readonly OpenLine[]): Queue[] {
  const units = unitsOf(
    lines,
    lines.map((line) => covers(part, line)),
  );
  const worth = ({ line, cents }: Units) => cents - choicesAt(lines, line);
  return units.toSorted((a, b) => worth(b) - worth(a)).map((one) => ({ ...one }));
}

/** Takes the next ones off the queue; null, and whatever is left of it, where there are too few. */
function takeUnits(queue: Queue[], qty: number): { line: number; cents: number }[] | null {
  const taken: { line: number; cents: number }[] = [];
  for (const units of queue) {
    while (units.count > 0 && taken.length < qty) {
      units.count -= 1;
      taken.push({ line: units.line, cents: units.cents });
    }
  }
  return taken.length === qty ? taken : null;
}
