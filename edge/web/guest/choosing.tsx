/** The menu, and below it what is chosen and what that costs at the counter. Nothing is charged here. */
import type { GuestStore } from "@crema/shared/contract/guest-drafts";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import { Button } from "@crema/ui/components/button.tsx";
import { categoryColour } from "@crema/ui/components/category.ts";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { LanguageChoice } from "@crema/ui/components/language-choice.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useStoreLook } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useRef, useState } from "react";
import { Basket } from "./basket.tsx";
import { ItemSheet } from "./item-sheet.tsx";
import { isSoldNow } from "./sold-now.ts";
import { Trouble } from "./trouble.tsx";
import { useBasketPrice } from "./use-basket-price.ts";
import { useChosen } from "./use-chosen.ts";

export interface ChoosingProps {
  readonly store: GuestStore;
  readonly menu: MenuResponse;
  /** Why the box did not answer last time; null: it did. */
  readonly away: unknown;
  onHeld(token: string): void;
}

type Item = MenuResponse["items"][number];

export function Choosing({ store, menu, away, onHeld }: ChoosingProps) {
  const t = useWords();
  const menuWords = useMenuWords();
  const chosen = useChosen();
  useStoreLook(menu.look);
  const basket = useRef<HTMLDivElement>(null);
  const pieces = chosen.lines.reduce((sum, { qty }) => sum + qty, 0);
  const { price, isCurrent } = useBasketPrice(menu, chosen);
  const { money } = useFormat();
  const [open, setOpen] = useState<string | null>(null);
  const item = menu.items.find((one) => one.item_id === open);
  const categories = [...menu.categories].sort((a, b) => a.sort - b.sort);
  const itemsOf = (categoryId: string) => menu.items.filter((one) => one.category_id === categoryId).sort((a, b) => a.sort - b.sort);
  const add = (line: RequestedLine) => {
    chosen.add(line);
    setOpen(null);
  };
  return (
    <main className="guest">
      <h1>{store.store_name}</h1>
      <p className="soft">{t("guest.pay_there")}</p>
      <Trouble error={away} />
      {store.is_open ? null : (
        <p className="note note-warn" role="status">
          {t("guest.closed")}
        </p>
      )}
      {store.is_full ? (
        <p className="note note-warn" role="status">
          {t("guest.full")}
        </p>
      ) : null}
      {categories.length > 1 ? (
        <CategoryBar categories={categories.map((one) => ({ id: one.category_id, name: menuWords.name(one) }))} />
      ) : null}
      {categories.map((category) => (
        <section
          key={category.category_id}
          aria-labelledby={`category-${category.category_id}`}
          data-category={categoryColour(menu.categories, category.category_id)}
        >
          <h2 id={`category-${category.category_id}`}>{menuWords.name(category)}</h2>
          <ul className="guest-items">
            {itemsOf(category.category_id).map((one) => (
              <li key={one.item_id}>
                <ItemButton item={one} unit={menu} timeZone={store.time_zone} onPress={() => setOpen(one.item_id)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {pieces > 0 ? (
        <>
          <div className="guest-bar">
            <Button look="primary" size="large" wide onPress={() => basket.current?.scrollIntoView()}>
              {isCurrent && price.data
                ? t("guest.yours_priced", { count: pieces, price: money(price.data.total_cents, menu) })
                : t("guest.yours_count", { count: pieces })}
            </Button>
          </div>
          <div ref={basket}>
            <Basket store={store} menu={menu} chosen={chosen} onHeld={onHeld} />
          </div>
        </>
      ) : null}
      <LanguageChoice />
      {item ? <ItemSheet menu={menu} item={item} timeZone={store.time_zone} onAdd={add} onClose={() => setOpen(null)} /> : null}
    </main>
  );
}

/** Stays in view: a long menu on a phone is gone through by its parts. */
function CategoryBar({ categories }: { readonly categories: readonly { readonly id: string; readonly name: string }[] }) {
  const t = useWords();
  return (
    <nav className="guest-categories" aria-label={t("guest.categories")}>
      {categories.map(({ id, name }) => (
        <Button key={id} onPress={() => document.getElementById(`category-${id}`)?.scrollIntoView()}>
          {name}
        </Button>
      ))}
    </nav>
  );
}

interface ItemButtonProps {
  readonly item: Item;
  readonly unit: MenuResponse;
  readonly timeZone: string;
  onPress(): void;
}

/** It cannot be held for later, so what is not sold now is only shown. */
function ItemButton({ item, unit, timeZone, onPress }: ItemButtonProps) {
  const { money } = useFormat();
  const words = useMenuWords();
  const marks = [words.stock(item, timeZone), item.is_available ? words.notNow(item, timeZone) : null].filter(Boolean);
  const description = words.description(item);
  return (
    <button type="button" className="guest-item" disabled={!isSoldNow(item)} onClick={onPress}>
      <ItemPicture picture={item.picture} size={320} alt="" className="guest-item-picture" />
      <span className="guest-item-words">
        <span className="guest-row">
          <strong>{words.name(item)}</strong>
          <span className="number">{money(item.base_price_cents, unit)}</span>
        </span>
        {description ? <span className="soft small">{description}</span> : null}
        {marks.map((mark) => (
          <span key={mark} className="guest-mark">
            {mark}
          </span>
        ))}
      </span>
    </button>
  );
}
