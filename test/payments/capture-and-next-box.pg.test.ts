/**
 * The cloud captures, its node dies at that call or after it, the database is put back to before it, and another real box has taken the
 * store's place: in the time that is lost, or since (J3, K1, K2). The money stands once, nothing is made twice, headquarters is told.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { relog, replaceBox } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";
import { WorldSandbox } from "./world-payments.ts";

let sandbox: WorldSandbox;
beforeAll(async () => {
  sandbox = await WorldSandbox.open();
});
afterAll(() => sandbox.close());

const store = { settings: { ...storeInput().settings, accept_timeout_s: 600 } };

/** A guest's order, paid in the browser; the cloud knows that it is held, and has offered it. */
async function held(world: World): Promise<{ orderId: string; intentId: string }> {
  const order = await world.app.place(world.storeAt.id, { payment_method: "ONLINE" });
  const { order_id } = order;
  const intentId = await sandbox.pay(world, order);
  await world.until("offered", async () => (await world.app.order(order_id)).handoff === "OFFERED");
  return { orderId: order_id, intentId };
}

const exceptions = (world: World) => world.query<{ kind: string }>("SELECT kind FROM exceptions ORDER BY kind");

test.each([
  ["the node dies before the call", "since then", "dies_before"],
  ["the node dies after the call", "since then", "dies_after"],
  ["the node dies before the call", "in the lost time", "dies_before"],
  ["the node dies after the call", "in the lost time", "dies_after"],
  ["it is captured, and begun", "since then", null],
  ["it is captured, and begun", "in the lost time", null],
] as const)(
  "[J3] [K1] [K2] at a capture %s, and the store's box is replaced %s",
  async (_, replaced, how) => {
    const { payments, line } = sandbox.payments();
    const world = await World.create({ store, lost: ["store-1"], payments });
    let left: string[] = [];
    try {
      const { storeAt } = world;
      const { till, box } = storeAt;
      storeAt.line.set("reset");
      const { orderId, intentId } = await held(world);
      await world.copyDatabase();
      if (how !== null) line.strike(how);
      storeAt.line.calm();
      await world.until(
        "taken",
        async () => (await till.order(orderId))?.handoff === "ACCEPTED" || (await till.order(orderId))?.handoff === "CONFIRMED",
      );
      await world.until("asked to capture", () => how === "dies_before" || sandbox.booksOf(intentId)?.status === "succeeded");
      if (how === null) {
        await world.until("confirmed", async () => (await till.order(orderId))?.handoff === "CONFIRMED");
        storeAt.line.set("reset");
        done(await till.step(orderId, "PAID", "IN_PROGRESS"));
      }
      for (const node of world.nodes) await world.time.pump(node.crash());
      await box.crash();
      if (replaced === "in the lost time") {
        for (const node of world.nodes) await node.start();
        await replaceBox(world);
      }
      await world.putDatabaseBack();
      if (replaced === "since then") await replaceBox(world);
      line.calm();
      await world.until("confirmed", async () => (await storeAt.till.order(orderId))?.handoff === "CONFIRMED");
      // What was not confirmed to the box before cannot have been made by it. By when it was confirmed, the next one may have been there.
      const { status, look_first } = (await storeAt.till.order(orderId)) ?? {};
      expect(status).toBe("PAID");
      if (replaced === "since then" || how === null) expect(look_first).toBe(true);
      await world.until("captured", () => sandbox.booksOf(intentId)?.status === "succeeded");

      // Somebody at the store looks; then the disk of the dead box is re-logged.
      if (look_first) done(await storeAt.till.look(orderId, how === null));
      done(await relog(world, storeAt.box, box.dir));
      if (how === null) {
        done(await storeAt.till.step(orderId, "READY", "COMPLETED"));
        await world.until("handed over", async () => (await world.app.order(orderId)).status === "COMPLETED");
        expect(sandbox.booksOf(intentId)).toMatchObject({ status: "succeeded", captured_cents: 500, refunded_cents: 0 });
      } else {
        done(await storeAt.till.cancel(orderId));
        await world.until("given back", () => sandbox.booksOf(intentId)?.refunded_cents === 500);
        expect(sandbox.booksOf(intentId)).toMatchObject({ refunded_cents: 500 });
        await world.until("said", async () => (await world.app.order(orderId)).refund_state === "FULL");
      }
      const online = await world.query("SELECT provider, amount_cents::int FROM payments WHERE order_id = $1", [orderId]);
      expect(online).toEqual([{ provider: "stripe", amount_cents: 500 }]);
      expect((await exceptions(world)).map(({ kind }) => kind)).toEqual(
        how === null ? ["cloud.set_back", "order.relogged"] : ["cloud.set_back"],
      );
      expect(world.errors).toEqual([]);
    } finally {
      left = await world.close();
    }
    expect(left).toEqual([]);
  },
  120_000,
);
