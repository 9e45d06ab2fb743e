/**
 * A chain that the landed version left behind: open orders, open drawers, refunds before the hand-over, an order that was
 * tendered again, payments through the provider, and at the second store events that were never sent.
 */
import { fileURLToPath } from "node:url";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { until } from "@crema/tools/dev/client/until";
import { runCommand } from "@crema/tools/dev/processes/command";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { casesOf } from "../fuzz/runs.ts";
import { type RecordedChain, type RecordedStore, startRecorded } from "./recorded-chain.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 60_000 };
/** `migrations`: how many the cloud of that version had. npm test upgrades from the landed version, test:long from the older ones too. */
const RECORDED = casesOf(
  [
    { archive: "wire-6.tgz", migrations: 35 },
    { archive: "wire-5.tgz", migrations: 27 },
    { archive: "wire-3.tgz", migrations: 7 },
  ],
  0,
  3,
);

interface Link {
  readonly state: string;
  readonly unsent_events: number;
}

const Books = z.looseObject({ verdict: z.string(), differences: z.array(z.unknown()) });

function cloudCommand<S extends z.ZodType>(chain: RecordedChain, reply: S, ...words: string[]): Promise<z.infer<S>> {
  const args = [`${ROOT}cloud/bin/crema-cloud.js`, ...words, "--json"];
  return runCommand(reply, { args, cwd: ROOT, env: chain.cloudEnv, logFile: "/dev/null" });
}

async function call<T>(method: string, url: string, token: string | null, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

const get = <T>(url: string, token: string | null = null) => call<T>("GET", url, token);
const signIn = async (store: RecordedStore, pin: string) =>
  (await call<{ token: string }>("POST", `${store.url}/v1/staff/sign-in`, store.devices.pos, { pin })).token;

interface Open {
  readonly order_id: string;
  readonly status: string;
  readonly pay_mode: string;
  readonly balance_cents: number;
}

const OPEN = ["PLACED", "PAID", "IN_PROGRESS", "READY"];

/** Whatever the day: what was promised long ago is on no queue any more. */
const openOf = async (store: RecordedStore) => {
  const pages = OPEN.map((status) => get<{ orders: Open[] }>(`${store.url}/v1/orders?status=${status}&limit=100`, store.devices.pos));
  return (await Promise.all(pages)).flatMap(({ orders }) => orders);
};

async function finish(store: RecordedStore, order: Open, cashier: string): Promise<void> {
  const move = (from: string, to: string) =>
    call("POST", `${store.url}/v1/orders/${order.order_id}/transition`, store.devices.pos, { expected_status: from, to_status: to });
  if (order.status === "PLACED" || order.status === "PAID") await move(order.status, "IN_PROGRESS");
  if (order.status !== "READY") await move("IN_PROGRESS", "READY");
  if (order.balance_cents > 0) await call("POST", `${store.url}/v1/orders/${order.order_id}/tenders`, cashier, { method: "CASH" });
  else await move("READY", "COMPLETED");
}

describe.each(RECORDED)("$archive", ({ archive, migrations }) => {
  let chain: RecordedChain;
  let admin: string;
  beforeAll(async () => {
    chain = await startRecorded(new URL(archive, import.meta.url), migrations);
    admin = (await cloudCommand(chain, z.object({ token: z.string() }), "create-operator", "--role", "owner")).token;
    await until({ ...WAIT, what: "every box has sent what it kept" }, async () => {
      const links = await Promise.all(chain.stores.map((store) => get<Link>(`${store.url}/v1/link`)));
      return links.every((link) => link.state === "LIVE" && link.unsent_events === 0) ? true : null;
    });
  });
  afterAll(() => chain?.close(), 60_000);

  test("[I1] [I2] the boxes send what they had kept, in the bodies they had written it in, and nothing is missing", async () => {
    expect(chain.stores[1]?.money.unsent).toBeGreaterThan(0);
    for (const store of chain.stores) {
      const totals = await get<Record<string, number>>(`${chain.cloudUrl}/v1/admin/stores/${store.id}/totals`, admin);
      expect(totals.orders, store.id).toBe(store.money.orders);
      const counter = (what: "captured" | "refunded") => totals[`${what}_cents`]! - totals[`online_${what}_cents`]!;
      expect({ captured: counter("captured"), refunded: counter("refunded") }, store.id).toEqual({
        captured: store.money.captured,
        refunded: store.money.refunded,
      });
      const quarantine = await get<{ events: unknown[] }>(`${chain.cloudUrl}/v1/admin/stores/${store.id}/quarantine`, admin);
      expect(quarantine.events, store.id).toEqual([]);
    }
  });

  test("what was open is finished by this version, and the three books are equal after the drawers are closed", async () => {
    for (const store of chain.stores) {
      const cashier = await signIn(store, store.pins.cashier);
      const open = await openOf(store);
      expect(open.length).toBeGreaterThan(3);
      for (const order of open) await finish(store, order, cashier);
      expect(await openOf(store)).toEqual([]);
      await call("POST", `${store.url}/v1/drawer/counts`, cashier, { counted_cents: 20_000 });
      await call("POST", `${store.url}/v1/drawer/close`, cashier, {});
      await until({ ...WAIT, what: `${store.id} has sent its Z` }, async () =>
        (await get<Link>(`${store.url}/v1/link`)).unsent_events === 0 ? true : null,
      );
      for (const day of chain.onDisk(store.id).days) {
        const books = await cloudCommand(chain, Books, "books", "--store", store.id, "--day", day);
        expect(books, `${store.id} ${day}`).toMatchObject({ verdict: "EQUAL", differences: [] });
      }
    }
  });
});
