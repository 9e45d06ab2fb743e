/** Orders for later, and a database that is put back to when they were still held in the cloud: what the store does with them stands. */
import { expect, test } from "vitest";
import { done } from "../world/reply.ts";
import { inWorld, World } from "../world/world.ts";

const LATER_MS = 3_600_000;

/** Placed while the line is cut, and the database copied; then the store takes and begins it. Returns its id. */
async function heldThenBegun(world: World): Promise<string> {
  const { till, line, id, box } = world.storeAt;
  line.set("reset");
  await world.pass(16_000);
  const requested_for = new Date(world.time.clock.now() + LATER_MS).toISOString();
  const { order_id, handoff } = await world.app.place(id, { requested_for });
  expect(handoff).toBe("HELD");
  await world.copyDatabase();
  line.set("up");
  await world.until("confirmed", async () => (await till.order(order_id))?.handoff === "CONFIRMED");
  done(await till.step(order_id, "PLACED", "IN_PROGRESS"));
  await world.until("sent", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
  return order_id;
}

test("[J3] [K2] the box that has it hands its offer and confirmation back: it is not offered again", async () => {
  await inWorld({ ownPostgres: true }, async (world) => {
    const { till, id } = world.storeAt;
    const order_id = await heldThenBegun(world);
    await world.putDatabaseBack();
    await world.until("known", async () => (await world.app.order(order_id)).status === "IN_PROGRESS");
    const types = (await world.cloud(id)).events.filter((event) => event.order_id === order_id).map((event) => event.type);
    expect(types.filter((type) => type === "order.offered" || type === "order.confirmed")).toEqual(["order.offered", "order.confirmed"]);
    await till.step(order_id, "IN_PROGRESS", "READY");
    done(await till.pay(order_id));
    await world.quiet();
  });
}, 180_000);

test("[K1] the box that has begun it is dead: the next one looks before it makes it, and what the old disk was told changes nothing", async () => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box, till, id } = world.storeAt;
    const order_id = await heldThenBegun(world);
    await box.stop();
    await world.putDatabaseBack();
    const next = await world.anotherBox(id);
    await world.until("enrolled", async () => (await world.enrollNext(next)).code === "ok");
    const at = await till.movedTo(next);
    await world.until("confirmed", async () => (await at.order(order_id))?.handoff === "CONFIRMED");
    expect(await at.order(order_id)).toMatchObject({ status: "PLACED", look_first: true });
    expect(done(await at.look(order_id, true))).toMatchObject({ status: "READY", look_first: false });
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}, 180_000);
