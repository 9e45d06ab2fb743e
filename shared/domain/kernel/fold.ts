/** Letters that Unicode does not take apart, as people without them on their keyboard write them. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  ħ: "h",
  ŧ: "t",
  ı: "i",
};
const LETTERS = new RegExp(`[${Object.keys(SPELLED).join("")}]`, "g");

/**
 * The form in which texts are searched: without capitals, accents and letters of one language, so that "lukasz" finds "Łukasz" and
 * "strasse" "Straße". Both what is searched and what is searched for go through here; the cloud's index has the same in SQL
 * (`FOLDED` in cloud/db/order-schema.ts).
 */
export function fold(text: string): string {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain.replaceAll(LETTERS, (letter) => SPELLED[letter] ?? letter);
}
