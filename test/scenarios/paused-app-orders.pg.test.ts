/** Staff pause app orders from the queue: both sides go by one moment, with the line down as well. */
import { expect, test } from "vitest";
import { inWorld } from "../world/world.ts";

const MINUTE_MS = 60_000;

test("[L3] a pause said in an outage: what the app took before the cloud heard of it is made, then nothing for now until it is over", async () => {
  await inWorld({}, async (world) => {
    const { box, line, till, id } = world.storeAt;
    const status = async () => (await world.app.listed(id)).status;
    line.set("reset");
    const until = await till.pauseAppOrders("10_MINUTES");
    // The cloud has not noticed yet that the line is down, nor that the store is paused.
    const before = await world.app.place(id);
    line.calm();
    await world.until("the cloud has heard of the pause", async () => (await status()) === "PAUSED");
    expect(await world.app.listed(id)).toMatchObject({ app_orders_paused_until: until });
    expect((await world.app.tryPlace(id)).code).toBe("store.paused");
    const later = await world.app.place(id, { requested_for: new Date(Date.parse(until ?? "") + 15 * MINUTE_MS).toISOString() });
    // What was offered already stands, and is made.
    await world.until("the store has it, confirmed", async () => (await till.order(before.order_id))?.handoff === "CONFIRMED");
    await till.serve(before.order_id);
    // The pause ends while the line is down: on both sides, and nobody says a word.
    line.set("reset");
    await world.pass(11 * MINUTE_MS);
    expect([box.box.store.queries.appOrdersPausedUntil(), (await world.app.listed(id)).app_orders_paused_until]).toEqual([null, null]);
    line.calm();
    await world.until("the store is online", async () => (await status()) === "OPEN");
    const after = await world.app.place(id);
    await world.until("both are there", async () => {
      const found = await Promise.all([later, after].map(({ order_id }) => till.order(order_id)));
      return found.every((order) => order?.handoff === "CONFIRMED");
    });
    for (const { order_id } of [after, later]) await till.serve(order_id);
    await world.quiet();
  });
});
