/** Stores with a menu and a code for their box, made by the admin API. */
import { menu, taxOf } from "@crema/shared/domain/menu/menu.test-fixture";
import { call } from "../bench/calls.ts";
import type { LightStore } from "./light-box.ts";

const AT_ONCE = 6;

const STORE = {
  name: "Main Street",
  address: "1 Main Street",
  time_zone: "Europe/Berlin",
  business_day_cutoff_hour: 4,
  currency: "EUR",
  tax: taxOf(),
  hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "23:59" })),
  settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300 },
  staff: [],
};

const MENU = {
  categories: menu.categories,
  items: menu.items,
  modifier_groups: menu.modifier_groups,
  promotions: menu.promotions,
};

export async function makeStores(
  cloudUrl: string,
  adminToken: string,
  count: number,
  onMade: (made: number) => void = () => undefined,
): Promise<LightStore[]> {
  const made: LightStore[] = [];
  let next = 0;
  const one = async () => {
    while (next < count) {
      const storeId = `scale-${next++}`;
      const path = `${cloudUrl}/v1/admin/stores/${storeId}`;
      await call("PUT", path, adminToken, STORE);
      await call("PUT", `${path}/menu`, adminToken, MENU);
      await call("POST", `${path}/menu/publish`, adminToken, {});
      const { code } = await call<{ code: string }>("POST", `${path}/enroll-codes`, adminToken, {});
      made.push({ storeId, code });
      onMade(made.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return made;
}
