/** The guest's favourites that this store sells now: one tap puts them into the cart as they like them. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { Icon } from "@crema/ui/components/icon.tsx";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Plus from "lucide-react/icons/plus";
import { useState } from "react";
import { useCart } from "./cart.tsx";
import { type Favourite, favouritesIn } from "./favourites.ts";

export function FavouriteItems({ menu }: { menu: MenuResponse }) {
  const t = useWords();
  const words = useMenuWords();
  const cart = useCart();
  const { storage } = usePorts();
  const [added, setAdded] = useState<string | null>(null);
  const modifiers = new Map(menu.modifier_groups.flatMap((group) => group.modifiers).map((one) => [one.modifier_id, one]));
  const sold = favouritesIn(storage).flatMap((favourite) => {
    const item = menu.items.find((one) => one.item_id === favourite.item_id);
    const choices = (favourite.modifier_ids ?? []).map((id) => modifiers.get(id));
    const isSold = item?.is_available && item.sold_next_at === undefined && choices.every((one) => one?.is_available);
    return item && isSold ? [{ favourite, name: words.name(item), choices: choices.flatMap((one) => (one ? [words.name(one)] : [])) }] : [];
  });
  // A cart of another store is asked about where an item is chosen.
  if (sold.length === 0 || (cart.count > 0 && cart.storeId !== menu.store_id)) return null;
  const add = ({ item_id, modifier_ids = [] }: Favourite, name: string) => {
    cart.add(menu.store_id, { item_id, qty: 1, modifier_ids, fill_defaults: false, note: null });
    setAdded(name);
  };
  return (
    <section aria-labelledby="favourites">
      <h2 id="favourites">{t("menu.favourites")}</h2>
      <ul className="favourites">
        {sold.map(({ favourite, name, choices }) => (
          <li key={JSON.stringify(favourite)}>
            <button type="button" className="favourite" onClick={() => add(favourite, name)}>
              <span className="grow">
                <strong>{name}</strong>
                {choices.length > 0 ? <span className="soft small favourite-choices">{choices.join(", ")}</span> : null}
              </span>
              <span className="unseen">{t("item.add")}</span>
              <Icon of={Plus} />
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className="unseen">
        {added === null ? "" : t("menu.added", { name: added })}
      </p>
    </section>
  );
}
