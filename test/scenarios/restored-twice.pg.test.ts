/** A backup is put back twice, and the box enrolled again after each: no history that was set aside takes the place of another (U8, K1). */
import { KNOWN_PATH } from "@crema/sync/protocol/hand-back";
import { expect, test } from "vitest";
import { backedUp, restored } from "../fuzz/disks.ts";
import { at } from "../world/message.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";

test("[U8] [J4] what was sold after the first of two restores from one backup is on a file of its own, and comes in after the second", async () => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { storeAt } = world;
    const { box, id, till, line } = storeAt;
    const early = await till.place();
    await world.quiet();
    const backup = backedUp(box.dir, "2026-05-04T08:00:00.000Z");
    /** What is set aside meanwhile cannot be re-logged until its line is calm. */
    const putBack = async (when: string) => {
      line.silence(at(KNOWN_PATH));
      await box.stop();
      restored(box.dir, backup, id, when);
      await box.open();
      await till.signManagerIn();
      await world.until("its history has ended", () => /^(CONFLICT|FENCED)$/.test(world.linkOf(storeAt)));
    };
    const enrolAgain = async () => {
      done(await world.enrollNext(box));
      await world.until("live", () => world.linkOf(storeAt) === "LIVE");
    };
    await putBack("2026-05-04T08:01:00.000Z");
    const sold = await till.place();
    await enrolAgain();
    await putBack("2026-05-04T08:02:00.000Z");
    await enrolAgain();
    line.calm();
    await world.until("re-logged", async () => (await till.order(sold.order_id)) !== null);
    await world.until("heard", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
    expect((await world.cloud(id)).orders.map((order) => order.order_id)).toEqual([early.order_id, sold.order_id].toSorted());
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}, 120_000);
