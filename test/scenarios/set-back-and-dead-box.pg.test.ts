/** Two breaks at once: the cloud's database is put back, and the store's box dies before it has joined again. */
import { expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";

test("[K1] an app's order that the store is making is forgotten as confirmed, and the box is dead: the next box looks before it makes it again", async () => {
  const world = await World.create({ lost: ["store-1"], store: { settings: { ...storeInput().settings, accept_timeout_s: 300 } } });
  let left: string[] = [];
  try {
    const { box, till, line, id } = world.storeAt;
    line.set("reset");
    const order = await world.app.place(id);
    await world.copyDatabase();
    line.set("up");
    await world.until("confirmed", async () => (await till.order(order.order_id))?.handoff === "CONFIRMED");
    done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
    await box.stop();
    await world.putDatabaseBack();
    const next = await world.anotherBox(id);
    await world.until("enrolled", async () => (await world.enrollNext(next)).code === "ok");
    const at = await till.movedTo(next);
    await world.until("confirmed", async () => (await at.order(order.order_id))?.handoff === "CONFIRMED");
    expect(await at.order(order.order_id)).toMatchObject({ status: "PLACED", look_first: true });
    expect((await at.step(order.order_id, "PLACED", "IN_PROGRESS")).code).toBe("order.look_first");
    expect(done(await at.look(order.order_id, true))).toMatchObject({ status: "READY", look_first: false });
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});
