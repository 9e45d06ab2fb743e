/**
 * What a text message says, in two parts of a phone network at most: 306 characters of its own alphabet (GSM 03.38), or 134 of any other.
 * One character that the alphabet lacks makes all of it dear, so what has a plain form is put plainly first.
 */
export const MAX_GSM = 306;
export const MAX_UCS2 = 134;

const GSM = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Each of them counts twice. */
const GSM_EXTENDED = new Set("^{}\\[~]|€");

const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/[“”„«»]/g, '"'],
  [/[‘’‚]/g, "'"],
  [/[–—−]/g, "-"],
  [/…/g, "..."],
  [/[\u00a0\u202f\u2009]/g, " "],
  [/[\u200b\u2060\ufeff]/g, ""],
];

/** The text, and below it the address, which is never cut. */
export function smsText(text: string, url: string | null): string {
  const plain = PLAIN.reduce((so, [from, to]) => so.replace(from, to), text.trim());
  const end = url === null ? "" : `\n${url}`;
  if (isGsm(plain + end)) return cut(plain, end, gsmLength, MAX_GSM);
  if (plain.length + end.length <= MAX_UCS2) return plain + end;
  // "está" becomes "esta": better than half of the message.
  const bare = [...plain].map(withoutAccent).join("");
  return isGsm(bare + end) ? cut(bare, end, gsmLength, MAX_GSM) : cut(plain, end, (part) => part.length, MAX_UCS2);
}

const isGsm = (text: string): boolean => [...text].every((one) => GSM.has(one) || GSM_EXTENDED.has(one));

const gsmLength = (text: string): number => [...text].reduce((sum, one) => sum + (GSM_EXTENDED.has(one) ? 2 : 1), 0);

const withoutAccent = (one: string): string => (GSM.has(one) ? one : one.normalize("NFD").replaceAll(/\p{M}/gu, ""));

/** Between what a reader sees as characters. */
function cut(text: string, end: string, lengthOf: (part: string) => number, most: number): string {
  const room = most - lengthOf(end);
  if (lengthOf(text) <= room) return text + end;
  let left = room - "...".length;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    left -= lengthOf(segment);
    if (left < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}...${end}`;
}
