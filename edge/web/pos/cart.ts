/**
 * The ticket that is being rung up, before it is an order. It holds the choices and nothing derived from them: prices,
 * defaults and what is allowed come from the box's quote. It is stored across reloads, so an older page may have written
 * it.
 */
import type { Draft, HoldRequest } from "@crema/shared/contract/drafts";
import type { AmendRequest } from "@crema/shared/contract/lines";
import type { OrderResource } from "@crema/shared/contract/orders";
import { ofGroup } from "@crema/shared/domain/menu/choosing";
import type { ModifierGroup } from "@crema/shared/domain/menu/menu";
import { choiceIds } from "@crema/shared/domain/order/choice-text";
import type { COUNTER_DISCOUNT } from "@crema/shared/domain/order/order";
import type { RequestedLine } from "@crema/shared/domain/order/order-request";

type GroupOnMenu = Pick<ModifierGroup, "min_choices" | "max_choices" | "default_modifier_ids" | "modifiers">;

/** What staff took off a line stays with it; what they took off the whole order was for that order. */
const isOffWhole = ({ promotion_id, line_id }: OrderResource["promotions"][number]): boolean =>
  promotion_id === ("counter-discount" satisfies typeof COUNTER_DISCOUNT) && line_id === undefined;

export interface CartLine extends RequestedLine {
  readonly line_key: string;
}

export interface Cart {
  readonly fulfillment_type: HoldRequest["fulfillment_type"];
  readonly customer_name: string;
  readonly promotion_codes: readonly string[];
  /** null: as soon as possible. */
  readonly requested_for: string | null;
  readonly lines: readonly CartLine[];
  /** It was held by phone: its number, and what the phone showed that it costs. */
  readonly guest: { readonly draft_id?: string | undefined; readonly number: string; readonly total_cents: number | null } | null;
  /** The order whose lines these are to become; null for a ticket that is to become an order. */
  readonly amending: Amending | null;
}

export interface Amending {
  readonly order_id: string;
  readonly ticket_number: string | null;
  /** The order as it was when the change began: a compare-and-set. */
  readonly shown: AmendRequest["shown"];
  /** It had a discount by staff, which has to be granted again. */
  readonly hadDiscount: boolean;
}

export const EMPTY_CART: Cart = {
  fulfillment_type: "IN_STORE",
  customer_name: "",
  promotion_codes: [],
  requested_for: null,
  lines: [],
  guest: null,
  amending: null,
};

const sameDrink = (a: RequestedLine, b: RequestedLine): boolean =>
  a.item_id === b.item_id && a.note === b.note && a.fill_defaults === b.fill_defaults && a.modifier_ids.join() === b.modifier_ids.join();

/** The same item and choices share a line: a second tap makes it two. */
export function withLine(cart: Cart, line: CartLine): Cart {
  const same = cart.lines.find((one) => sameDrink(one, line));
  if (!same) return { ...cart, lines: [...cart.lines, line] };
  return withChangedLine(cart, { ...same, qty: Math.min(99, same.qty + line.qty) });
}

export function withChangedLine(cart: Cart, changed: CartLine): Cart {
  return { ...cart, lines: cart.lines.map((line) => (line.line_key === changed.line_key ? changed : line)) };
}

export function withoutLine(cart: Cart, lineKey: string): Cart {
  return { ...cart, lines: cart.lines.filter((line) => line.line_key !== lineKey) };
}

export function itemsOf(cart: Cart): RequestedLine[] {
  return cart.lines.map(({ line_key: _key, ...line }) => line);
}

/**
 * The menu's defaults of a group, where the line names nothing of it and has not chosen nothing by that; the same as the
 * box's pricing.
 */
export function chosenOf(group: GroupOnMenu, { modifier_ids, fill_defaults }: Pick<CartLine, "modifier_ids" | "fill_defaults">): string[] {
  const own = ofGroup(group, modifier_ids);
  const fills = fill_defaults === "REQUIRED" ? group.min_choices > 0 : fill_defaults !== false;
  return own.length > 0 || !fills ? own : group.default_modifier_ids;
}

/** What its price depends on. */
export function pricedOf(cart: Cart) {
  return {
    fulfillment_type: cart.fulfillment_type,
    items: itemsOf(cart),
    promotion_codes: [...cart.promotion_codes],
    requested_for: cart.requested_for,
  };
}

/** The cart's contents as an order or a held ticket takes them. */
export function contentsOf(cart: Cart): HoldRequest {
  return {
    fulfillment_type: cart.fulfillment_type,
    items: itemsOf(cart),
    promotion_codes: [...cart.promotion_codes],
    customer_name: cart.customer_name.trim() || null,
    note: null,
    requested_for: cart.requested_for,
  };
}

/** Of a ticket that an older page wrote without a word about defaults: they were meant, and are said when it is sent again. */
const asMeant = <Line extends RequestedLine>(line: Line): Line => ({ ...line, fill_defaults: line.fill_defaults ?? true });

type Resumable = Pick<Draft, "fulfillment_type" | "items" | "promotion_codes" | "customer_name" | "requested_for"> &
  Partial<Pick<Draft, "draft_id" | "guest_number" | "guest_draft_id" | "total_cents">>;

export function cartOf(held: Resumable, newKey: () => string): Cart {
  return {
    fulfillment_type: held.fulfillment_type,
    customer_name: held.customer_name ?? "",
    promotion_codes: held.promotion_codes,
    requested_for: held.requested_for,
    lines: held.items.map((line) => ({ ...asMeant(line), line_key: newKey() })),
    guest: guestOf(held),
    amending: null,
  };
}

/** The phone showed what it cost before a till put it back on hold, and that is not known any more. */
function guestOf({ draft_id, guest_number, guest_draft_id, total_cents = null }: Resumable): Cart["guest"] {
  if (guest_number === undefined) return null;
  return guest_draft_id
    ? { draft_id: guest_draft_id, number: guest_number, total_cents: null }
    : { draft_id, number: guest_number, total_cents };
}

/** The lines of an existing order, to be changed. */
export function cartToAmend(order: OrderResource, newKey: () => string): Cart {
  const { order_id, ticket_number, amendments, total_cents, fulfillment_type, customer_name } = order;
  const items = order.lines.map(({ item_id, qty, note, modifiers }) => ({
    item_id,
    qty,
    note,
    modifier_ids: choiceIds(modifiers),
    fill_defaults: false,
  }));
  return {
    ...cartOf({ fulfillment_type, customer_name, items, promotion_codes: [], requested_for: null }, newKey),
    amending: { order_id, ticket_number, shown: { amendments, total_cents }, hadDiscount: order.promotions.some(isOffWhole) },
  };
}

export const cartText = (cart: Cart): string => JSON.stringify(cart);

/** null: the text is not a cart of this page. */
export function cartFrom(text: string | null): Cart | null {
  if (text === null) return null;
  const read: Partial<Cart> = JSON.parse(text);
  return Array.isArray(read.lines) && Array.isArray(read.promotion_codes)
    ? { ...EMPTY_CART, ...read, lines: read.lines.map(asMeant) }
    : null;
}
