/** The smallest documents and commands that the contracts take. */
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { InboxCommand } from "../protocol/down.ts";

const AT = "2026-11-02T08:00:00.000Z";

export function menu(storeId: string, version: number): MenuDocument {
  return { store_id: storeId, version, currency: "USD", published_at: AT, categories: [], items: [], modifier_groups: [], promotions: [] };
}

export function profile(storeId: string, version: number): ProfileDocument {
  return {
    store_id: storeId,
    version,
    published_at: AT,
    name: "Main Street",
    address: "",
    time_zone: "America/New_York",
    business_day_cutoff_hour: 4,
    currency: "USD",
    tax: { inclusive: false, rounding: "LINE", rates: [] },
    hours: [],
    settings: { accept_timeout_s: 60, recall_window_s: 60, max_open_orders: 50, prep_time_s: 300 },
    staff: [],
  };
}

/** A UUIDv7 that ends in `n`. */
export function id(n: number): string {
  return `01900000-0000-7000-8000-${`${n}`.padStart(12, "0")}`;
}

export function command(n: number): InboxCommand {
  return {
    kind: "order.cancel_requested",
    at: AT,
    order_id: id(n),
    request_id: id(n + 500_000),
    actor: { kind: "guest", id: null, name: null },
    cause: "CUSTOMER",
    reason: null,
  };
}
