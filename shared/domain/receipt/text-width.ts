/**
 * How much room text takes on a receipt printer, where Chinese, Japanese and Korean letters and emoji are two columns wide
 * and accents that combine are none. One visible letter may be several columns: a vowel of Thai, Lao or Devanagari that stands
 * beside its consonant belongs to its letter and still takes a column.
 */
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Unicode's East Asian Wide and Fullwidth, by blocks (UAX #11), and what is shown as an emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
/** Combining marks, invisible characters, and the vowels and final consonants of a syllable written in jamo. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]+$/u;

/** Control characters would move the print head, and those of writing direction the amounts. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();

const letters = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);
const widthOfSign = (sign: string): number => (NO_WIDTH.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1);
const widthOfLetter = (letter: string): number => (EMOJI.test(letter) ? 2 : [...letter].reduce((sum, sign) => sum + widthOfSign(sign), 0));

/** In columns. */
export const widthOf = (text: string): number => letters(text).reduce((sum, letter) => sum + widthOfLetter(letter), 0);

/** Lines of at most `columns` (2 or more), broken at spaces where there are any. At least one line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  let room = columns;
  for (const word of printable(text).split(/\s+/)) {
    const width = widthOf(word);
    if (line !== "" && 1 + width <= room) {
      line += ` ${word}`;
      room -= 1 + width;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = chop(word, columns);
    line = pieces.pop() ?? "";
    room = columns - widthOf(line);
    lines.push(...pieces);
  }
  return [...lines, line];
}

/** A word that is longer than a line, in pieces that fit. */
function chop(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let room = columns;
  const parts = letters(word).flatMap((letter) => (widthOfLetter(letter) > columns ? [...letter] : [letter]));
  for (const letter of parts) {
    const width = widthOfLetter(letter);
    if (width > room) {
      pieces.push(piece);
      piece = "";
      room = columns;
    }
    piece += letter;
    room -= width;
  }
  return [...pieces, piece];
}
