/** Two breaks at once: the cloud's database is put back, and the store's box dies before it has joined again. */
import { join } from "node:path";
import { DATABASE_FILE } from "@crema/edge/data-dir";
import { prepareCopy } from "@crema/edge/disk/prepare";
import { iso } from "@crema/shared/domain/kernel/clock";
import { HAND_IN_PATH } from "@crema/sync/protocol/hand-back";
import { expect, test } from "vitest";
import { cutAtCommit } from "../world/cut-at-commit.ts";
import { storeInput } from "../world/menu.ts";
import { at as atPath } from "../world/message.ts";
import { done, readResponse } from "../world/reply.ts";
import { LostReply, type StoreBox } from "../world/store-box.ts";
import { World } from "../world/world.ts";

/** As `crema-edge relog` does; the code of the refusal, "ok", or that the box was gone before it was out. */
async function relog(world: World, box: StoreBox, disk: string): Promise<string> {
  const source = join(disk, DATABASE_FILE);
  const file = join(disk, "relog.sqlite");
  expect(prepareCopy(source, file, iso(world.time.clock.now())).ok).toBe(true);
  const asking = box.lan("POST", "/v1/relog", box.box.operatorToken, { file, source, dry_run: false });
  return world.time.pump(asking).then(
    async (response) => (await readResponse(response)).code,
    (error: unknown) => (error instanceof LostReply ? "gone" : Promise.reject(error)),
  );
}

test("[K1] an app's order that the store is making is forgotten as confirmed, and the box is dead: the next box looks before it makes it again, and the old disk is handed in once", async () => {
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
    // Placed, offered and confirmed in the time that is lost: it is on this disk alone.
    const forgotten = await world.app.place(id);
    await world.until("confirmed", async () => (await till.order(forgotten.order_id))?.handoff === "CONFIRMED");
    done(await till.step(forgotten.order_id, "PLACED", "IN_PROGRESS"));
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

    // The old disk is handed in and re-logged; first the cloud's word is lost, then the power goes, again and again.
    next.line.once("drop_response", atPath(HAND_IN_PATH));
    expect(await relog(world, next, box.dir)).toBe("service.unavailable");
    for (let nth = 1; ; nth += 2) {
      const asking = relog(world, next, box.dir);
      if (!(await cutAtCommit(world, next, nth, asking))) break;
      await world.until("live", () => next.isUp && next.box.link.status().state === "LIVE");
    }
    await world.until("known", async () => (await world.app.order(forgotten.order_id)).status === "IN_PROGRESS");
    const { orders } = await world.cloud(id);
    expect(orders.map((each) => each.order_id).toSorted()).toEqual([order.order_id, forgotten.order_id].toSorted());
    const events = (await world.cloud(id)).events.filter((event) => event.order_id === forgotten.order_id).map((event) => event.type);
    expect(events.filter((type) => type === "order.placed" || type === "order.started")).toEqual(["order.placed", "order.started"]);
    done(await at.step(forgotten.order_id, "IN_PROGRESS", "READY"));
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}, 180_000);
