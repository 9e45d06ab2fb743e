/**
 * Refunds of what was paid online, at a real box and a cloud whose Postgres is put back: each is in exactly one Z, and where it has failed
 * since it is taken off by exactly one (docs/money.md).
 */
import type { StoreDay } from "@crema/shared/contract/store-days";
import type { CountedOnline, ZReport } from "@crema/shared/domain/drawer/report";
import { sumCents } from "@crema/shared/domain/kernel/money";
import { sdk } from "@crema/tools/dev/stripe-sandbox/sandbox.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replaceBox } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";
import { WorldSandbox } from "./world-payments.ts";

let sandbox: WorldSandbox;
beforeAll(async () => {
  sandbox = await WorldSandbox.open();
});
afterAll(() => sandbox.close());

async function inStore(ownPostgres: boolean, work: (world: World) => Promise<void>): Promise<void> {
  const { payments } = sandbox.payments();
  const world = await World.create({ ownPostgres, lost: ["store-1"], payments });
  let left: string[] = [];
  try {
    await work(world);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

interface Sold {
  readonly orderId: string;
  readonly intentId: string;
}

/** Paid in the app, and handed over. */
async function sold(world: World): Promise<Sold> {
  const { app, storeAt } = world;
  const order = await app.place(storeAt.id, { payment_method: "ONLINE" });
  const { order_id } = order;
  const intentId = await sandbox.pay(world, order);
  await world.until("confirmed", async () => (await storeAt.till.order(order_id))?.handoff === "CONFIRMED");
  for (const [from, to] of [
    ["PAID", "IN_PROGRESS"],
    ["IN_PROGRESS", "READY"],
    ["READY", "COMPLETED"],
  ] as const)
    done(await storeAt.till.step(order_id, from, to));
  await heard(world);
  return { orderId: order_id, intentId };
}

const heard = (world: World) => {
  const { id, box } = world.storeAt;
  return world.until("heard", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
};
const live = (world: World) => world.until("live", () => world.linkOf(world.storeAt) === "LIVE");

/** As a webhook tells it. */
const check = async ({ app }: World, { orderId }: Sold) =>
  done(await app.call("POST", `/v1/orders/${orderId}/payment/check`, app.tokenOf(orderId), {}));

const REFUNDS = {
  "at the provider": (world: World, { intentId }: Sold) =>
    world.time.pump(sdk(sandbox.sandbox).refunds.create({ payment_intent: intentId, amount: 200 })),
  "by headquarters": async ({ app }: World, { orderId }: Sold) =>
    done(
      await app.hq(
        "POST",
        `/orders/${orderId}/refunds`,
        { amount_cents: 200, reason: "cold", without_cancelling: true },
        { "idempotency-key": app.newKey() },
      ),
    ),
};

async function refunded(world: World, of: Sold, how: keyof typeof REFUNDS): Promise<void> {
  await REFUNDS[how](world, of);
  if (how === "at the provider") await check(world, of);
  await world.until("refunded", async () => (await world.storeAt.till.order(of.orderId))?.refunded_cents === 200);
}

async function fails(world: World, { intentId }: Sold): Promise<void> {
  const [refund] = (await world.time.pump(sdk(sandbox.sandbox).refunds.list({ payment_intent: intentId }))).data;
  sandbox.sandbox.control.settleRefund(refund?.id ?? "", "failed");
}

async function closes(world: World): Promise<ZReport> {
  const { till } = world.storeAt;
  const post = async <T>(path: string, body: object) => done(await till.call<T>("POST", path, body, { "idempotency-key": till.newKey() }));
  await post("/v1/drawer/sessions", { float_cents: 0 });
  await post("/v1/drawer/counts", { counted_cents: 0 });
  const { report } = await post<{ report: ZReport }>("/v1/drawer/close", {});
  await heard(world);
  return report;
}

const named = ({ online_refunds = [] }: ZReport): CountedOnline[] => [...online_refunds];
const sum = (reports: readonly ZReport[]) =>
  sumCents(reports.flatMap(({ days }) => days.map(({ refunds_online_cents }) => refunds_online_cents ?? 0)));
const waiting = (world: World) => world.query("SELECT kind FROM store_journal WHERE kind LIKE 'REFUND_ONLINE%' ORDER BY position");

/** What all reports of the day come to is what headquarters has, which is what stands at the provider. */
async function sumsAreEqual(world: World, reports: readonly ZReport[], cents: number): Promise<void> {
  const path = `/stores/${world.storeAt.id}/days/${reports[0]?.business_day}`;
  const day = done(await world.app.hq<StoreDay>("GET", path));
  expect([sum(reports), day.refunds_online_cents]).toEqual([cents, cents]);
}

test.each(["at the provider", "by headquarters"] as const)(
  "[M5] refunded %s, named by a Z, forgotten by a cloud that was put back, and failed meanwhile: the next Z takes it off",
  async (how) => {
    await inStore(true, async (world) => {
      const order = await sold(world);
      await world.copyDatabase();
      await live(world);
      await refunded(world, order, how);
      const first = await closes(world);
      const [refund] = named(first);
      expect([named(first).length, sum([first])]).toEqual([1, 200]);

      await fails(world, order);
      await world.putDatabaseBack();
      await live(world);
      await heard(world);
      await check(world, order);
      await world.until("told", async () => (await world.storeAt.till.order(order.orderId))?.refunded_cents === 0);
      const second = await closes(world);
      expect(named(second)).toEqual([{ refund_id: refund?.refund_id, failed: true }]);
      expect(await waiting(world)).toEqual([]);
      await sumsAreEqual(world, [first, second], 0);
      expect(named(await closes(world))).toEqual([]);
    });
  },
  120_000,
);

test.each([
  ["stands", false],
  ["has failed in the lost time", true],
])(
  "[K2] [M5] the last Z of the box before is lost, and a refund that it counted %s: the next box's Z has only what was in none",
  async (_what, hasFailed) => {
    await inStore(false, async (world) => {
      const order = await sold(world);
      await refunded(world, order, "by headquarters");
      await world.copyDatabase();
      await live(world);
      const first = await closes(world);
      expect([named(first).length, sum([first])]).toEqual([1, 200]);
      if (hasFailed) {
        await fails(world, order);
        await check(world, order);
      }
      await world.storeAt.box.stop();
      await replaceBox(world);
      const rows = await waiting(world);
      expect(rows).toEqual(hasFailed ? [{ kind: "REFUND_ONLINE_FAILED" }] : []);

      await world.putDatabaseBack();
      await live(world);
      await heard(world);
      expect(await waiting(world)).toEqual(rows);
      await check(world, order);
      expect(await waiting(world)).toEqual(rows);
      // Also where yet another box begins with it.
      await world.storeAt.box.stop();
      await replaceBox(world);
      const next = await closes(world);
      expect(named(next).map(({ failed }) => failed)).toEqual(hasFailed ? [true] : []);
      expect(await waiting(world)).toEqual([]);
      await sumsAreEqual(world, [first, next], hasFailed ? 0 : 200);
    });
  },
  120_000,
);
