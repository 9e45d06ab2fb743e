/** How an allergy stands in a line's note, so that the counter, the queue and the receipt mean the same. */
const MARK = "ALLERGY: ";

export const isAllergy = (note: string | null): boolean => note?.startsWith(MARK) ?? false;

/** The note without the mark. */
export const noteText = (note: string | null): string => (note ?? "").replace(MARK, "");

/** null when there is nothing to say. */
export function noteOf(text: string, allergy: boolean): string | null {
  const trimmed = text.trim();
  if (allergy) return `${MARK}${trimmed || "ask the guest"}`;
  return trimmed === "" ? null : trimmed;
}
