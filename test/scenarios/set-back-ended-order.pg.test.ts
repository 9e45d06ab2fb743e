/** An order ended at a box before the present one, and the cloud was put back to when it was open: it ends again, by the disk or by a person. */
import { expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { postOf } from "../world/message.ts";
import { relog, replaceBox } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import { boxFacts } from "../world/store-facts.ts";
import { World } from "../world/world.ts";

const store = { settings: { ...storeInput().settings, accept_timeout_s: 300 } };

async function inStore(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create({ store, lost: ["store-1"] });
  let left: string[] = [];
  try {
    await work(world);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

const heard = (world: World) => {
  const { id, box } = world.storeAt;
  return world.until("heard", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
};
const live = (world: World) => world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
const joined = (world: World, epoch: number) =>
  world.until("joined", async () => (await world.query<{ epoch: number }>("SELECT epoch FROM store_links"))[0]?.epoch === epoch);
const exceptions = async (world: World, orderId: string) =>
  (await world.query<{ kind: string }>("SELECT kind FROM exceptions WHERE order_id = $1 ORDER BY kind", [orderId])).map(({ kind }) => kind);

/** Which events did not fit. */
async function relogged(world: World, disk: string): Promise<string[]> {
  const { box } = world.storeAt;
  done(await relog(world, box, disk));
  const log = box.box.store.db
    .prepare<[], { type: string }>("SELECT type FROM events WHERE body LIKE '%\"is_applied\":false%' ORDER BY seq")
    .all();
  await heard(world);
  return log.map(({ type }) => type);
}

/**
 * The store's box begins an app's order, spills it and cancels it, closes its drawer over that, and dies; the next one begins without the
 * order. The cloud is put back to when the order was offered, or confirmed. Returns the order, and the first box's disk.
 */
async function endedAndForgotten(world: World, then: "OFFERED" | "CONFIRMED"): Promise<{ orderId: string; disk: string }> {
  const { storeAt } = world;
  const { till, line, id, box } = storeAt;
  done(await till.call("POST", "/v1/drawer/sessions", { float_cents: 5_000 }, { "idempotency-key": "open-1" }));
  await heard(world);
  if (then === "OFFERED") line.silence(postOf("order.accepted"));
  const { order_id: orderId } = await world.app.place(id);
  if (then === "CONFIRMED") await world.until("confirmed", async () => (await till.order(orderId))?.handoff === "CONFIRMED");
  await world.copyDatabase();
  line.calm();
  await world.until("confirmed", async () => (await till.order(orderId))?.handoff === "CONFIRMED");
  await live(world);
  done(await till.step(orderId, "PLACED", "IN_PROGRESS"));
  done(await till.cancel(orderId, "spilled"));
  done(await till.call("POST", "/v1/drawer/counts", { counted_cents: 5_000 }, { "idempotency-key": "count-1" }));
  done(await till.call("POST", "/v1/drawer/close", {}, { "idempotency-key": "close-1" }));
  await heard(world);
  await box.crash();
  await replaceBox(world);
  expect(await storeAt.till.order(orderId)).toBeNull();
  await world.putDatabaseBack();
  await joined(world, 2);
  await live(world);
  return { orderId, disk: box.dir };
}

test("[K2] [U8] offered then: it comes to the present box to be looked at, and the old disk, handed in and re-logged, ends it on both sides", () =>
  inStore(async (world) => {
    const { orderId, disk } = await endedAndForgotten(world, "OFFERED");
    const { storeAt } = world;
    await world.until("here", async () => (await storeAt.till.order(orderId))?.handoff === "CONFIRMED");
    expect(await storeAt.till.order(orderId)).toMatchObject({ status: "PLACED", look_first: true });
    expect(await world.app.order(orderId)).toMatchObject({ status: "PLACED", handoff: "CONFIRMED" });
    expect(await relogged(world, disk)).toEqual(["drawer.counted"]);
    expect(await storeAt.till.order(orderId)).toMatchObject({ status: "CANCELLED", look_first: false });
    expect(await world.app.order(orderId)).toMatchObject({ status: "CANCELLED" });
    expect(await exceptions(world, orderId)).toEqual([]);
  }));

test("[K2] [K4] [U8] confirmed then: a person is told which disk knows the end, and its re-log ends it on both sides", () =>
  inStore(async (world) => {
    const { orderId, disk } = await endedAndForgotten(world, "CONFIRMED");
    const { storeAt } = world;
    expect(await exceptions(world, orderId)).toEqual(["order.end_forgotten"]);
    expect(await storeAt.till.order(orderId)).toBeNull();
    expect(await relogged(world, disk)).toEqual(["drawer.counted"]);
    expect(await storeAt.till.order(orderId)).toMatchObject({ status: "CANCELLED" });
    expect(await world.app.order(orderId)).toMatchObject({ status: "CANCELLED" });
    const cloud = await world.cloud(storeAt.id);
    expect(cloud.quarantined).toBe(0);
    expect(boxFacts(storeAt.box).orders.map(({ order_id, status, order_seq }) => [order_id, status, order_seq])).toEqual(
      cloud.orders.map(({ order_id, status, order_seq }) => [order_id, status, order_seq]),
    );
  }));

test("[K4] without that disk the box is enrolled again, and the store says what became of the order", () =>
  inStore(async (world) => {
    const { orderId } = await endedAndForgotten(world, "CONFIRMED");
    const { storeAt } = world;
    await storeAt.box.crash();
    await replaceBox(world);
    expect(await storeAt.till.order(orderId)).toMatchObject({ status: "PLACED", look_first: true });
    done(await storeAt.till.look(orderId, true));
    done(await storeAt.till.pay(orderId));
    await heard(world);
    expect(await world.app.order(orderId)).toMatchObject({ status: "COMPLETED" });
  }));
