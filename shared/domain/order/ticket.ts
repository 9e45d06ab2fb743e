/**
 * Ticket, receipt and Z numbers. The epoch of the box is the leading letter, so two boxes of one store can never mint the
 * same number: epoch 1 is A, 27 is AA.
 */
import type { RandomBytes } from "../kernel/clock.ts";

export function epochLetters(epoch: number): string {
  let letters = "";
  for (let rest = epoch; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** Without vowels, so that they make no word, and without what is taken for another letter. */
const MARK_LETTERS = "CDFGHJKMNPQTVWXY";
const MARK_LENGTH = 4;

/**
 * What the numbers of a disk end with that was put back from a backup, until it is enrolled again: R and letters of this restore alone,
 * since another machine may have been restored from the same backup.
 */
export const restoreMark = (randomBytes: RandomBytes): string =>
  `R${[...randomBytes(MARK_LENGTH)].map((byte) => MARK_LETTERS[byte % MARK_LETTERS.length]).join("")}`;

/** Short enough to be called out: A1, A2, … per business day. */
export const ticketNumber = (epoch: number, n: number, mark = ""): string => `${epochLetters(epoch)}${n}${mark}`;

/** Unique per store for ever, without gaps per epoch: A-000001. */
export const receiptNumber = (epoch: number, n: number, mark = ""): string => `${epochLetters(epoch)}-${String(n).padStart(6, "0")}${mark}`;

/** Of a Z report, without gaps per epoch: A-Z0001. */
export const zNumber = (epoch: number, n: number, mark = ""): string => `${epochLetters(epoch)}-Z${String(n).padStart(4, "0")}${mark}`;
