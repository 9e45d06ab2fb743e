/** Prose in the documents wraps at 110 characters; tables, code and what has no space to break at may be longer. */

export const PROSE_WIDTH = 110;

const NOT_PROSE = /^\s*(?:\||#|<|!\[)/;

/** Each line of prose that is too long, with its number. A space inside of a code span is no place to break at. */
export function wideLines(path: string, text: string): string[] {
  let isCode = false;
  return text.split("\n").flatMap((line, index) => {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    if (isFence || isCode || line.length <= PROSE_WIDTH || NOT_PROSE.test(line)) return [];
    const words = line.replace(/^\s*(?:(?:[-*+>]|\d+[.)])\s+)?/, "").replace(/(`+).*?\1/g, "code");
    return /\s/.test(words.trim()) ? [`${path}:${index + 1}: ${line.length} characters`] : [];
  });
}
