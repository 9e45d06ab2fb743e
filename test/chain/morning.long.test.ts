/**
 * A morning of three stores as real processes: people at the counters and in the app work on while lines are cut and boxes and
 * the cloud are killed by SIGKILL. At the end everything that anybody was told is in the three books, to the cent.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pause } from "@crema/shared/clock";
import { systemClock, systemTimers } from "@crema/shared/system";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "./client/until.ts";
import { basket } from "./seed/baskets.ts";
import { type Chain, startChain } from "./start-chain.ts";
import { untilCaughtUp } from "./story/catch-up.ts";
import { insist, type Told } from "./stubborn.ts";
import type { WanMode } from "./wan/mode.ts";
import { seededFraction } from "./wan/seeded-fraction.ts";

const SEED = Number(process.env.CREMA_FUZZ_SEED ?? 20_261_126);
const ORDERS_PER_TILL = 60;
const ORDERS_IN_APP = 12;
const FAULT_EVERY_MS = 1_500;
const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 120_000 };

let parent: string;
let chain: Chain;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "crema-morning-"));
  chmodSync(parent, 0o755);
  chain = await startChain({ dir: join(parent, "chain"), stores: 3, seed: SEED });
}, 120_000);
afterAll(async () => {
  await chain?.stop();
  rmSync(parent, { recursive: true, force: true });
}, 120_000);

interface Ledger {
  /** By id: the total that was told, and the status that was told last. */
  readonly orders: Map<string, { total: number; status: string }>;
  counterCents: number;
}

const key = (): string => chain.newId();

function must(told: Told, ...statuses: number[]): Record<string, unknown> {
  if (!statuses.includes(told.status)) throw new Error(`${told.status} ${JSON.stringify(told.body)}`);
  return told.body;
}

/** One till: rings up, makes, takes money, hands over; now and then voids or refunds. */
async function workTill(index: number, ledger: Ledger): Promise<void> {
  const store = chain.file.stores[index]!;
  const random = seededFraction(SEED + index);
  const at = (path: string) => `${store.url}${path}`;
  const menu = await chain.stores[index]!.client.menu();
  const cashier = String(
    must(await insist("POST", at("/v1/staff/sign-in"), store.deviceToken, { body: { pin: store.pins.cashier } }), 200).token,
  );
  const approve = { manager_pin: store.pins.manager, reason: "the guest changed their mind" };
  const move = async (id: string, from: string, to: string) => {
    const told = await insist("POST", at(`/v1/orders/${id}/transition`), store.deviceToken, {
      body: { expected_status: from, to_status: to },
    });
    // An answer that was lost: the step has been made.
    if (told.status !== 200 && told.body.current_status !== to) throw new Error(`${told.status} ${JSON.stringify(told.body)}`);
    ledger.orders.get(id)!.status = to;
  };
  for (let n = 0; n < ORDERS_PER_TILL; n += 1) {
    const body = { store_id: store.id, ...basket(menu, random) };
    const placed = must(await insist("POST", at("/v1/orders"), store.deviceToken, { body, key: key() }), 201);
    const id = String(placed.order_id);
    ledger.orders.set(id, { total: Number(placed.total_cents), status: "PLACED" });
    const chance = random();
    if (chance < 0.1) continue;
    const tendered = must(await insist("POST", at(`/v1/orders/${id}/tenders`), cashier, { body: { method: "CASH" }, key: key() }), 201);
    ledger.counterCents += Number((tendered.payment as { amount_cents: number }).amount_cents);
    if (chance < 0.2) {
      const told = await insist("POST", at(`/v1/orders/${id}/cancel`), cashier, { body: approve });
      if (told.status !== 200 && told.body.current_status !== "CANCELLED") throw new Error(JSON.stringify(told.body));
      ledger.orders.get(id)!.status = "CANCELLED";
      ledger.counterCents -= Number(placed.total_cents);
      continue;
    }
    await move(id, "PLACED", "IN_PROGRESS");
    if (chance < 0.3) continue;
    await move(id, "IN_PROGRESS", "READY");
    await move(id, "READY", "COMPLETED");
    if (chance > 0.9) {
      const refund = must(
        await insist("POST", at(`/v1/orders/${id}/refunds`), cashier, { body: { ...approve, amount_cents: 50 }, key: key() }),
        201,
      );
      ledger.counterCents -= (refund.refunds as { amount_cents: number }[]).reduce((sum, one) => sum + one.amount_cents, 0);
    }
  }
}

