/** Every way in which a line fails, in the middle of an enrolment and of a rebuild: the same code leads on, and nothing is lost (D7, D8, K1, K4). */
import { expect, test } from "vitest";
import { casesOf } from "../fuzz/runs.ts";
import { MODES } from "../world/line.ts";
import { World } from "../world/world.ts";

const WHILE_MS = 25_000;
const epoch = async (world: World) => (await world.query<{ epoch: number }>("SELECT epoch FROM store_links"))[0]?.epoch;
const heard = (world: World) => {
  const { id, box } = world.storeAt;
  return world.until("heard", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
};

test.each(casesOf(MODES, 1))(
  "[D7] [D8] [K1] [K4] the line is %s while the next box is enrolled, and while it puts the cloud right",
  async (mode) => {
    const world = await World.create({ lost: ["store-1"] });
    let left: string[] = [];
    try {
      const { storeAt } = world;
      const { till, box, id } = storeAt;
      const early = await till.place();
      await heard(world);
      await world.copyDatabase();
      await world.until("live", () => world.linkOf(storeAt) === "LIVE");
      const forgotten = await till.place();
      await heard(world);
      await box.crash();

      const next = await world.anotherBox(id);
      const code = await world.app.enrollCode(id, true);
      next.line.set(mode);
      const first = world.enrollNext(next, code).catch(() => null);
      await world.pass(WHILE_MS);
      next.line.calm();
      await first;
      await world.until(
        "enrolled",
        async () => next.box.store.queries.identity() !== null || (await world.enrollNext(next, code)).code === "ok",
      );
      Object.assign(storeAt, { box: next, line: next.line, till: await till.movedTo(next) });
      await world.until("live", () => world.linkOf(storeAt) === "LIVE");
      expect(await epoch(world)).toBe(2);

      next.line.set(mode);
      await world.putDatabaseBack();
      const late = await storeAt.till.place();
      await world.pass(WHILE_MS);
      next.line.calm();
      // The database that was put back has another box, whose log ends somewhere too.
      await world.until("joined", async () => (await epoch(world)) === 2);
      await heard(world);
      const orders = [early, forgotten, late].map((order) => order.order_id).toSorted();
      expect((await world.cloud(id)).orders.map((order) => order.order_id)).toEqual(orders);
      expect((await storeAt.till.queue()).map((order) => order.order_id).toSorted()).toEqual(orders);
      expect(world.errors).toEqual([]);
    } finally {
      left = await world.close();
    }
    expect(left).toEqual([]);
  },
  120_000,
);
