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

/** Of so many pieces of each line, by its place. Everything, or more than is left: what is left. */
export function sumOfPieces(lines: readonly Priced[], pieces: ReadonlyMap<number, number>, leftCents: number): number {
  const isAll = lines.every(({ qty }, at) => pieces.get(at) === qty);
  const sum = lines.reduce((all, { qty, line_total_cents }, at) => all + Math.round((line_total_cents * (pieces.get(at) ?? 0)) / qty), 0);
  return isAll ? leftCents : Math.min(leftCents, sum);
}
