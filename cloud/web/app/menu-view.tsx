/** A store's menu: what is sold, what is sold out, what the guest likes, and the way to the cart. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { categoryColour } from "@crema/ui/components/category.ts";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useStoreLook } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import SearchX from "lucide-react/icons/search-x";
import ShoppingBag from "lucide-react/icons/shopping-bag";
import { useState } from "react";
import { useCart } from "./cart.tsx";
import { CategoryBar } from "./category-bar.tsx";
import { FavouriteItems } from "./favourite-items.tsx";
import { isGone } from "./is-gone.ts";
import { ItemSheet } from "./later-sheets.tsx";
import { Link } from "./link.tsx";
import { MenuItemCard } from "./menu-item-card.tsx";
import { Promotions } from "./promotions.tsx";
import { ReadTrouble } from "./read-trouble.tsx";
import { Search } from "./search.tsx";
import { StoreHead } from "./store-head.tsx";
import { StoreTrouble } from "./store-state.tsx";
import { useMenu } from "./use-menu.ts";
import type { AskedPrice } from "./use-quote.ts";
import { useStores } from "./use-stores.ts";
import "./menu.css";

type Item = MenuResponse["items"][number];

export function MenuView({ storeId }: { storeId: string }) {
  const t = useWords();
  const cart = useCart();
  const menu = useMenu(storeId);
  const stores = useStores();
  const store = stores.data?.stores.find((one) => one.store_id === storeId) ?? null;
  // Opened by its address, head and menu come together: the one would move the other.
  const [hadStore] = useState(store !== null);
  const isHeadShown = hadStore || !(menu.isPending || stores.isPending);
  const shown = isHeadShown ? menu.data : undefined;
  useStoreLook(menu.data?.look ?? store?.look);
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const item = shown?.items.find((one) => one.item_id === chosen);
  const categories = useCategories(shown, typed);
  return (
    <main className="view menu-view">
      {isHeadShown ? (
        <StoreHead name={shown?.store_name ?? store?.name ?? t("app.title.menu")} store={store} look={shown?.look ?? store?.look} />
      ) : null}
      <StoreTrouble store={isHeadShown ? store : null} />
      <ReadTrouble
        read={{ data: shown, error: menu.error, failureReason: menu.failureReason }}
        waiting={<Skeleton label={t("menu.fetching")} kind="tiles" count={8} />}
      />
      {shown ? (
        <>
          <Promotions menu={shown} promotions={shown.promotions} asked={askedOf(cart, shown)} />
          <div className="menu-tools">
            <Search label={t("menu.find")} value={typed} onChange={setTyped} />
            <CategoryBar categories={categories} />
          </div>
          {typed === "" ? <FavouriteItems menu={shown} /> : null}
          {categories.length === 0 ? (
            <EmptyState icon={SearchX} title={t("menu.none_found", { text: typed })}>
              {t("menu.none_found_advice")}
            </EmptyState>
          ) : null}
        </>
      ) : null}
      {categories.map(({ category_id, name, colour, items }) => (
        <section key={category_id} id={`category-${category_id}`} aria-labelledby={`name-${category_id}`} data-category={colour}>
          <h2 id={`name-${category_id}`}>{name}</h2>
          <ul className="menu-items">
            {items.map((one) => (
              <li key={one.item_id}>
                <MenuItemCard item={one} unit={shown ?? "EUR"} timeZone={store?.time_zone} onPress={() => setChosen(one.item_id)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {shown && item ? <ItemSheet menu={shown} item={item} onClose={() => setChosen(null)} /> : null}
      {cart.storeId === storeId && cart.count > 0 ? (
        <p className="cart-bar">
          <Link to="/app/cart" className="button button-primary button-large button-wide">
            <Icon of={ShoppingBag} />
            {t("menu.view_cart", { count: cart.count })}
          </Link>
        </p>
      ) : null}
    </main>
  );
}

/** With what of them has all words that were typed, in its name, its description or its category's name. */
function useCategories(menu: MenuResponse | undefined, typed: string) {
  const words = useMenuWords();
  if (!menu) return [];
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const inOrder = menu.categories.toSorted((a, b) => a.sort - b.sort);
  return inOrder.flatMap((category) => {
    const name = words.name(category);
    const has = (one: Item) => {
      const text = `${words.name(one)} ${words.description(one)} ${name}`.toLowerCase();
      return one.category_id === category.category_id && wanted.every((word) => text.includes(word));
    };
    const items = menu.items.filter(has).sort((a, b) => a.sort - b.sort);
    const colour = categoryColour(inOrder, category.category_id);
    return items.length === 0 ? [] : [{ category_id: category.category_id, name, colour, items }];
  });
}

/** The cart as it would be priced for now, without what is sold out meanwhile. */
function askedOf(cart: ReturnType<typeof useCart>, menu: MenuResponse): AskedPrice | null {
  const items = cart.lines.filter((line) => !isGone(line, menu));
  if (cart.storeId !== menu.store_id || items.length === 0) return null;
  return { store_id: menu.store_id, items, promotion_codes: [], fulfillment_type: "PICKUP", requested_for: null };
}
