/**
 * A store's line is cut. Its box lowers what a paid order costs while headquarters refunds some of it, and hands it over. Once both know:
 * the box's Z, the store's day, the books and the provider have the same.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStripeProvider } from "@crema/cloud/payments/stripe/stripe-provider";
import type { Books } from "@crema/shared/contract/books";
import type { StoreDay } from "@crema/shared/contract/store-days";
import type { DayTotals, ZReport } from "@crema/shared/domain/drawer/report";
import type { OrderView } from "@crema/shared/domain/order/order";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { type Sandbox, startSandbox } from "@crema/tools/dev/stripe-sandbox/sandbox";
import { sdk } from "@crema/tools/dev/stripe-sandbox/sandbox.test-fixture";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { casesOf } from "../fuzz/runs.ts";
import { replaceBox } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";
import { counted } from "./counted-provider.ts";

let dir: string;
let sandbox: Sandbox;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "crema-refunds-while-cut-"));
  sandbox = await startSandbox({ dir });
});
afterAll(async () => {
  await sandbox.stop();
  await rm(dir, { recursive: true, force: true });
});

async function inStore(work: (world: World) => Promise<void>, lost: string[] = []): Promise<void> {
  const settings = { secretKey: "sk_test_world", webhookSecrets: ["whsec_world"], publishableKey: null, apiUrl: new URL(sandbox.url) };
  const payments = counted(createStripeProvider({ settings, clock: systemClock, timers: systemTimers, timeoutMs: 60_000 }));
  const world = await World.create({ payments, lost });
  let left: string[] = [];
  try {
    await work(world);
    await world.quiet();
    await world.check();
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

/** Two espressos, 5.00, paid in the app and handed to the store. */
async function paid(world: World): Promise<{ orderId: string; intentId: string }> {
  const { app, storeAt } = world;
  const { order_id, client_secret } = await app.place(storeAt.id, { payment_method: "ONLINE" });
  const secret = String(client_secret);
  const intentId = secret.split("_secret_")[0] ?? "";
  const card = { payment_method: "pm_card_visa", client_secret: secret, return_url: "http://127.0.0.1/back" };
  const browser = sdk(sandbox, { key: "pk_test_world" });
  await world.time.pump(browser.paymentIntents.confirm(intentId, card as Stripe.PaymentIntentConfirmParams));
  await world.until("confirmed", async () => (await storeAt.till.order(order_id))?.handoff === "CONFIRMED");
  return { orderId: order_id, intentId };
}

async function oneGoes(world: World, orderId: string): Promise<void> {
  const { till } = world.storeAt;
  const order = await till.order(orderId);
  if (!order) throw new Error("the store does not have it");
  const body = { line_id: order.lines[0]?.line_id, qty: 1, options: [], shown: { amendments: order.amendments, total_cents: 500 } };
  done(await till.call<OrderView>("POST", `/v1/orders/${orderId}/question`, body));
  await world.until("settled by the clock", async () => (await till.order(orderId))?.amendments === 1, 600_000);
}

const refunds = ({ app }: World, orderId: string, amount_cents: number) =>
  app.hq(
    "POST",
    `/orders/${orderId}/refunds`,
    { amount_cents, reason: "cold", without_cancelling: true },
    { "idempotency-key": app.newKey() },
  );

async function closes(world: World): Promise<DayTotals[]> {
  const { till } = world.storeAt;
  const post = async <T>(path: string, body: object) => done(await till.call<T>("POST", path, body, { "idempotency-key": till.newKey() }));
  await post("/v1/drawer/sessions", { float_cents: 0 });
  await post("/v1/drawer/counts", { counted_cents: 0 });
  return (await post<{ report: ZReport }>("/v1/drawer/close", {})).report.days;
}

