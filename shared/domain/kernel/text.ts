/**
 * Text from outside, at the one place where it comes in: every string of every body goes through here before anything else
 * reads it. What no screen, printer or database can carry is refused; what is only a nuisance is cleaned.
 */
const NEVER = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u;
/** Half of a surrogate pair. */
const HALF = /\p{Surrogate}/u;
const LINE_BREAKS = /[\t\n\r\u2028\u2029]+/g;
/** Nothing visible: spaces, and characters that only control how the text around them is displayed. */
const UNSEEN = /^[\s\u2800\p{Cf}\p{Default_Ignorable_Code_Point}]+$/u;

/** Whether a text of JSON could hold anything to look at; most bodies are plain ASCII without an escape. */
const PLAIN = /^[ \t\n\r!-[\]-~]*$/;
export const mayHoldOddText = (json: string): boolean => !PLAIN.test(json);

/** As it is stored: on one line, and empty where nothing could be seen. null: refused. */
export function cleanText(text: string): string | null {
  const line = text.replace(LINE_BREAKS, " ");
  if (NEVER.test(line) || HALF.test(line)) return null;
  return UNSEEN.test(line) ? "" : line;
}

export const ODD_TEXT = "has characters that cannot be shown or stored (control characters, reversed text, half a character)";

export type CleanJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly path: string };

/** Every text in it, keys too. `path`: where the first one stands that is refused, as in `fields`. */
export function cleanJson(value: unknown, path = ""): CleanJson {
  if (typeof value === "string") {
    const text = cleanText(value);
    return text === null ? { ok: false, path } : { ok: true, value: text };
  }
  if (typeof value !== "object" || value === null) return { ok: true, value };
  const cleaned: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const at = `${path}/${key}`;
    if (cleanText(key) !== key) return { ok: false, path };
    const one = cleanJson(member, at);
    if (!one.ok) return one;
    cleaned.push([key, one.value]);
  }
  return { ok: true, value: Array.isArray(value) ? cleaned.map(([, member]) => member) : Object.fromEntries(cleaned) };
}
