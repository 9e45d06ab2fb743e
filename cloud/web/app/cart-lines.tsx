/** The cart's lines, with the server's prices where there are any. What cannot be had any more is named and has none. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { choiceText } from "@crema/shared/domain/order/choice-text";
import type { LineModifier, PricedOrder } from "@crema/shared/domain/order/order";
import { Badge } from "@crema/ui/components/badge.tsx";
import { Button } from "@crema/ui/components/button.tsx";
import { Stepper } from "@crema/ui/components/stepper.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import type { useCart } from "./cart.tsx";
import { isGone } from "./is-gone.ts";
import { ItemSheet } from "./later-sheets.tsx";

export interface CartLinesProps {
  readonly cart: ReturnType<typeof useCart>;
  readonly menu: MenuResponse | null;
  /** null: there is no price for these lines. */
  readonly quote: PricedOrder | null;
}

export function CartLines({ cart, menu, quote }: CartLinesProps) {
  const t = useWords();
  const { money } = useFormat();
  const words = useMenuWords();
  const [edited, setEdited] = useState<number | null>(null);
  const modifiers = new Map(menu?.modifier_groups.flatMap((group) => group.modifiers).map((one) => [one.modifier_id, one]));
  const choiceOf = ({ modifier_id, name, qty }: LineModifier) =>
    choiceText({ name: words.name(modifiers.get(modifier_id) ?? { name }), qty });
  const available = cart.lines.filter((line) => !isGone(line, menu));
  const prices = quote?.lines.length === available.length ? quote.lines : [];
  const ordered = (itemId: string) => cart.lines.reduce((sum, line) => sum + (line.item_id === itemId ? line.qty : 0), 0);
  const itemOf = (itemId: string | undefined) => menu?.items.find((one) => one.item_id === itemId);
  const was = edited === null ? undefined : cart.lines[edited];
  const editedItem = itemOf(was?.item_id);
  let inStock = 0;
  return (
    <>
      <ul className="lines">
        {cart.lines.map((line, index) => {
          const isLost = isGone(line, menu);
          const priced = isLost ? undefined : prices[inStock++];
          const item = itemOf(line.item_id);
          const name = item ? words.name(item) : (priced?.name ?? line.item_id);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
            <li key={index} className="line">
              <div className="grow line-words">
                <strong>{name}</strong>
                {priced?.modifiers.length ? <div className="soft small">{priced.modifiers.map(choiceOf).join(", ")}</div> : null}
                {line.note ? <div className="soft small">{t("cart.note_quoted", { note: line.note })}</div> : null}
                {!isLost && item?.left !== undefined && item.left < ordered(line.item_id) ? (
                  <Badge tone="warn">{words.stock(item, undefined)}</Badge>
                ) : null}
                {isLost ? <Badge tone="warn">{item ? t("cart.gone.sold_out") : t("cart.gone.not_sold")}</Badge> : null}
              </div>
              <span className="number line-price">{priced && quote ? money(priced.gross_cents, quote) : ""}</span>
              <div className="line-tools">
                <Stepper label={name} value={line.qty} min={0} onChange={(qty) => cart.setQty(index, qty)} />
                {menu && item && !isLost ? (
                  <Button look="quiet" aria-label={t("cart.edit", { name })} onPress={() => setEdited(index)}>
                    {t("cart.edit_short")}
                  </Button>
                ) : null}
              </div>
            </li>
          );
        })}
      </ul>
      {menu && was && editedItem && edited !== null ? (
        <ItemSheet key={edited} menu={menu} item={editedItem} line={{ index: edited, was }} onClose={() => setEdited(null)} />
      ) : null}
    </>
  );
}
