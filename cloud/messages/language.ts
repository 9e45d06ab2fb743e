/** The language of whoever places an order, by what their browser asks for. */
import { Language } from "@crema/shared/domain/store/profile";

/** Of an Accept-Language header, the first by weight that messages are written in; null: none of them. */
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
