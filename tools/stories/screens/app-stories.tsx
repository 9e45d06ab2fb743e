import { CartProvider } from "@crema/cloud/web/app/cart.tsx";
import { CartLines, type CartLinesProps } from "@crema/cloud/web/app/cart-lines.tsx";
import { OrderProgress } from "@crema/cloud/web/app/order-progress.tsx";
import { OrderCard } from "@crema/cloud/web/app/orders-view.tsx";
import { Totals } from "@crema/cloud/web/app/totals.tsx";
import "@crema/cloud/web/app/app.css";
import "@crema/cloud/web/app/cart.css";
import "@crema/cloud/web/app/order.css";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { DISCOUNTED, MENU, NOW, nothing, orderIn, PRICED } from "../samples.ts";
import type { Story } from "../story.ts";

const STATUSES: readonly OrderStatus[] = ["PLACED", "PAID", "IN_PROGRESS", "READY", "COMPLETED", "CANCELLED"];
const inApp = (status: OrderStatus, changes: object = {}) => ({
  ...orderIn(status, { origin: "APP", handoff: "CONFIRMED", ...changes }),
  ...{ as_of: NOW, store_online: true },
});

function cartLines(lines: CartLinesProps["cart"]["lines"], quote: CartLinesProps["quote"]) {
  const contents = { lines, storeId: "main-street", promotionCode: "", name: "Bo", note: "", count: lines.length };
  const cart = {
    ...contents,
    change: nothing,
    add: nothing,
    begin: nothing,
    put: nothing,
    setQty: nothing,
    empty: nothing,
    forget: nothing,
  };
  return <CartLines cart={cart} menu={MENU} quote={quote} />;
}
const latte = { item_id: "latte", qty: 2, modifier_ids: ["oat"], note: "extra hot" };
const filter = { item_id: "filter", qty: 1, modifier_ids: ["house"], note: null };
const mocha = { item_id: "mocha", qty: 1, modifier_ids: [], note: null };
const gone = { item_id: "flat-white", qty: 1, modifier_ids: [], note: null };

export const cartLineStories: readonly Story[] = [
  { name: "with their prices", shown: cartLines([latte, filter], PRICED) },
  { name: "without a price", shown: cartLines([latte], null) },
  { name: "sold out, and no longer sold", shown: cartLines([mocha, gone], null) },
];
export const orderCardStories: readonly Story[] = STATUSES.map((status) => ({
  name: status,
  shown: (
    <CartProvider>
      <ul className="cards">
        <OrderCard order={inApp(status)} />
      </ul>
    </CartProvider>
  ),
}));
export const orderProgressStories: readonly Story[] = [
  ...STATUSES.map((status) => ({ name: status, shown: <OrderProgress order={inApp(status)} stream="live" /> })),
  { name: "the store is offline", shown: <OrderProgress order={{ ...inApp("IN_PROGRESS"), store_online: false }} stream="polling" /> },
  { name: "no network", shown: <OrderProgress order={inApp("IN_PROGRESS")} stream="unreachable" /> },
  {
    name: "waits for the store",
    shown: <OrderProgress order={inApp("PLACED", { authority: "cloud", handoff: "OFFERED" })} stream="connecting" />,
  },
];
export const totalsStories: readonly Story[] = [
  { name: "plain", shown: <Totals priced={PRICED} /> },
  { name: "with a promotion", shown: <Totals priced={DISCOUNTED} /> },
];
