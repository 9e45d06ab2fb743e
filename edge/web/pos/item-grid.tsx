/**
 * What the store sells, by category or by the letters of a name. A sold-out item stays in place, greyed, so that the
 * other buttons do not move.
 */
import { fold } from "@crema/shared/domain/kernel/fold";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { categoryColour } from "@crema/ui/components/category.ts";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { Tabs } from "@crema/ui/components/tabs.tsx";
import { Tile } from "@crema/ui/components/tile.tsx";
import { useStoreAhead } from "@crema/ui/format/store-zone.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { type KeyboardEvent, type RefObject, useState } from "react";
import type { Stock } from "../stock.ts";
import { useMoment } from "../use-moment.ts";
import type { Item, Menu } from "./use-menu.ts";
import { useReduced } from "./use-reduced.ts";
import "./item-grid.css";

export interface ItemGridProps {
  readonly menu: Menu;
  /** For a tab of their own; none: no such tab. */
  readonly mostSold: readonly Item[];
  readonly stock: Stock;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  onPick(item: Item): void;
}

const MOST_SOLD = "most sold";

export function ItemGrid({ menu, mostSold, stock, searchBox, onPick }: ItemGridProps) {
  const t = useWords();
  const { categories, items } = menu.response;
  const [category, setCategory] = useState<string | null>(null);
  const [search, setSearch] = useState("");
  const reducedOf = useReduced(menu);
  const isMostSold = category === MOST_SOLD && mostSold.length > 0;
  const selected = isMostSold ? MOST_SOLD : (categories.find((one) => one.category_id === category) ?? categories[0])?.category_id;
  const words = fold(search.trim());
  const ofTab = isMostSold ? mostSold : items.filter((item) => item.category_id === selected);
  const shown = words ? items.filter((item) => fold(item.name).includes(words)) : ofTab;
  const tabs = [
    ...(mostSold.length > 0 ? [{ key: MOST_SOLD, name: t("pos.most_sold") }] : []),
    ...categories.map(({ category_id, name }) => ({ key: category_id, name, category: categoryColour(categories, category_id) })),
  ];
  const onSearchKey = (event: KeyboardEvent) => {
    const first = shown.find((item) => !stock.marked.has(`item ${item.item_id}`));
    if (event.key === "Escape") setSearch("");
    if (event.key !== "Enter" || !words || !first) return;
    event.preventDefault();
    onPick(first);
    setSearch("");
  };
  const grid = (
    <div className="item-grid">
      {shown.map((item) => (
        <ItemButton
          key={item.item_id}
          item={item}
          category={categoryColour(categories, item.category_id)}
          currency={menu.response}
          reduced={reducedOf(item)}
          isSoldOut={stock.marked.has(`item ${item.item_id}`)}
          left={stock.left.get(`item ${item.item_id}`)}
          onPress={() => onPick(item)}
        />
      ))}
      {shown.length === 0 ? <p className="soft">{t("pos.sold_out.not_found", { search })}</p> : null}
    </div>
  );
  return (
    <section className="item-panel" aria-label={t("pos.menu")}>
      <input
        ref={searchBox}
        className="item-search"
        type="search"
        aria-label={t("pos.find")}
        placeholder={t("pos.find_key")}
        autoComplete="off"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={onSearchKey}
      />
      {words ? (
        <div className="item-found">{grid}</div>
      ) : (
        <Tabs label={t("pos.categories")} tabs={tabs} selected={selected ?? ""} onSelect={setCategory}>
          {grid}
        </Tabs>
      )}
    </section>
  );
}

interface ItemButtonProps {
  readonly item: Item;
  readonly category: number;
  readonly currency: MoneyUnit;
  /** null: it costs its price. */
  readonly reduced: Item["reduced"] | null;
  readonly isSoldOut: boolean;
  /** undefined: it is not counted. */
  readonly left: number | undefined;
  onPress(): void;
}

function ItemButton({ item, category, currency, reduced, isSoldOut, left, onPress }: ItemButtonProps) {
  const t = useWords();
  const { money } = useFormat();
  const { clock } = usePorts();
  const moment = useMoment(clock.now() + useStoreAhead());
  const price = money(item.base_price_cents, currency);
  const until = reduced?.until ?? null;
  return (
    <Tile
      name={item.name}
      category={category}
      {...(item.picture ? { picture: <ItemPicture picture={item.picture} size={320} alt="" name={item.name} /> } : {})}
      price={isSoldOut ? null : reduced ? money(reduced.price_cents, currency) : price}
      {...(reduced && !isSoldOut ? { before: { price, label: t("pos.tile.before", { price }) } } : {})}
      note={
        isSoldOut ? (
          t("store.stock.sold_out")
        ) : (
          <>
            {until === null ? null : <span>{t("pos.tile.until", { moment: moment(until) })}</span>}
            {left === undefined ? null : <b className={left === 0 ? "item-none-left" : ""}>{t("store.stock.left", { count: left })}</b>}
          </>
        )
      }
      isDisabled={isSoldOut}
      onPress={onPress}
    />
  );
}
