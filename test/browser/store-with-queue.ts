/** A store whose till sends orders to the bar, and the queue's page there. */
import { espressos } from "@crema/edge/box.test-fixture";
import type { Page } from "playwright-core";
import { type InBrowser, openScreen, type Screen, type ScreenOptions } from "./browser.ts";
import { openStoreWithMenu, type Store } from "./store-with-menu.ts";

export const A_SHIFT_MS = 180_000;

export interface Placed {
  readonly order_id: string;
  /** Of its ticket. */
  readonly number: string;
}

export async function openStoreWithQueue() {
  const store = await openStoreWithMenu();
  const till = (await store.box().pair("pos")).token;
  let keys = 0;
  /** Each under a key of its own; by the till unless another token is given. */
  const call = (method: string, path: string, body?: object, token = till) =>
    store.box().call(method, path, body, { token, headers: { "idempotency-key": `bar-${keys++}` } });
  return {
    ...store,
    /** The till's token. */
    till,
    call,
    async place(changes: Parameters<typeof espressos>[0] = {}): Promise<Placed> {
      const placed = await call("POST", "/v1/orders", espressos(changes));
      if (placed.status !== 201) throw new Error(placed.text);
      return { order_id: String(placed.json.order_id), number: String(placed.json.ticket_number) };
    },
    statusOf: async (orderId: string) => (await call("GET", `/v1/orders/${orderId}`)).json.status,
  };
}

/** Until the first frame is there: what is placed from then on is news. */
export async function goToQueue(page: Page): Promise<void> {
  await page.goto("/barista");
  await page.getByText(/^Offline/).waitFor();
}

/** With a clock that the test may hold. */
export async function openQueue(store: InBrowser<Store>, options: Partial<ScreenOptions> = {}): Promise<Screen> {
  const screen = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("barista"), ...options });
  await screen.page.clock.install();
  await goToQueue(screen.page);
  return screen;
}
