/** The cart's lines, with the server's prices where there are any. What cannot be had any more is named and has none. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { choiceText } from "@crema/shared/domain/order/choice-text";
import type { LineModifier, PricedOrder } from "@crema/shared/domain/order/order";
import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import { Stepper } from "@crema/ui/components/stepper.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import type { useCart } from "./cart.tsx";

/** Sold out, or not on the menu any more, as far as the menu is known. */
export function isGone(line: RequestedLine, menu: MenuResponse | null): boolean {
  return menu !== null && !menu.items.find((one) => one.item_id === line.item_id)?.is_available;
}

export interface CartLinesProps {
  readonly cart: ReturnType<typeof useCart>;
  readonly menu: MenuResponse | null;
  /** null: there is no price for these lines. */
  readonly quote: PricedOrder | null;
}

export function CartLines({ cart, menu, quote }: CartLinesProps) {
  const { money } = useFormat();
  const words = useMenuWords();
  const modifiers = new Map(menu?.modifier_groups.flatMap((group) => group.modifiers).map((one) => [one.modifier_id, one]));
  const choiceOf = ({ modifier_id, name, qty }: LineModifier) =>
    choiceText({ name: words.name(modifiers.get(modifier_id) ?? { name }), qty });
  const available = cart.lines.filter((line) => !isGone(line, menu));
  const prices = quote?.lines.length === available.length ? quote.lines : [];
  const ordered = (itemId: string) => cart.lines.reduce((sum, line) => sum + (line.item_id === itemId ? line.qty : 0), 0);
  let inStock = 0;
  return (
    <ul className="lines">
      {cart.lines.map((line, index) => {
        const priced = isGone(line, menu) ? undefined : prices[inStock++];
        const item = menu?.items.find((one) => one.item_id === line.item_id);
        const name = item ? words.name(item) : (priced?.name ?? line.item_id);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
          <li key={index} className="line">
            <div className="grow">
              <strong>{name}</strong>
              {priced?.modifiers.length ? <div className="soft small">{priced.modifiers.map(choiceOf).join(", ")}</div> : null}
              {line.note ? <div className="soft small">“{line.note}”</div> : null}
              {!isGone(line, menu) && item?.left !== undefined && item.left < ordered(line.item_id) ? (
                <div className="badge badge-warn">{words.stock(item, undefined)}</div>
              ) : null}
              {isGone(line, menu) ? <div className="badge badge-warn">{item ? "Sold out" : "No longer sold"}: not in the total</div> : null}
            </div>
            <Stepper label={name} value={line.qty} min={0} onChange={(qty) => cart.setQty(index, qty)} />
            <span className="number line-price">{priced && quote ? money(priced.gross_cents, quote) : ""}</span>
          </li>
        );
      })}
    </ul>
  );
}
