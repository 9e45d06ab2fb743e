/** The menu in the reader's language where it has that, and what its marks mean in words. */
import { nameIn } from "@crema/shared/domain/menu/choosing";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { useFormat } from "../format/use-format.ts";
import { usePorts } from "../ports-context.tsx";
import { MENU_MARK_WORDS, type MenuMarkWords } from "./menu-mark-words.ts";

type Item = MenuResponse["items"][number];
type Named = Parameters<typeof nameIn>[0];

/** What there is more of is told nobody. */
const FEW = 10;
type Stocked = Pick<Item, "is_available" | "sold_out_until" | "left">;

export const LANGUAGES = ["en", "de", "es"] as const;

export function useMenuWords() {
  const { locale } = usePorts();
  const { dayInText, time } = useFormat();
  const language = LANGUAGES.find((one) => locale.toLowerCase().startsWith(one));
  const words = MENU_MARK_WORDS[language ?? "en"];
  return {
    name: (row: Named) => (language ? nameIn(row, language) : row.name),
    description: ({ description, descriptions = {} }: Item) => (language && descriptions[language]) || description,
    allergens: (allergens: Item["allergens"]) => allergenText(allergens, words),
    /** Until when it is sold out, or how few are left; null: there is enough of it. */
    stock({ is_available, sold_out_until, left }: Stocked, timeZone: string | undefined): string | null {
      if (is_available) return left !== undefined && left <= FEW ? words.left(left) : null;
      return sold_out_until
        ? words.soldOutUntil(`${dayInText(sold_out_until, timeZone)}, ${time(sold_out_until, timeZone)}`)
        : words.soldOut;
    },
    /** null: it is sold now, as far as the time of day goes. */
    notNow({ sold_next_at }: Item, timeZone: string | undefined): string | null {
      if (sold_next_at === undefined) return null;
      if (sold_next_at === null) return words.notNow;
      return words.from(`${dayInText(sold_next_at, timeZone)}, ${time(sold_next_at, timeZone)}`);
    },
  };
}

/** "Contains milk, nuts"; null: the menu names none. */
export function allergenText(allergens: Item["allergens"], words: MenuMarkWords): string | null {
  return allergens?.length ? words.contains(allergens.map((one) => words.allergens[one]).join(", ")) : null;
}
