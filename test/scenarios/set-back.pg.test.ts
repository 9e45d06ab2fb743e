/** The cloud's database is put back to an earlier state, while the stores go on: nothing is lost, and nothing is made twice. */
import { expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { inWorld, type World } from "../world/world.ts";

const isConfirmed = (world: World, orderId: string) =>
  world.until("confirmed", async () => (await world.storeAt.till.order(orderId))?.handoff === "CONFIRMED");

const exceptions = async (world: World) =>
  (await world.query<{ kind: string }>("SELECT kind FROM exceptions WHERE resolved_at IS NULL ORDER BY kind")).map((row) => row.kind);

test("[J3] [K2] a confirmation is lost with the cloud's last second, and the drink is being made: it is neither withdrawn nor made again", async () => {
  const settings = { ...storeInput().settings, accept_timeout_s: 300 };
  await inWorld({ ownPostgres: true, store: { settings } }, async (world) => {
    const { till, line, id } = world.storeAt;
    await till.serve((await till.place()).order_id);
    await world.quiet();
    line.set("reset");
    const order = await world.app.place(id);
    await world.copyDatabase();
    line.set("up");
    await isConfirmed(world, order.order_id);
    done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
    const counter = await till.place();
    await till.serve(counter.order_id);
    await world.quiet();
    // By then the node has written down how far its log was, once a second: less than that no put-back shows.
    await world.pass(2_000);

    line.set("reset");
    await world.putDatabaseBack();
    // The offer stands in the cloud again, and nobody answers it: longer than it waits.
    await world.pass(330_000);
    expect((await world.app.order(order.order_id)).status).toBe("PLACED");
    expect((await world.app.tryPlace(id)).code).toBe("store.rejoining");
    expect((await till.tryPlace()).code).toBe("ok");

    line.set("up");
    await world.until(
      "the cloud knows that it is being made",
      async () => (await world.app.order(order.order_id)).status === "IN_PROGRESS",
    );
    await till.step(order.order_id, "IN_PROGRESS", "READY");
    done(await till.pay(order.order_id));
    await world.quiet();
    expect(await exceptions(world)).toEqual(["cloud.set_back"]);
    expect((await world.app.tryPlace(id)).code).toBe("ok");
  });
}, 180_000);
