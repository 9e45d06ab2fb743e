/** What the till's sheets read from the box, as their stories have it. */
import { Draft } from "@crema/shared/contract/drafts";
import { DrawerView } from "@crema/shared/contract/drawer";
import { type OrderResource, OrderResponse } from "@crema/shared/contract/orders";
import { DayTotals, DrawerResult } from "@crema/shared/domain/drawer/report";
import { at, NOW } from "./samples.ts";

const ANA = { kind: "staff", id: "ana", name: "Ana" };
export const BEN = { kind: "staff", id: "ben", name: "Ben" };
const ID = "0198c7f2-8b7e-7000-8000-0000000000d1";

export const responseOf = (order: OrderResource): OrderResponse => OrderResponse.parse({ ...order, as_of: NOW });

export const HELD: Draft = Draft.parse({
  ...{ draft_id: ID, held_at: at(-12), held_by: ANA, total_cents: 1310 },
  ...{ fulfillment_type: "IN_STORE", customer_name: "Bo" },
  items: [
    { item_id: "latte", qty: 2 },
    { item_id: "filter", qty: 1 },
  ],
});

export const OPEN_DRAWER: DrawerView = DrawerView.parse({
  ...{ status: "OPEN", session_id: ID, store_id: "main-street", currency: "EUR", business_day: "2026-05-04" },
  ...{ float_cents: 10_000, opened_at: at(-95), opened_by: ANA },
});
export const COUNTED_DRAWER: DrawerView = DrawerView.parse({
  ...{ ...OPEN_DRAWER, status: "COUNTED", counted_cents: 35_000, counted_at: at(-2), counted_by: ANA },
});

export const TILL_DRAWER: DrawerView = DrawerView.parse({
  ...{ ...OPEN_DRAWER, session_id: ID.replace("d1", "d2"), till: { device_id: ID, name: "Till 2" } },
});

/** 0.30 short. */
export const CLOSED_WITH = DrawerResult.parse({
  ...{ float_cents: 10_000, taken_cents: 25_340, given_back_cents: 310, paid_in_cents: 0, paid_out_cents: 0 },
  ...{ expected_cents: 35_030, counted_cents: 35_000, difference_cents: -30 },
});

export const DAY: DayTotals = DayTotals.parse({
  ...{ business_day: "2026-05-04", orders: 61, gross_cents: 41_300, discount_cents: 1_200, tax_cents: 3_645, sales_cents: 40_100 },
  ...{ sales_online_cents: 8_200, taxes: [{ rate_ppm: 100_000, net_cents: 36_455, tax_cents: 3_645 }], tips_cents: 640 },
  tenders: [
    { method: "CASH", count: 38, amount_cents: 25_340, tip_cents: 0 },
    { method: "EXTERNAL_CARD", count: 14, amount_cents: 6_870, tip_cents: 640 },
  ],
  refunds: [{ method: "CASH", count: 1, amount_cents: 310, tip_cents: 0 }],
  ...{ corrections: [], paid_in_cents: 0, paid_out_cents: 0, no_sales: 2 },
});
