/** A batch of the box before is on its way, or being taken, while the next box is handed the store: it counts in full, or not at all. */
import { describe, expect, test } from "vitest";
import { postOf } from "../world/message.ts";
import { done } from "../world/reply.ts";
import type { StoreBox } from "../world/store-box.ts";
import { World } from "../world/world.ts";

const live = (world: World, box: StoreBox) => world.until("live", () => box.box.link.status().state === "LIVE");

async function inStore(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    await work(world);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

describe("a batch with the start of an order, while the box is replaced", () => {
  test("[K1] [K3] arrives after the snapshot: it is fenced, changes nothing, and the order is to be looked at", () =>
    inStore(async (world) => {
      const { box, till, line, id } = world.storeAt;
      const order = await till.place();
      await world.until("sent", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
      const held = line.once("hold_request", postOf("order.started"));
      done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
      await world.until("it is on its way", () => held.isHit());
      const next = await world.anotherBox(id);
      done(await world.enrollNext(next));
      const at = await till.movedTo(next);
      await live(world, next);
      const before = await world.cloud(id);
      held.release();
      await world.until("fenced", () => box.box.link.status().state === "FENCED");
      expect(await world.cloud(id)).toEqual(before);
      expect(await at.order(order.order_id)).toMatchObject({ status: "PLACED", look_first: true });
      expect((await at.step(order.order_id, "PLACED", "IN_PROGRESS")).code).toBe("order.look_first");
    }));

  test("[K1] [K3] was taken before the snapshot, and its response is lost: the next box goes on from it", () =>
    inStore(async (world) => {
      const { box, till, line, id } = world.storeAt;
      const order = await till.place();
      const held = line.once("hold_response", postOf("order.started"));
      done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
      await world.until("it is taken", () => held.isHit());
      const next = await world.anotherBox(id);
      done(await world.enrollNext(next));
      const at = await till.movedTo(next);
      await live(world, next);
      held.release();
      await world.until("fenced", () => box.box.link.status().state === "FENCED");
      expect(await at.order(order.order_id)).toMatchObject({ status: "IN_PROGRESS", look_first: false });
      done(await at.step(order.order_id, "IN_PROGRESS", "READY"));
      done(await at.pay(order.order_id));
    }));

  test("[K1] [K3] at the same moment: whatever was acknowledged is in the snapshot, and nothing else counts", () =>
    inStore(async (world) => {
      const { storeAt } = world;
      const { id } = storeAt;
      for (let round = 0; round < 4; round += 1) {
        const order = await storeAt.till.place();
        const old = storeAt.box;
        await world.until("sent", async () => (await world.cloud(id)).link.last_seq === old.box.store.tables.box.position().head_seq);
        const next = await world.anotherBox(id);
        const enrolling = world.enrollNext(next);
        // A little later each time.
        for (let turn = 0; turn < round * 3; turn += 1) await world.time.skip(0);
        done(await storeAt.till.step(order.order_id, "PLACED", "IN_PROGRESS"));
        done(await enrolling);
        await world.until("fenced", () => old.box.link.status().state === "FENCED");
        const { acked_seq, head_seq } = old.box.store.tables.box.position();
        storeAt.till = await storeAt.till.movedTo(next);
        storeAt.box = next;
        const isKnown = acked_seq === head_seq;
        expect(await storeAt.till.order(order.order_id)).toMatchObject(
          isKnown ? { status: "IN_PROGRESS", look_first: false } : { status: "PLACED", look_first: true },
        );
      }
    }));
});
