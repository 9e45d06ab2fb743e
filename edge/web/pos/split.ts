/** Splitting what is left to pay: evenly, or by what somebody had. How much the next one pays; the box decides what is then owed. */
import type { OrderLine } from "@crema/shared/domain/order/order";

/** So many pay evenly, as was said when so much was left. */
export interface EvenSplit {
  readonly people: number;
  readonly leftCents: number;
}

export const MOST_PEOPLE = 20;

/** Who still has to pay: after each share one less. */
export const peopleLeft = ({ people, leftCents }: EvenSplit, nowCents: number): number =>
  nowCents < leftCents ? Math.max(1, people - 1) : people;

/** The first pay what cannot be shared. */
export const shareOf = (leftCents: number, people: number): number => Math.ceil(leftCents / people);

type Priced = Pick<OrderLine, "qty" | "line_total_cents">;

/** So many pieces of each line, by its place on the bill; a line that is not named: none. */
export type Pieces = readonly number[];

/** What the next guest pays for, as it was chosen when so much of the bill was paid, and what the guests before have paid for. */
export interface ItemSplit {
  readonly chosen: Pieces;
  readonly taken: Pieces;
  readonly paidCents: number;
}

/** The split as it is now: what was chosen is taken as soon as more has been paid. */
export function splitNow(split: ItemSplit, paidCents: number): ItemSplit {
  if (paidCents <= split.paidCents) return split;
  const length = Math.max(split.chosen.length, split.taken.length);
  const taken = Array.from({ length }, (_, at) => (split.chosen[at] ?? 0) + (split.taken[at] ?? 0));
  return { chosen: [], taken, paidCents };
}

/** Of so many pieces of each line, by its place. Everything, or more than is left: what is left. */
export function sumOfPieces(lines: readonly Priced[], pieces: Pieces, leftCents: number, taken: Pieces = []): number {
  const before = (at: number) => taken[at] ?? 0;
  const after = (at: number) => before(at) + (pieces[at] ?? 0);
  const isAll = lines.every(({ qty }, at) => after(at) >= qty);
  const shareOfLine = ({ qty, line_total_cents }: Priced, count: number) => Math.round((line_total_cents * count) / qty);
  const sum = lines.reduce((all, line, at) => all + shareOfLine(line, after(at)) - shareOfLine(line, before(at)), 0);
  return isAll ? leftCents : Math.min(leftCents, sum);
}