/** A customer of the app: orders and pays online; the store may be away, then the order is refused or withdrawn. */
async function orderInApp(index: number): Promise<void> {
  const store = chain.file.stores[index]!;
  const random = seededFraction(SEED + 100 + index);
  const token = chain.file.cloud.customerTokens[index % chain.file.cloud.customerTokens.length]!;
  const menu = await chain.stores[index]!.client.menu();
  for (let n = 0; n < ORDERS_IN_APP; n += 1) {
    const body = { store_id: store.id, ...basket(menu, random), promotion_codes: [], payment_method: "ONLINE" };
    const placed = await insist("POST", `${chain.file.cloud.url}/v1/orders`, token, { body, key: key(), limitMs: 15_000 }).catch(
      () => null,
    );
    const secret = placed?.status === 201 ? placed.body.client_secret : null;
    if (typeof secret === "string") await chain.provider.pay(secret, "pm_card_visa").catch(() => "the provider was away");
    await pause(systemTimers, 1_000 * random());
  }
}

/** Kills and cuts until `over`; everything is up again when it resolves. */
async function faults(over: () => boolean): Promise<string[]> {
  const random = seededFraction(SEED + 7);
  const done: string[] = [];
  while (!over()) {
    await pause(systemTimers, FAULT_EVERY_MS);
    const store = chain.stores[Math.floor(random() * chain.stores.length)]!;
    const dice = random();
    if (dice < 0.3) {
      done.push(`kill ${store.id}`);
      await chain.kill(store.id, "SIGKILL");
      await chain.restart(store.id);
    } else if (dice < 0.45) {
      done.push("kill cloud");
      await chain.kill("cloud", "SIGKILL");
      await chain.restart("cloud");
    } else {
      const modes: WanMode[] = ["reset", "blackhole", "lossy", "slow", "portal"];
      const mode = modes[Math.floor(random() * modes.length)]!;
      done.push(`${mode} ${store.id}`);
      chain.wan(store.id, mode);
      await pause(systemTimers, 2_000 + 4_000 * random());
      chain.wan(store.id, "up");
    }
  }
  for (const { id } of chain.stores) chain.wan(id, "up");
  return done;
}

test(`[I1] [I2] [I3] a morning with cut lines and killed processes ends equal to the cent; seed ${SEED}`, {
  timeout: 900_000,
}, async () => {
  const ledgers = chain.stores.map((): Ledger => ({ orders: new Map(), counterCents: 0 }));
  let over = false;
  const trouble = faults(() => over);
  try {
    await Promise.all([...ledgers.map((ledger, index) => workTill(index, ledger)), ...chain.stores.map((_, index) => orderInApp(index))]);
  } finally {
    over = true;
  }
  const told = await trouble;
  for (const store of chain.stores) await untilCaughtUp(WAIT, chain.cloud, store.client);
  const holds = async () =>
    (await Promise.all(chain.stores.map((store) => chain.provider.sums(store.id)))).every((sums) => sums.held_cents === 0);
  await until({ ...WAIT, what: "every hold is captured or released" }, async () => ((await holds()) ? true : null));
  for (const [index, store] of chain.stores.entries()) {
    const ledger = ledgers[index]!;
    const cloud = new Map((await chain.cloud.orders(store.id)).map((order) => [order.order_id, order]));
    for (const [id, known] of ledger.orders) expect(cloud.get(id), id).toMatchObject({ status: known.status, total_cents: known.total });
    const strangers = [...cloud.values()].filter((order) => order.origin === "POS" && !ledger.orders.has(order.order_id));
    expect(strangers, "orders that nobody was told of").toEqual([]);
    const totals = await chain.cloud.totals(store.id);
    const provider = await chain.provider.sums(store.id);
    const online = totals.online_captured_cents - totals.online_refunded_cents;
    expect(totals.captured_cents - totals.refunded_cents - online, `${store.id}: the counter`).toBe(ledger.counterCents);
    expect(online, `${store.id}: online`).toBe(provider.captured_cents - provider.refunded_cents);
  }
  const orders = ledgers.reduce((sum, ledger) => sum + ledger.orders.size, 0);
  process.stdout.write(
    `morning: ${orders} orders at three counters, ${told.length} faults (${told.filter((one) => one.startsWith("kill")).length} kills), equal\n`,
  );
});
