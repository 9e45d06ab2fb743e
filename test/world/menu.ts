/** What the stores of a world sell and how they are set up: one of everything, open around the clock. */
import type { StoreInput } from "@crema/shared/contract/stores";
import { menu, taxOf } from "@crema/shared/domain/menu/menu.test-fixture";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { z } from "zod";

export const MANAGER_PIN = "4711";

export const menuRows: MenuRows = {
  categories: menu.categories,
  items: menu.items,
  modifier_groups: menu.modifier_groups,
  promotions: menu.promotions,
};

export type StoreChanges = Partial<z.input<typeof StoreInput>>;

export const storeInput = (changes: StoreChanges = {}): z.input<typeof StoreInput> => ({
  name: "Main Street",
  address: "1 Main Street",
  time_zone: "Europe/Berlin",
  business_day_cutoff_hour: 4,
  currency: "EUR",
  tax: taxOf(),
  hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "24:00" })),
  settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 1000, prep_time_s: 300 },
  staff: [{ staff_id: "mia", name: "Mia", role: "manager", pin: MANAGER_PIN }],
  ...changes,
});

/**
 * A store whose orders wait for it while a machine starts again. The world's time goes on meanwhile, so that with the usual half minute
 * a slow start may end with the order withdrawn, as it should.
 */
export const PATIENT: StoreChanges = { settings: { ...storeInput().settings, accept_timeout_s: 600 } };

/** Two espressos, 5.00. */
export const espressos = (storeId: string, changes: Partial<PlaceOrderRequest> = {}): PlaceOrderRequest => ({
  store_id: storeId,
  fulfillment_type: "IN_STORE",
  payment_method: "AT_STORE",
  items: [{ item_id: "espresso", qty: 2, modifier_ids: [], note: null }],
  promotion_codes: [],
  customer_name: "Bo",
  note: null,
  requested_for: null,
  expected_total_cents: null,
  ...changes,
});
