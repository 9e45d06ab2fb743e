/**
 * Ticket, receipt and Z numbers. The epoch of the box is the leading letter, so two boxes of one store can never mint the
 * same number: epoch 1 is A, 27 is AA.
 */
export function epochLetters(epoch: number): string {
  let letters = "";
  for (let rest = epoch; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** On a disk that was put back from a backup and not enrolled again since: as often as that has happened. */
const afterRestores = (restores: number): string => "R".repeat(restores);

/** Short enough to be called out: A1, A2, … per business day. */
export const ticketNumber = (epoch: number, n: number, restores = 0): string => `${epochLetters(epoch)}${n}${afterRestores(restores)}`;

/** Unique per store for ever, without gaps per epoch: A-000001. */
export const receiptNumber = (epoch: number, n: number, restores = 0): string =>
  `${epochLetters(epoch)}-${String(n).padStart(6, "0")}${afterRestores(restores)}`;

/** Of a Z report, without gaps per epoch: A-Z0001. */
export const zNumber = (epoch: number, n: number, restores = 0): string =>
  `${epochLetters(epoch)}-Z${String(n).padStart(4, "0")}${afterRestores(restores)}`;
