/** The cart at the server's price, and the way to an order. A store that takes none says so before anything is filled in. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { Button } from "@crema/ui/components/button.tsx";
import { EmptyState } from "@crema/ui/components/empty-state.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { useStoreLook } from "@crema/ui/use-store-look.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import ShoppingBag from "lucide-react/icons/shopping-bag";
import { bold } from "./bold.tsx";
import { useCart } from "./cart.tsx";
import { CartLines } from "./cart-lines.tsx";
import { NOW, useCheckoutDraft } from "./checkout-draft.ts";
import { isGone } from "./is-gone.ts";
import { Link } from "./link.tsx";
import { OrderForm } from "./order-form.tsx";
import { PriceTrouble } from "./price-trouble.tsx";
import { PromotionCode } from "./promotion-code.tsx";
import { Promotions } from "./promotions.tsx";
import { menuPath } from "./route.ts";
import { StoreTrouble } from "./store-state.tsx";
import { Totals } from "./totals.tsx";
import { useMenu } from "./use-menu.ts";
import { useQuote } from "./use-quote.ts";
import { IN_CART_EVERY_MS, useStore } from "./use-stores.ts";
import "./cart.css";

export function CartView() {
  const t = useWords();
  const cart = useCart();
  const store = useStore(cart.storeId, cart.count > 0 ? IN_CART_EVERY_MS : undefined);
  const menu = useMenu(cart.storeId).data ?? null;
  useStoreLook(menu?.look ?? store?.look);
  const checkout = useCheckoutDraft();
  const { draft, change } = checkout;
  const storeId = cart.storeId ?? "";
  const available = cart.lines.filter((line) => !isGone(line, menu));
  const gone = cart.lines.length - available.length;
  const asked = {
    store_id: storeId,
    items: available,
    promotion_codes: cart.promotionCode ? [cart.promotionCode] : [],
    fulfillment_type: "PICKUP" as const,
    requested_for: draft.when === NOW ? null : draft.when,
  };
  const quote = useQuote(asked);
  const back = cart.storeId ? menuPath(cart.storeId) : "/app";
  if (cart.count === 0) {
    const choose = (
      <Link to={back} className="button button-primary">
        {t("cart.choose")}
      </Link>
    );
    return (
      <main className="view">
        <h1>{t("cart.heading")}</h1>
        <EmptyState icon={ShoppingBag} title={t("cart.empty")} action={choose} />
      </main>
    );
  }
  const takesNone = store !== null && !store.is_online && !store.takes_orders_for_later;
  return (
    <main className="view cart-view">
      <header className="cart-head">
        <div className="grow">
          <h1>{t("cart.heading")}</h1>
          {store ? <p className="soft">{store.name}</p> : null}
        </div>
        <Link to={back} className="button">
          {t("cart.add_more")}
        </Link>
      </header>
      <StoreTrouble store={store} />
      <section className="cart-part" aria-label={t("cart.items")}>
        <CartLines cart={cart} menu={menu} quote={quote.shown} />
        {gone > 0 ? (
          <Note tone="warn" isUrgent action={<Button onPress={() => cart.change({ lines: available })}>{t("cart.gone.remove")}</Button>}>
            {t.drawn("cart.gone.note", { b: bold })}
          </Note>
        ) : null}
        {menu ? <Promotions menu={menu} promotions={menu.promotions.filter(isToTap)} asked={available.length > 0 ? asked : null} /> : null}
        <PromotionCode asked={asked} typed={draft.code} onType={(code) => change({ code })} />
        <PriceTrouble {...quote} />
        {quote.shown ? <Totals priced={quote.shown} /> : null}
      </section>
      {takesNone ? null : (
        <section className="cart-part" aria-label={t("cart.checkout")}>
          <OrderForm asked={asked} quote={quote} checkout={checkout} needs={gone > 0 ? "remove" : draft.code.trim() ? "code" : null} />
        </section>
      )}
    </main>
  );
}

/** What counts by itself is in the price already. */
const isToTap = ({ code }: MenuResponse["promotions"][number]): boolean => code !== null;