const heard = (world: World) => {
  const { id, box } = world.storeAt;
  return world.until("heard", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
};

const STEPS = [
  ["PAID", "IN_PROGRESS"],
  ["IN_PROGRESS", "READY"],
  ["READY", "COMPLETED"],
] as const;

const FIGURES = ["sales_cents", "tax_cents", "refunds_online_cents", "refunded_tax_cents"] as const;
const sums = (days: readonly Pick<DayTotals, (typeof FIGURES)[number]>[]) =>
  FIGURES.map((figure) => days.reduce((sum, day) => sum + (day[figure] ?? 0), 0));

const REFUNDS = [
  ["within what was paid above the new total", 100, false, [250, 40, 0, 0]],
  ["within what was paid above the new total, and the day was closed before", 100, true, [250, 40, 0, 0]],
  ["more than that", 300, false, [250, 40, 50, 8]],
  ["more than that, and the day was closed before", 300, true, [250, 40, 50, 8]],
] as const;

test.each(casesOf(REFUNDS, 0, 3))(
  "[M5] headquarters refunds while the line is cut, %s: both sides count one sale and what is refunded of it",
  async (_what, amount, isClosedBefore, expected) => {
    await inStore(async (world) => {
      const { storeAt, app } = world;
      const { orderId, intentId } = await paid(world);
      storeAt.line.set("blackhole");
      done(await refunds(world, orderId, amount));
      await oneGoes(world, orderId);
      await storeAt.till.signIn();
      await storeAt.till.signManagerIn();
      for (const [from, to] of STEPS) done(await storeAt.till.step(orderId, from, to));
      const first = isClosedBefore ? await closes(world) : [];
      storeAt.line.calm();
      await heard(world);
      await world.until("told", async () => {
        const order = await storeAt.till.order(orderId);
        return order?.paid_cents === 250 && order.refunded_cents === expected[2] && order.refund_pending_cents === 0;
      });
      const second = await closes(world);
      await heard(world);
      const days = [...first, ...second];
      expect(sums(days)).toEqual(expected);
      const { business_day } = days.find(({ sales_cents }) => sales_cents > 0) ?? {};
      const day = done(await app.hq<StoreDay>("GET", `/stores/${storeAt.id}/days/${business_day}`));
      expect(sums([day])).toEqual(expected);
      const books = done(await app.hq<Books>("GET", `/stores/${storeAt.id}/books/${business_day}`));
      expect(books.differences).toEqual([]);
      expect(books.open.map(({ code }) => code)).not.toContain("counter.after_z");
      const back = (await world.time.pump(sdk(sandbox).refunds.list({ payment_intent: intentId }))).data;
      expect(back.reduce((sum, each) => sum + each.amount, 0)).toBe(250 + expected[2]);
    });
  },
  120_000,
);

test("[M5] [K2] the amendment is forgotten with the database, and the next box tells the order whole: the refund before it is its correction", async () => {
  await inStore(
    async (world) => {
      const { storeAt, app } = world;
      const { orderId } = await paid(world);
      storeAt.line.set("blackhole");
      done(await refunds(world, orderId, 100));
      await world.until("given back", async () => (await app.order(orderId)).refunded_cents === 100);
      await world.copyDatabase();
      await oneGoes(world, orderId);
      await storeAt.till.signIn();
      await storeAt.till.signManagerIn();
      for (const [from, to] of STEPS) done(await storeAt.till.step(orderId, from, to));
      storeAt.line.calm();
      await heard(world);
      await storeAt.box.crash();
      await replaceBox(world);
      await world.putDatabaseBack();
      await world.until("live", () => world.linkOf(storeAt) === "LIVE");
      await world.until("told", async () => {
        const order = await storeAt.till.order(orderId);
        return order?.paid_cents === 250 && order.refunded_cents === 0 && order.refund_pending_cents === 0;
      });
      const days = await closes(world);
      await heard(world);
      expect(sums(days)).toEqual([250, 40, 0, 0]);
      const { business_day } = days.find(({ sales_cents }) => sales_cents > 0) ?? {};
      const day = done(await app.hq<StoreDay>("GET", `/stores/${storeAt.id}/days/${business_day}`));
      expect(sums([day])).toEqual([250, 40, 0, 0]);
    },
    ["store-1"],
  );
}, 120_000);
