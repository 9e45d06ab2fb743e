import type { Cart, CartLine } from "@crema/edge/web/pos/cart";
import { LineSheet } from "@crema/edge/web/pos/line-sheet.tsx";
import { PaySheet } from "@crema/edge/web/pos/pay-sheet.tsx";
import { Ticket, type TicketProps } from "@crema/edge/web/pos/ticket.tsx";
import { menuOf } from "@crema/edge/web/pos/use-menu";
import { NO_STOCK } from "@crema/edge/web/stock";
import "@crema/edge/web/pos/pos.css";
import "@crema/edge/web/pos/till.css";
import { NetworkError } from "@crema/ui/client/unwrap.ts";
import { DISCOUNTED, MENU, nothing, PRICED } from "../samples.ts";
import type { Story } from "../story.ts";

const menu = menuOf(MENU);
const line = (line_key: string, item_id: string, changes: Partial<CartLine> = {}): CartLine => ({
  ...{ line_key, item_id, qty: 1, modifier_ids: [], note: null, ...changes },
});
const LINES = [
  line("1", "latte", { qty: 2, modifier_ids: ["oat"], note: "extra hot" }),
  line("2", "filter", { modifier_ids: ["house"], note: "ALLERGY: nuts" }),
];
const EMPTY: Cart = {
  fulfillment_type: "IN_STORE",
  customer_name: "",
  promotion_codes: [],
  requested_for: null,
  lines: [],
  guest: null,
  amending: null,
};
const QUOTED = { ...PRICED, fulfillment_type: "IN_STORE", asap_wait_s: null } as const;
const FULL: Cart = { ...EMPTY, customer_name: "Bo", lines: LINES };

interface Shown {
  readonly cart?: Cart;
  readonly quote?: TicketProps["price"]["quote"];
  readonly isCurrent?: boolean;
}

function ticket({ cart = FULL, quote = QUOTED, isCurrent = true }: Shown, changes: Partial<TicketProps> = {}) {
  const inUse = { cart, change: nothing, replace: nothing, undo: nothing, canUndo: cart.lines.length > 0 };
  const price = { quote, error: null, isCurrent, isFetching: !isCurrent };
  const handlers = { onEdit: nothing, onHold: nothing, onWhen: nothing, onCode: nothing, onPay: nothing, onPayLater: nothing };
  return <Ticket {...{ menu, inUse, price, isLocked: false, instead: null, error: null, repeat: null }} {...handlers} {...changes} />;
}

export const ticketStories: readonly Story[] = [
  { name: "empty", shown: ticket({ cart: EMPTY, quote: null, isCurrent: false }, { repeat: nothing }) },
  { name: "with its price", shown: ticket({}) },
  { name: "with a promotion", shown: ticket({ quote: { ...QUOTED, ...DISCOUNTED } }) },
  { name: "while the price is computed", shown: ticket({ isCurrent: false }) },
  { name: "not answered", shown: ticket({}, { error: new NetworkError("no response") }) },
  {
    name: "changing an order",
    shown: ticket({
      cart: {
        ...FULL,
        amending: { order_id: "1", ticket_number: "A-17", shown: { amendments: 0, total_cents: PRICED.total_cents }, hadDiscount: false },
      },
    }),
  },
];

const STOCK = { ...NO_STOCK, marked: new Set(["modifier vanilla"]) };

function lineSheet(itemId: string, shown: CartLine, isNew: boolean) {
  const item = menu.items.get(itemId);
  return item ? (
    <LineSheet
      {...{ menu, item, line: shown, isNew, stock: STOCK }}
      onDone={nothing}
      onRemove={nothing}
      onDiscount={nothing}
      onClose={nothing}
    />
  ) : null;
}

export const lineSheetStories: readonly Story[] = [
  { name: "defaults", isOverlay: true, shown: lineSheet("latte", line("1", "latte"), true) },
  {
    name: "an allergy, being changed",
    isOverlay: true,
    shown: lineSheet("latte", { ...line("1", "latte"), note: "ALLERGY: nuts" }, false),
  },
  { name: "a choice is missing", isOverlay: true, shown: lineSheet("filter", line("1", "filter"), true) },
];

const SPLITTING = { evenly: null, byItem: null, splitEvenly: nothing, splitByItem: nothing, forget: nothing };

const pay = (orderName: string | null, isBusy: boolean, error: unknown, tipOnCents: number | null = null, paidCents = 0) => (
  <PaySheet
    {...{ dueCents: tipOnCents === null ? 1310 - paidCents : 0, paidCents, tipOnCents, lines: PRICED.lines, currency: { currency: "EUR" } }}
    {...{ orderName, isBusy, error, splitting: SPLITTING, guestTip: null }}
    onTip={nothing}
    onTender={nothing}
    onDiscount={nothing}
    onClose={nothing}
  />
);

export const paySheetStories: readonly Story[] = [
  { name: "a new order", isOverlay: true, shown: pay(null, false, null) },
  { name: "an order with a number", isOverlay: true, shown: pay("A-17 for Bo", false, null) },
  { name: "the rest of it", isOverlay: true, shown: pay("A-17 for Bo", false, null, null, 500) },
  { name: "a tip after payment", isOverlay: true, shown: pay("A-17 for Bo", false, null, 1310) },
  { name: "while it is taken", isOverlay: true, shown: pay("A-17 for Bo", true, null) },
  { name: "without an answer", isOverlay: true, shown: pay("A-17 for Bo", false, new NetworkError("no response")) },
];
