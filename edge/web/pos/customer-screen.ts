/** What the guest sees of what the cashier is at. */
import type { CustomerScreen, CustomerScreenLine } from "@crema/shared/contract/customer-screen";
import type { OrderResource } from "@crema/shared/contract/orders";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { discountName } from "@crema/shared/domain/order/discount-name";
import { type Cart, chosenOf } from "./cart.ts";
import type { Menu } from "./use-menu.ts";
import type { Quote } from "./use-quote.ts";
import type { Open } from "./use-sale.ts";

export interface AtTill {
  readonly menu: Menu;
  readonly cart: Cart;
  /** null: the price of what is on the ticket is not known. */
  readonly quote: Quote | null;
  readonly open: Open | null;
  /** The tip that is on the till now. */
  readonly tipCents: number;
}

export function customerScreenOf({ menu, cart, quote, open, tipCents }: AtTill): CustomerScreen {
  const idle = idleScreenOf(menu.response);
  if (open?.name === "done") {
    const { order, payment } = open;
    const { ticket_number, customer_name, total_cents, paid_cents } = order;
    const change_cents = payment?.change_cents ?? idle.change_cents;
    return { ...idle, ticket_key: order.order_id, stage: "DONE", ticket_number, customer_name, total_cents, paid_cents, change_cents };
  }
  const order = open?.name === "pay" ? open.order : null;
  if (order) {
    const left_cents = Math.max(0, order.balance_cents) as CustomerScreen["left_cents"];
    const of_cents = left_cents > 0 ? left_cents : order.total_cents;
    return {
      ...{
        ...idle,
        ticket_key: `${order.order_id} ${order.paid_cents}`,
        stage: "PAY",
        lines: linesOfOrder(order, menu),
        discounts: discountsOf(order),
      },
      ...{ total_cents: order.total_cents, paid_cents: order.paid_cents, left_cents, tip: { of_cents, chosen_cents: cents(tipCents) } },
    };
  }
  const [first] = cart.lines;
  if (!first || cart.amending) return idle;
  const total_cents = quote?.total_cents ?? null;
  const isPaying = open?.name === "pay" && total_cents !== null;
  return {
    ...{ ...idle, ticket_key: first.line_key, stage: isPaying ? "PAY" : "TICKET", lines: linesOfCart(cart, quote, menu) },
    ...{ discounts: quote ? discountsOf(quote) : [], total_cents, left_cents: total_cents ?? idle.left_cents },
    tip: isPaying ? { of_cents: total_cents, chosen_cents: cents(tipCents) } : null,
  };
}

/** Nothing is being rung up. */
export function idleScreenOf({ store_name, currency, minor_digits }: MenuResponse): CustomerScreen {
  return {
    ...{ ticket_key: "idle", stage: "IDLE", store_name, currency, minor_digits, lines: [], discounts: [], total_cents: null },
    ...{ paid_cents: cents(0), left_cents: cents(0), tip: null, ticket_number: null, customer_name: null, change_cents: cents(0) },
  };
}

const cents = (amount: number) => amount as CustomerScreen["paid_cents"];
const named = ({ name, names }: { readonly name: string; readonly names?: CustomerScreenLine["names"] }) => ({
  name,
  ...(names && { names }),
});

function linesOfCart(cart: Cart, quote: Quote | null, menu: Menu): CustomerScreenLine[] {
  return cart.lines.flatMap((line, at): CustomerScreenLine[] => {
    const item = menu.items.get(line.item_id);
    if (!item) return [];
    const choices = menu.groupsOf(item).flatMap((group) => {
      const chosen = chosenOf(group, line);
      // What a drink has anyway is not read to the guest.
      const others = group.modifiers.filter(({ modifier_id }) => !group.default_modifier_ids.includes(modifier_id));
      return others.flatMap((one) => {
        const qty = chosen.filter((id) => id === one.modifier_id).length;
        return qty > 0 ? [{ ...named(one), qty }] : [];
      });
    });
    const priced = quote?.lines.length === cart.lines.length ? quote.lines[at] : undefined;
    return [{ ...named(item), qty: line.qty, choices, amount_cents: priced?.gross_cents ?? null }];
  });
}

function linesOfOrder(order: OrderResource, menu: Menu): CustomerScreenLine[] {
  return order.lines.map(({ item_id, name, qty, modifiers, gross_cents }) => {
    const names = menu.items.get(item_id)?.names;
    const choices = modifiers.map((one) => ({ name: one.name, qty: one.qty ?? 1 }));
    return { name, ...(names && { names }), qty, choices, amount_cents: gross_cents };
  });
}

function discountsOf(price: Pick<Quote, "lines" | "promotions">): CustomerScreen["discounts"] {
  return price.promotions.map((each) => ({ name: discountName(price, each), amount_cents: each.discount_cents }));
}
