/**
 * The cloud is upgraded first, and the boxes' recorded version sells on with it for a while: over the counter with refunds of every
 * kind, for the app, and under documents that the new cloud publishes. Then the boxes lose their power and come back as this version.
 */
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { CloudClient } from "@crema/tools/dev/client/cloud-client";
import { ProviderClient } from "@crema/tools/dev/client/provider-client";
import { until } from "@crema/tools/dev/client/until";
import { createCustomers, createOperator } from "@crema/tools/dev/seed/seed";
import { storeSeed } from "@crema/tools/dev/seed/stores";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Counter, counterOf, key, LATTE, move, openOrders, place, sales, send, WHITE } from "./counter-day.ts";
import { type RecordedChain, type RecordedStore, ROOT, startRecorded } from "./recorded-chain.ts";

const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 120_000 };
/** `migrations`: how many the cloud of that version had. `refundsLines`: its boxes refund by line. */
const RECORDED = [
  { wire: 5, migrations: 27, refundsLines: false },
  { wire: 6, migrations: 35, refundsLines: true },
];
const LIMIT_MS = 300_000;

let chain: RecordedChain;
let admin: string;
let customer: string;
interface Link {
  readonly state: string;
  readonly unsent_events: number;
  readonly menu_version: number;
  readonly profile_version: number;
}
interface Shown {
  readonly order_id: string;
  readonly status: string;
  readonly balance_cents: number;
  readonly refund_state: string;
  readonly client_secret: string;
}

const admins = <T>(method: string, path: string, body?: unknown) => send<T>(method, `${chain.cloudUrl}${path}`, admin, body, key());
const linkOf = (store: RecordedStore) => send<Link>("GET", `${store.url}/v1/link`, store.devices.pos);
const inCloud = (id: string) => send<Shown>("GET", `${chain.cloudUrl}/v1/orders/${id}`, customer);
const counter = (store: RecordedStore, pins = store.pins): Promise<Counter> => counterOf({ ...store, pos: store.devices.pos, pins });

const reaches = (what: string, holds: () => Promise<boolean>) =>
  until({ ...WAIT, what }, async () => ((await holds().catch(() => false)) ? true : null));

async function caughtUp(): Promise<void> {
  for (const store of chain.stores) {
    await reaches(`${store.id} has sent everything`, async () => {
      const { state, unsent_events } = await linkOf(store);
      return state === "LIVE" && unsent_events === 0;
    });
  }
}

async function fromApp(store: RecordedStore, payment_method: "AT_STORE" | "ONLINE"): Promise<string> {
  const body = { store_id: store.id, fulfillment_type: "PICKUP", payment_method, items: [WHITE] };
  await reaches(`${store.id} is online for the app`, async () =>
    (await new CloudClient(chain.cloudUrl, admin, key).links()).every((link) => link.is_online),
  );
  const order = await send<Shown>("POST", `${chain.cloudUrl}/v1/orders`, customer, body, key());
  if (payment_method === "ONLINE") await new ProviderClient(chain.paymentsUrl).pay(order.client_secret, "pm_card_visa");
  const ready = payment_method === "ONLINE" ? "PAID" : "PLACED";
  await reaches(`${order.order_id} is confirmed at the store`, async () => {
    const found = await send<Shown & { handoff: string }>("GET", `${store.url}/v1/orders/${order.order_id}`, store.devices.pos);
    return found.status === ready && found.handoff === "CONFIRMED";
  });
  return order.order_id;
}

async function handOver(at: Counter, id: string, from: "PLACED" | "PAID"): Promise<void> {
  await move(at, id, from, "IN_PROGRESS");
  await move(at, id, "IN_PROGRESS", "READY");
  if (from === "PLACED") await send("POST", `${at.url}/v1/orders/${id}/tenders`, at.cashier, { method: "CASH" }, key());
  else await move(at, id, "READY", "COMPLETED");
}

