/** How an allergy is marked in a line's note, the same for counter, queue and receipt. */
import type { Words } from "@crema/ui/words/words.ts";

const MARK = "ALLERGY: ";

export const isAllergy = (note: string | null): boolean => note?.startsWith(MARK) ?? false;

/** The note without the mark. */
export const noteText = (note: string | null): string => (note ?? "").replace(MARK, "");

/** As its reader reads it. */
export const noteShown = (note: string, t: Words): string => (isAllergy(note) ? t("store.allergy", { note: noteText(note) }) : note);

/** null for an empty note without an allergy; `unsaid`: for one of which nobody said what it is. */
export function noteOf(text: string, allergy: boolean, unsaid: string): string | null {
  const trimmed = text.trim();
  if (allergy) return `${MARK}${trimmed || unsaid}`;
  return trimmed === "" ? null : trimmed;
}
