/**
 * What one promotion takes off, by its kind. A price (FIXED_PRICE, BUNDLE) is for the items without their choices, which are charged
 * besides; what is free is free with them. No line ever goes below zero, whatever was taken off it before.
 */
import { proportion, spread, sumCents } from "../kernel/money.ts";
import type { Covered, Promotion } from "./menu.ts";
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

/** For which lines a promotion is, and each part of its bundle, by the place of the line. */
export interface Coverage {
  readonly whole: readonly boolean[];
  readonly parts: readonly (readonly boolean[])[];
}

/** `lines`: all of the order. Looked up once, since a promotion is tried with many others. */
export function coverageOf(promotion: Promotion, lines: readonly Pick<SelectedLine, "item" | "modifiers">[]): Coverage {
  const of = ({ item_ids, category_ids, modifier_ids = [] }: Covered): boolean[] => {
    const [items, categories, modifiers] = [new Set(item_ids), new Set(category_ids), new Set(modifier_ids)];
    const isAny = items.size + categories.size === 0;
    const isNamed = ({ item }: (typeof lines)[number]) => isAny || items.has(item.item_id) || categories.has(item.category_id);
    const isChosen = (line: (typeof lines)[number]) =>
      modifiers.size === 0 || line.modifiers.some(({ modifier_id }) => modifiers.has(modifier_id));
    return lines.map((line) => isNamed(line) && isChosen(line));
  };
  return { whole: of(promotion), parts: promotion.bundle?.map(of) ?? [] };
}

/** Whatever its conditions (promotions.ts). `lines`: some of those of the coverage. */
export function takesOff(promotion: Promotion, lines: readonly OpenLine[], { whole, parts: ofParts }: Coverage): TakenOff {
  const covered = lines.map(({ at }) => whole[at] ?? false);
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
      return ofBundle(promotion, lines, ofParts);
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
function ofBundle({ bundle = [], price_cents: price }: Promotion, lines: readonly OpenLine[], covered: Coverage["parts"]): TakenOff {
  if (bundle.length === 0 || price === undefined) return NOTHING(lines);
  const queues = bundle.map((part, i) => ({ part, units: dearestOf(lines, covered[i] ?? []) }));
  const used = lines.map(() => 0);
  let off = 0;
  for (;;) {
    const times = Math.max(1, Math.min(...queues.map(({ part, units }) => alikeIn(units, part.qty))));
    const taken = queues.map(({ part, units }) => takeUnits(units, part.qty * times));
    if (taken.some((each) => each === null)) break;
    const units = taken.flatMap((each) => each ?? []);
    const saved = sumCents(units.map(({ line, cents, count }) => count * (cents - choicesAt(lines, line)))) - price * times;
    if (saved <= 0) break;
    off += Math.min(saved, sumCents(units.map(({ cents, count }) => count * cents)));
    for (const { line, cents, count } of units) used[line] = (used[line] ?? 0) + count * cents;
  }
  if (off === 0) return NOTHING(lines);
  return { parts: spread(off, used), counted: used.map((cents) => cents > 0) };
}

const choicesAt = (lines: readonly OpenLine[], at: number): number => {
  const line = lines[at];
  return line ? choicesOf(line) : 0;
};

interface Queue {
  readonly units: readonly (Units & { left: number })[];
  /** Those before it are used up. */
  next: number;
}

function dearestOf(lines: readonly OpenLine[], covered: readonly boolean[]): Queue {
  const units = unitsOf(
    lines,
    lines.map(({ at }) => covered[at] ?? false),
  );
  const worth = ({ line, cents }: Units) => cents - choicesAt(lines, line);
  return { units: units.toSorted((a, b) => worth(b) - worth(a)).map((one) => ({ ...one, left: one.count })), next: 0 };
}

/** How often so many are there of the same units: as many bundles are alike, and are taken at once. */
const alikeIn = ({ units, next }: Queue, qty: number): number => Math.floor((units[next]?.left ?? 0) / qty);

/** Takes the next ones off the queue; null, and whatever is left of it, where there are too few. */
function takeUnits(queue: Queue, qty: number): Units[] | null {
  const taken: Units[] = [];
  let missing = qty;
  for (let units = queue.units[queue.next]; units && missing > 0; units = queue.units[queue.next]) {
    const count = Math.min(units.left, missing);
    units.left -= count;
    missing -= count;
    if (count > 0) taken.push({ line: units.line, cents: units.cents, count });
    if (units.left === 0) queue.next += 1;
  }
  return missing === 0 ? taken : null;
}
