/** The cloud's database is put back, and other disks have what neither it nor the store's box knows: it comes in with their re-logs, in any order. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { RelogReport } from "@crema/shared/contract/relog";
import { expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { relog, replaceBox } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import { boxFacts } from "../world/store-facts.ts";
import { inWorld, World } from "../world/world.ts";

const relogged = async (world: World, disk: string): Promise<RelogReport> => done(await relog(world, world.storeAt.box, disk));

/** By a guest in the app, accepted and confirmed. */
async function ordered(world: World): Promise<OrderResponse> {
  const { till, id } = world.storeAt;
  const order = await world.until("the app may order", async () => {
    const reply = await world.app.tryPlace(id);
    return reply.code === "ok" ? reply.body : null;
  });
  await world.until("confirmed", async () => (await till.order(order.order_id))?.handoff === "CONFIRMED");
  return order;
}

test(
  "[U8] [J4] an app's order that the cloud has forgotten, and the disk that goes on has never seen, comes back from the other disk of the same box",
  () =>
    inWorld({}, async (world) => {
      const { box, till } = world.storeAt;
      const early = await till.place();
      await world.quiet();
      await world.copyDatabase();
      const copy = box.copyDisk();
      await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
      const order = await ordered(world);
      done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
      await world.quiet();

      await box.stop();
      await world.putDatabaseBack();
      const other = box.dir;
      box.useDisk(copy);
      await box.open();
      await till.signManagerIn();
      await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
      expect(await till.order(order.order_id)).toBeNull();

      expect(await relogged(world, other)).toMatchObject({
        handed_in: 1,
        entered: { "order.accepted": 1, "order.started": 1 },
        not_applied: 0,
      });
      await world.quiet();
      expect((await world.app.order(order.order_id)).status).toBe("IN_PROGRESS");
      expect(await till.order(order.order_id)).toMatchObject({ status: "IN_PROGRESS" });
      expect(await till.order(early.order_id)).toMatchObject({ status: "PLACED" });
      expect(await relogged(world, other)).toMatchObject({ entered: {} });
    }),
  120_000,
);

/** What the box before had begun is not applied, so that the steps of its order are not the same on both sides. */
async function inStore(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create({ store: { settings: { ...storeInput().settings, accept_timeout_s: 300 } } });
  let left: string[] = [];
  try {
    await work(world);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

test.each(["till", "app"] as const)(
  "[U8] [K2] money comes in from a disk before its order does from another: it is the order's in the box and in the cloud, once (from the %s)",
  (from) =>
    inStore(async (world) => {
      const { storeAt } = world;
      const first = storeAt.box;
      await world.quiet();
      await world.copyDatabase();
      await world.until("live", () => world.linkOf(storeAt) === "LIVE");
      // Forgotten is the order, and the box that was handed it.
      const order = from === "till" ? await storeAt.till.place() : await ordered(world);
      await world.quiet();
      await first.stop();
      const second = await replaceBox(world);
      done(await storeAt.till.look(order.order_id, false));
      done(await storeAt.till.step(order.order_id, "PLACED", "IN_PROGRESS"));
      done(await storeAt.till.pay(order.order_id));
      await world.quiet();
      await second.stop();
      await world.putDatabaseBack();
      await replaceBox(world);

      expect(await relogged(world, second.dir)).toMatchObject({ payments_cents: 500, entered: { "payment.captured": 1 } });
      expect(await relogged(world, first.dir)).toMatchObject({ orders: from === "till" ? 1 : 0 });
      await world.quiet();
      const [here, cloud] = [boxFacts(storeAt.box), await world.cloud(storeAt.id)];
      expect(cloud.payments).toMatchObject([{ order_id: order.order_id, amount_cents: 500 }]);
      expect(here.payments).toEqual(cloud.payments);
      expect(await world.query("SELECT state->>'paid_cents' AS paid FROM orders")).toEqual([{ paid: "500" }]);
      const paid = await storeAt.till.order(order.order_id);
      expect(paid).toMatchObject({ status: "PLACED", look_first: true, paid_cents: 500, balance_cents: 0 });
      const x = await storeAt.till.call<{ days: { tenders: { amount_cents: number }[] }[] }>("GET", "/v1/drawer/x-report");
      expect(x.body.days[0]?.tenders[0]?.amount_cents).toBe(500);
      done(await storeAt.till.look(order.order_id, true));
      expect(await relogged(world, second.dir)).toMatchObject({ entered: {} });
    }),
  120_000,
);

test(
  "[U8] [K4] a clone has joined and is thrown away, and its disk is re-logged by a box that has not heard yet that its own history has ended: after its enrolment all is there, once",
  () =>
    inStore(async (world) => {
      const { storeAt } = world;
      const { box, till, id } = storeAt;
      const early = await till.place();
      await world.quiet();
      const clone = await world.anotherBox(id);
      await clone.stop();
      clone.useDisk(box.copyDisk());
      await clone.open();
      await world.until("the clone has joined", () => clone.box.link.status().state === "LIVE");
      const onClone = await (await till.movedTo(clone)).place({}, "on-the-clone");
      await clone.crash();
      expect(await relogged(world, clone.dir)).toMatchObject({ orders: 1 });
      await world.until("the end of its history is heard of", () => world.linkOf(storeAt) === "CONFLICT");
      done(await world.enrollNext(box));
      await world.until("live", () => world.linkOf(storeAt) === "LIVE");
      await world.until("what it has set aside is in", async () => (await till.order(onClone.order_id)) !== null);
      await world.quiet();
      const ids = [early.order_id, onClone.order_id].toSorted();
      expect((await world.cloud(id)).orders.map((order) => order.order_id)).toEqual(ids);
      expect((await till.queue()).map((order) => order.order_id).toSorted()).toEqual(ids);
    }),
  120_000,
);
