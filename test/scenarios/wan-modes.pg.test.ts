/**
 * A whole line is bad for a while, both ways: the store sells on, and afterwards everything is where it belongs. In `npm test` each mode
 * is in one of the two, in `npm run test:long` in both.
 */
import { describe, expect, test } from "vitest";
import { casesOf } from "../fuzz/runs.ts";
import { MODES } from "../world/line.ts";
import { menuRows } from "../world/menu.ts";
import { inWorld } from "../world/world.ts";

describe.each(casesOf(MODES, 0))("the line is %s", (mode) => {
  test(`[I1] [I2] [I7] sales of an outage arrive once; the menu of the outage arrives after it (${mode})`, async () => {
    await inWorld({ stores: 2, seed: 7 }, async (world) => {
      const { till, line, id } = world.storeAt;
      const before = await till.place();
      line.set(mode);
      const made = [before.order_id];
      for (let sale = 0; sale < 5; sale += 1) {
        made.push((await till.place()).order_id);
        await world.pass(4_000);
      }
      for (const orderId of made.slice(0, 3)) await till.serve(orderId);
      await till.cancel(made[3]!);
      const version = await world.app.publishMenu(id, menuRows);
      await world.pass(40_000);
      const other = world.allStores[1]!;
      await other.till.serve((await other.till.place()).order_id);
      if (mode === "reset" || mode === "blackhole" || mode === "portal") {
        expect(world.linkOf(world.storeAt)).not.toBe("LIVE");
        expect(world.linkOf(other)).toBe("LIVE");
        expect((await world.app.tryPlace(id)).code).toBe("store.offline");
        expect((await till.tryPlace()).code).toBe("ok");
      }
      await world.quiet();
      expect(world.storeAt.box.box.store.queries.menu()?.menu.version).toBe(version);
      const { orders, payments } = await world.cloud(id);
      expect(orders.filter((order) => order.status === "COMPLETED")).toHaveLength(3);
      expect(payments.reduce((sum, { amount_cents }) => sum + amount_cents, 0)).toBe(3 * 500);
    });
  });
});

describe("the line goes bad while the log is on its way up and an offer on its way down", () => {
  test.each(casesOf(MODES, 1))("[I1] [I3] %s", async (mode) => {
    await inWorld({ seed: 11 }, async (world) => {
      const { till, line, id } = world.storeAt;
      for (let round = 0; round < 4; round += 1) {
        const sales = [till.place(), till.place(), till.place()];
        const offered = await world.app.tryPlace(id);
        line.set(mode);
        await Promise.all(sales);
        await world.pass(3_000);
        line.set("up");
        const online = async () => (await world.cloud(id)).inbox.seq === world.storeAt.box.box.store.tables.box.position().inbox_seq;
        await world.until("the inbox is read", online);
        if (offered.code === "ok") {
          const ended = async () =>
            (await till.order(offered.body.order_id))?.handoff === "CONFIRMED" ||
            (await world.app.order(offered.body.order_id)).status === "CANCELLED";
          await world.until("confirmed, or withdrawn", ended);
        }
      }
    });
  });
});
