/** What the parts of the screens show in their stories: one menu, one order in any state. Times are as a fixed morning had them. */
import type { LinkStatus } from "@crema/shared/contract/link-status";
import { OrderResource } from "@crema/shared/contract/orders";
import type { BoardTicket } from "@crema/shared/contract/streams";
import { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { type OrderStatus, PricedOrder } from "@crema/shared/domain/order/order";

export const NOW = "2026-05-04T08:05:00.000Z";
export const at = (minutes: number): string => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
const id = (n: number): string => `0198c7f2-8b7e-7000-8000-${n.toString(16).padStart(12, "0")}`;
export const nothing = (): void => undefined;

const group = (group_id: string, name: string, choices: readonly (readonly [string, string, number])[], rules: object) => ({
  ...{ group_id, name, min_choices: 1, max_choices: 1, default_modifier_ids: [], ...rules },
  modifiers: choices.map(([modifier_id, title, price_delta_cents]) => ({
    modifier_id,
    name: title,
    price_delta_cents,
    is_available: true,
  })),
});

const drink = (item_id: string, name: string, base_price_cents: number, modifier_group_ids: string[], is_available = true) => ({
  ...{ item_id, name, base_price_cents, is_available, modifier_group_ids, category_id: "coffee", sort: 1 },
  ...{ description: "", station: "bar", tax_category: "drink" },
});

// biome-ignore format: a table, one line per group
const GROUPS = [
  group("size", "Size", [["small", "Small", 0], ["large", "Large", 60]], { default_modifier_ids: ["small"] }),
  group("milk", "Milk", [["whole", "Whole milk", 0], ["oat", "Oat milk", 50], ["none", "No milk", -20]], { default_modifier_ids: ["whole"] }),
  group("extras", "Extras", [["shot", "Extra shot", 90], ["vanilla", "Vanilla", 60]], { min_choices: 0, max_choices: 2 }),
  group("beans", "Beans", [["house", "House", 0], ["guest", "Guest roast", 40]], {}),
];

export const MENU: MenuResponse = MenuResponse.parse({
  ...{ store_id: "main-street", store_name: "Main Street", version: 7, sold_out_revision: 0, currency: "EUR", tax_inclusive: true },
  categories: [{ category_id: "coffee", name: "Coffee", sort: 1 }],
  items: [
    drink("latte", "Latte", 450, ["size", "milk", "extras"]),
    drink("filter", "Filter coffee", 320, ["beans"]),
    drink("mocha", "Mocha", 480, ["size"], false),
  ],
  modifier_groups: GROUPS,
  promotions: [],
});

const line = (n: number, name: string, qty: number, unit_price_cents: number, changes: object = {}) => ({
  ...{ line_id: id(n), item_id: name.toLowerCase(), name, station: "bar", tax_category: "drink", qty, modifiers: [], note: null },
  ...{ unit_price_cents, gross_cents: qty * unit_price_cents, discount_cents: 0, tax_cents: 0 },
  ...{ line_total_cents: qty * unit_price_cents, tax_rate_ppm: 100_000, ...changes },
});

export const PRICED: PricedOrder = PricedOrder.parse({
  ...{ currency: "EUR", menu_version: 7, profile_version: 1, tax_inclusive: true, promotions: [] },
  lines: [
    line(2, "Latte", 2, 500, {
      modifiers: [{ group_id: "milk", group_name: "Milk", modifier_id: "oat", name: "Oat milk", price_delta_cents: 50 }],
      note: "extra hot",
    }),
    line(3, "Filter", 1, 310),
  ],
  ...{ subtotal_cents: 1310, discount_cents: 0, tax_cents: 119, total_cents: 1310 },
});

export const DISCOUNTED: PricedOrder = PricedOrder.parse({
  ...{ ...PRICED, discount_cents: 131, tax_cents: 107, total_cents: 1179 },
  promotions: [{ promotion_id: "morning", name: "Morning, 10% off", discount_cents: 131 }],
});

const STATES = {
  PLACED: { status: "PLACED" },
  PAID: { status: "PAID", paid_at: at(-4) },
  IN_PROGRESS: { status: "IN_PROGRESS", paid_at: null, started_at: at(-3) },
  READY: { status: "READY", paid_at: null, started_at: at(-3), ready_at: at(-1) },
  COMPLETED: { status: "COMPLETED", paid_at: null, started_at: at(-3), ready_at: at(-1), completed_at: NOW },
  CANCELLED: {
    ...{ status: "CANCELLED", cancelled_at: at(-1), cancel_cause: "STAFF", cancel_reason: "spilled" },
    cancelled_by: { kind: "staff", id: "ana", name: "Ana" },
  },
} as const;

const NEXT: Readonly<Record<OrderStatus, OrderStatus | null>> = {
  ...{ PLACED: "IN_PROGRESS", PAID: "IN_PROGRESS", IN_PROGRESS: "READY", READY: "COMPLETED", COMPLETED: null, CANCELLED: null },
};

/** An order as the bar may move it on; `changes` may name any member. */
export function orderIn(status: OrderStatus, changes: object = {}): OrderResource {
  const next = NEXT[status];
  return OrderResource.parse({
    ...PRICED,
    ...{ order_id: id(1), store_id: "main-street", origin: "POS", authority: "edge", handoff: "BORN_AT_STORE", user_id: null },
    ...{ fulfillment_type: "PICKUP", pay_mode: "AT_STORE", customer_name: "Bo", note: null, requested_for: null, promised_at: at(3) },
    ...{ ticket_number: "A-17", business_day: "2026-05-04", replaces_order_id: null, order_seq: 1, paid_cents: 0 },
    ...{ refunded_cents: 0, refund_pending_cents: 0, refund_state: "NONE", payment_status: null, created_at: at(-5) },
    ...{ placed_by: null, updated_at: at(-5), last_step: null, made_line_ids: [], amendments: 0, amended_at: null, is_rush: false },
    ...{ releases_at: null, balance_cents: PRICED.total_cents },
    allowed_transitions: next ? [{ to_status: next, needs_manager: false, needs_reason: false, until: null }] : [],
    allowed_actions: status === "IN_PROGRESS" ? [{ action: "check_lines", needs_manager: false }] : [],
    ...STATES[status],
    ...changes,
  });
}

export const LIVE: LinkStatus = {
  ...{ state: "LIVE", last_exchange_at: NOW, last_exchange_age_ms: 400, unsent_events: 0, clock_offset_ms: 0, clock_suspect: false },
  ...{ clock_state: "CONFIRMED", store_time: NOW, time_zone: "Europe/Berlin" },
};

export const boardTicket = (n: number, name: string | null, status: "IN_PROGRESS" | "READY"): BoardTicket => ({
  ...{
    order_id: id(n),
    ticket_number: `A-${n}`,
    customer_name: name,
    status,
    promised_at: at(3),
    first_promised_at: null,
    updated_at: NOW,
    is_rush: false,
  },
});
