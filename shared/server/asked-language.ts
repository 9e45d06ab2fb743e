/** The language that whoever sends a request would like to read. */
import { Language } from "../domain/store/profile.ts";
import { readCookie } from "./cookies.ts";

/** Of an Accept-Language header, the first by weight that we have; null: none of them. */
export function languageAsked(header: string | undefined): Language | null {
  const ranges = (header ?? "")
    .slice(0, 500)
    .split(",")
    .flatMap((part) => {
      const [range = "", ...parameters] = part.trim().toLowerCase().split(";");
      const weight = parameters.map((one) => /^\s*q=(\d(?:\.\d{1,3})?)\s*$/.exec(one)?.[1]).find((found) => found !== undefined);
      const language = Language.safeParse(range.split("-")[0]);
      return language.success ? [{ language: language.data, weight: Number(weight ?? 1) }] : [];
    });
  const best = ranges.toSorted((a, b) => b.weight - a.weight)[0];
  return best && best.weight > 0 ? best.language : null;
}

/** By the choice on a page of ours, then by what the browser asks for; null: neither says one that we have. */
export const languageWanted = (header: (name: string) => string | undefined): Language | null =>
  languageChosen(header("cookie")) ?? languageAsked(header("accept-language"));

/** What was chosen on a page, in a cookie that its script sets (shared/ui/browser-ports.ts); null: nothing was. */
export function languageChosen(cookies: string | undefined): Language | null {
  const chosen = Language.safeParse(readCookie(cookies, "crema_language"));
  return chosen.success ? chosen.data : null;
}
