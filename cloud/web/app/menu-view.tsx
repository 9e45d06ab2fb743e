/** A store's menu with what is sold out, and the way to the cart. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useStoreLook } from "@crema/ui/use-store-look.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCustomerApi } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { isGone } from "./cart-lines.tsx";
import { ItemSheet } from "./item-sheet.tsx";
import { Link } from "./link.tsx";
import { Promotions } from "./promotions.tsx";
import { ReadTrouble } from "./read-trouble.tsx";
import { StoreTrouble } from "./store-state.tsx";
import type { AskedPrice } from "./use-quote.ts";
import { useStore } from "./use-stores.ts";

/** What is sold out meanwhile is to reach an open cart within seconds; mostly the answer is that nothing has changed. */
const EVERY_MS = 5_000;

export function useMenu(storeId: string | null) {
  const api = useCustomerApi();
  return useQuery({
    queryKey: ["menu", storeId],
    queryFn: () => unwrap(api.v1.stores[":store_id"].menu.$get({ param: { store_id: storeId ?? "" } })),
    enabled: storeId !== null,
    refetchInterval: EVERY_MS,
  });
}

export function MenuView({ storeId }: { storeId: string }) {
  const { money } = useFormat();
  const cart = useCart();
  const menu = useMenu(storeId);
  const store = useStore(storeId);
  useStoreLook(menu.data?.look ?? store?.look);
  const words = useMenuWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const item = menu.data?.items.find((one) => one.item_id === chosen);
  const categories = [...(menu.data?.categories ?? [])].sort((a, b) => a.sort - b.sort);
  const itemsOf = (categoryId: string) =>
    (menu.data?.items ?? []).filter((one) => one.category_id === categoryId).sort((a, b) => a.sort - b.sort);
  return (
    <main className="view">
      <h1>{menu.data?.store_name ?? store?.name ?? "Menu"}</h1>
      <StoreTrouble store={store} />
      <ReadTrouble read={menu} waiting="Fetching the menu …" />
      {menu.data ? <Promotions menu={menu.data} promotions={menu.data.promotions} asked={askedOf(cart, menu.data)} /> : null}
      {categories.map((category) => (
        <section key={category.category_id} aria-labelledby={`category-${category.category_id}`}>
          <h2 id={`category-${category.category_id}`}>{words.name(category)}</h2>
          <ul className="menu-items">
            {itemsOf(category.category_id).map((one) => (
              <li key={one.item_id}>
                <MenuItemButton
                  item={one}
                  price={money(one.base_price_cents, menu.data ?? "EUR")}
                  timeZone={store?.time_zone}
                  onPress={() => setChosen(one.item_id)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {menu.data && item ? <ItemSheet menu={menu.data} item={item} onClose={() => setChosen(null)} /> : null}
      {cart.storeId === storeId && cart.count > 0 ? (
        <p className="cart-bar">
          <Link to="/app/cart" className="button button-primary button-large button-wide cart-link">
            View cart · {cart.count} {cart.count === 1 ? "item" : "items"}
          </Link>
        </p>
      ) : null}
    </main>
  );
}

/** The cart as it would be priced for now, without what is sold out meanwhile. */
function askedOf(cart: ReturnType<typeof useCart>, menu: MenuResponse): AskedPrice | null {
  const items = cart.lines.filter((line) => !isGone(line, menu));
  if (cart.storeId !== menu.store_id || items.length === 0) return null;
  return { store_id: menu.store_id, items, promotion_codes: [], fulfillment_type: "PICKUP", requested_for: null };
}

interface MenuItemButtonProps {
  readonly item: MenuResponse["items"][number];
  readonly price: string;
  readonly timeZone: string | undefined;
  onPress(): void;
}

/** What is sold at another time of day can be ordered for that time. */
function MenuItemButton({ item, price, timeZone, onPress }: MenuItemButtonProps) {
  const words = useMenuWords();
  const description = words.description(item);
  const notNow = words.notNow(item, timeZone);
  const stock = words.stock(item, timeZone);
  return (
    <button type="button" className="card menu-item" disabled={!item.is_available || item.sold_next_at === null} onClick={onPress}>
      <ItemPicture picture={item.picture} size={320} alt="" className="menu-item-shown" />
      <span className="menu-item-words">
        <span className="card-head">
          <strong>{words.name(item)}</strong>
          <span className="number">{price}</span>
        </span>
        {description ? <span className="soft small">{description}</span> : null}
        {stock ? <span className={item.is_available ? "badge badge-plain" : "badge badge-warn"}>{stock}</span> : null}
        {item.is_available && notNow ? <span className="badge badge-plain">{notNow}</span> : null}
      </span>
    </button>
  );
}
