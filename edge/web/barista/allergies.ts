/** What nobody at the bar may overlook, from wherever it was written: first on the ticket, and largest. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { isAllergy, noteText } from "../allergy.ts";

export interface Allergy {
  readonly text: string;
  /** The item that it was written to; null: to the order. */
  readonly item: string | null;
}

export function allergiesOf({ note, lines }: Pick<OrderResource, "note" | "lines">): Allergy[] {
  const ofLines = lines.flatMap((line) => (isAllergy(line.note) ? [{ text: noteText(line.note), item: line.name }] : []));
  return isAllergy(note) ? [{ text: noteText(note), item: null }, ...ofLines] : ofLines;
}
