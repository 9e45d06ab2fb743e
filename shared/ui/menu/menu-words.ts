/** The menu in the reader's language where it has that, and what its marks mean in words. */
import { nameIn } from "@crema/shared/domain/menu/choosing";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { useFormat } from "../format/use-format.ts";
import type { Words } from "../words/words.ts";
import { useWords } from "../words/words-context.tsx";

type Item = MenuResponse["items"][number];
type Named = Parameters<typeof nameIn>[0];

/** What there is more of is told nobody. */
const FEW = 10;
type Stocked = Pick<Item, "is_available" | "sold_out_until" | "left">;

export function useMenuWords() {
  const t = useWords();
  const { dayInText, time } = useFormat();
  const moment = (at: string, timeZone: string | undefined) => t("menu.moment", { day: dayInText(at, timeZone), time: time(at, timeZone) });
  return {
    name: (row: Named) => nameIn(row, t.language),
    description: ({ description, descriptions = {} }: Item) => descriptions[t.language] || description,
    allergens: (allergens: Item["allergens"]) => allergenText(allergens, t),
    /** Until when it is sold out, or how few are left; null: there is enough of it. */
    stock({ is_available, sold_out_until, left }: Stocked, timeZone: string | undefined): string | null {
      if (is_available) return left !== undefined && left <= FEW ? t("menu.left", { count: left }) : null;
      return sold_out_until ? t("menu.sold_out_until", { when: moment(sold_out_until, timeZone) }) : t("menu.sold_out");
    },
    /** null: it is sold now, as far as the time of day goes. */
    notNow({ sold_next_at }: Item, timeZone: string | undefined): string | null {
      if (sold_next_at === undefined) return null;
      return sold_next_at === null ? t("menu.not_now") : t("menu.from", { when: moment(sold_next_at, timeZone) });
    },
  };
}

/** "Contains milk, nuts"; null: the menu names none. */
export function allergenText(allergens: Item["allergens"], t: Words): string | null {
  return allergens?.length ? t("menu.contains", { names: allergens.map((one) => t(`menu.allergen.${one}`)).join(", ") }) : null;
}
