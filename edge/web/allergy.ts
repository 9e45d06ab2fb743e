/** How an allergy is marked in a line's note, the same for counter, queue and receipt. */
const MARK = "ALLERGY: ";

export const isAllergy = (note: string | null): boolean => note?.startsWith(MARK) ?? false;

/** The note without the mark. */
export const noteText = (note: string | null): string => (note ?? "").replace(MARK, "");

/** null for an empty note without an allergy. */
export function noteOf(text: string, allergy: boolean): string | null {
  const trimmed = text.trim();
  if (allergy) return `${MARK}${trimmed || "ask the guest"}`;
  return trimmed === "" ? null : trimmed;
}