async function counterIsEqual(): Promise<void> {
  await caughtUp();
  for (const store of chain.stores) {
    const totals = await admins<Record<string, number>>("GET", `/v1/admin/stores/${store.id}/totals`);
    const taken = (what: "captured" | "refunded") => totals[`${what}_cents`]! - totals[`online_${what}_cents`]!;
    const { captured, refunded } = chain.onDisk(store.id).money;
    expect({ captured: taken("captured"), refunded: taken("refunded") }, store.id).toEqual({ captured, refunded });
    expect(await admins("GET", `/v1/admin/stores/${store.id}/quarantine`), store.id).toMatchObject({ events: [] });
  }
}

describe.each(RECORDED)("boxes of wire $wire", ({ wire, migrations, refundsLines }) => {
  beforeAll(async () => {
    chain = await startRecorded(
      new URL(`./wire-${wire}.tgz`, import.meta.url),
      migrations,
      new URL(`./edge-wire-${wire}.tgz`, import.meta.url),
    );
    admin = await createOperator({ program: [`${ROOT}cloud/bin/crema-cloud.js`], cwd: ROOT, env: chain.cloudEnv, logFile: "/dev/null" });
    [customer = ""] = await createCustomers(new CloudClient(chain.cloudUrl, admin, key), chain.mailDir, 1);
    await caughtUp();
  }, LIMIT_MS);
  afterAll(() => chain?.close(), LIMIT_MS);

  test("[I1] [I2] boxes of the recorded version sell on with the new cloud, and it has every cent", { timeout: LIMIT_MS }, async () => {
    for (const store of chain.stores) {
      const at = await counter(store);
      await sales(at);
      await openOrders(at);
      await handOver(at, await fromApp(store, "AT_STORE"), "PLACED");
      await handOver(at, await fromApp(store, "ONLINE"), "PAID");
    }
    await counterIsEqual();
  });

  test("money goes back over an old box: a customer cancels, headquarters refunds what was paid online and at the counter", {
    timeout: LIMIT_MS,
  }, async () => {
    const [store] = chain.stores as [RecordedStore];
    const at = await counter(store);
    const withdrawn = await fromApp(store, "ONLINE");
    await send("POST", `${chain.cloudUrl}/v1/orders/${withdrawn}/cancel`, customer, {});
    await reaches("the cancelled order's money is back", async () => (await inCloud(withdrawn)).refund_state === "FULL");

    const unstarted = await fromApp(store, "ONLINE");
    await admins("POST", `/v1/admin/orders/${unstarted}/refunds`, { reason: "out of beans" });
    await reaches("nobody had begun: it is cancelled, and the money is back", async () => {
      const { status, refund_state } = await inCloud(unstarted);
      return status === "CANCELLED" && refund_state === "FULL";
    });

    const made = await fromApp(store, "ONLINE");
    await handOver(at, made, "PAID");
    await admins("POST", `/v1/admin/orders/${made}/refunds`, { amount_cents: 100, reason: "late" });
    await reaches("a part is back", async () => (await inCloud(made)).refund_state === "PARTIAL");
    const rest = { reason: "and cold", manager_pin: at.managerPin };
    await send("POST", `${at.url}/v1/orders/${made}/refunds`, at.cashier, rest, key());
    await reaches("the till has the cloud refund the rest", async () => (await inCloud(made)).refund_state === "FULL");

    const { id } = await place(at, [LATTE]);
    await handOver(at, id, "PLACED");
    await caughtUp();
    const [line] = (await send<{ lines: { line_id: string }[] }>("GET", `${at.url}/v1/orders/${id}`, at.device)).lines;
    if (!refundsLines) {
      const byLine = admins("POST", `/v1/admin/orders/${id}/refunds`, { lines: [{ line_id: line!.line_id, qty: 1 }], reason: "cold" });
      await expect(byLine, "an older box would spread it over the order").rejects.toThrow("refund.store_too_old");
    }
    await admins("POST", `/v1/admin/orders/${id}/refunds`, { amount_cents: 120, reason: "cold" });
    const request = await until({ ...WAIT, what: "the till shows the request" }, async () => {
      const { requests } = await send<{ requests: { request_id: string }[] }>("GET", `${at.url}/v1/refund-requests`, at.cashier);
      return requests[0] ?? null;
    });
    const response = { request_id: request.request_id, amount_cents: 120, reason: "cold" };
    await send("POST", `${at.url}/v1/orders/${id}/refunds`, at.cashier, response, key());
    await counterIsEqual();
  });

  test("an old box takes the documents that the new cloud publishes: prices, and PINs set from now on", { timeout: LIMIT_MS }, async () => {
    const [, store] = chain.stores as [RecordedStore, RecordedStore];
    const seed = storeSeed(2);
    const before = await linkOf(store);
    const staff = seed.input.staff?.map((person) => (person.role === "cashier" ? { ...person, pin: "7788" } : person));
    await admins("PUT", `/v1/admin/stores/${store.id}`, { ...seed.input, staff });
    const rows = await admins<{ items: { item_id: string; base_price_cents: number }[] }>("GET", `/v1/admin/stores/${store.id}/menu`);
    const dearer = rows.items.map((item) => ({ ...item, base_price_cents: item.base_price_cents + 10 }));
    await admins("PUT", `/v1/admin/stores/${store.id}/menu`, { ...rows, items: dearer });
    await admins("POST", `/v1/admin/stores/${store.id}/menu/publish`, {});
    await reaches("the old box has both documents", async () => {
      const link = await linkOf(store);
      return link.menu_version > before.menu_version && link.profile_version > before.profile_version;
    });
    const at = await counter(store, { ...store.pins, cashier: "7788" });
    await sales(at);
    await counterIsEqual();
  });

  test("[I1] [I2] the boxes lose their power, come back as this version, finish what is open, and the three books are equal", {
    timeout: LIMIT_MS,
  }, async () => {
    const before = chain.stores.map(({ id }) => chain.onDisk(id).money);
    await chain.upgradeBoxes();
    await caughtUp();
    expect(chain.stores.map(({ id }) => chain.onDisk(id).money)).toEqual(before.map((money) => ({ ...money, unsent: 0 })));
    for (const [index, store] of chain.stores.entries()) {
      const at = await counter(store, index === 1 ? { ...store.pins, cashier: "7788" } : store.pins);
      for (const order of await openOf(store)) await finish(at, order);
      expect(await openOf(store)).toEqual([]);
      await send("POST", `${at.url}/v1/drawer/counts`, at.cashier, { counted_cents: 20_000 }, key());
      await send("POST", `${at.url}/v1/drawer/close`, at.cashier, {}, key());
    }
    await counterIsEqual();
    for (const { id } of chain.stores) {
      for (const day of chain.onDisk(id).days) {
        const books = await admins("GET", `/v1/admin/stores/${id}/books/${day}`);
        expect(books, `${id} ${day}`).toMatchObject({ verdict: "EQUAL", differences: [] });
      }
    }
  });
});

async function openOf(store: RecordedStore): Promise<Shown[]> {
  const pages = ["PLACED", "PAID", "IN_PROGRESS", "READY"].map((status) =>
    send<{ orders: Shown[] }>("GET", `${store.url}/v1/orders?status=${status}&limit=100`, store.devices.pos),
  );
  return (await Promise.all(pages)).flatMap(({ orders }) => orders);
}

async function finish(at: Counter, { order_id: id, status, balance_cents }: Shown): Promise<void> {
  if (status === "PLACED" || status === "PAID") await move(at, id, status, "IN_PROGRESS");
  if (status !== "READY") await move(at, id, "IN_PROGRESS", "READY");
  if (balance_cents > 0) await send("POST", `${at.url}/v1/orders/${id}/tenders`, at.cashier, { method: "CASH" }, key());
  else await move(at, id, "READY", "COMPLETED");
}
