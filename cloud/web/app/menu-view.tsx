/** A store's menu with what is sold out, and the way to the cart. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCustomerApi } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { ItemSheet } from "./item-sheet.tsx";
import { Link } from "./link.tsx";
import { ReadTrouble } from "./read-trouble.tsx";
import { StoreTrouble } from "./store-state.tsx";
import { useStore } from "./use-stores.ts";

const EVERY_MS = 15_000;

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
      {menu.data?.promotions.map(({ promotion_id, name }) => (
        <p key={promotion_id} className="note note-good">
          {name}
        </p>
      ))}
      {categories.map(({ category_id, name }) => (
        <section key={category_id} aria-labelledby={`category-${category_id}`}>
          <h2 id={`category-${category_id}`}>{name}</h2>
          <ul className="menu-items">
            {itemsOf(category_id).map((one) => (
              <li key={one.item_id}>
                <button type="button" className="card menu-item" disabled={!one.is_available} onClick={() => setChosen(one.item_id)}>
                  <span className="card-head">
                    <strong>{one.name}</strong>
                    <span className="number">{money(one.base_price_cents, menu.data ?? "EUR")}</span>
                  </span>
                  {one.description ? <span className="soft small">{one.description}</span> : null}
                  {one.is_available ? null : <span className="badge badge-warn">Sold out</span>}
                </button>
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
