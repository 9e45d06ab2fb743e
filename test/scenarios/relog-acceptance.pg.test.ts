/** That a box took an app's order is on its disk alone, and the box is gone: no order is confirmed that no box has (U8, K1, K2). */
import { expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { postOf, shape } from "../world/message.ts";
import { relog, replaceBox } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import type { StoreBox } from "../world/store-box.ts";
import { World } from "../world/world.ts";

const store = { settings: { ...storeInput().settings, accept_timeout_s: 300 } };

/** Of the box that died the log is another one, so what the end of `inWorld` compares is not the same on both sides. */
async function inStore(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create({ store, lost: ["store-1"] });
  let left: string[] = [];
  try {
    await work(world);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

/** An app's order that the store's box has taken; its word of that reaches nobody, and the box dies. Returns its disk, and the order. */
async function takenUnheard(world: World): Promise<{ orderId: string; ticket: string; disk: string }> {
  const { till, line, box, id } = world.storeAt;
  line.silence(postOf("order.accepted"));
  const { order_id } = await world.app.place(id);
  const taken = await world.until("taken", async () => {
    const order = await till.order(order_id);
    return order?.handoff === "ACCEPTED" ? order : null;
  });
  await box.crash();
  return { orderId: order_id, ticket: taken.ticket_number ?? "", disk: box.dir };
}

const heard = (world: World) => {
  const { id, box } = world.storeAt;
  return world.until("heard", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
};

/** The next box, which hears nothing of the inbox until its line is calm again. */
async function deafBox(world: World): Promise<StoreBox> {
  const { storeAt } = world;
  const next = await world.anotherBox(storeAt.id);
  next.line.silence(shape("store_inbox"));
  done(await world.enrollNext(next));
  Object.assign(storeAt, { box: next, line: next.line, till: await storeAt.till.movedTo(next) });
  return next;
}

test("[U8] [K1] its offer is on its way to the next box: it is confirmed once that one has taken it, under the number that it has there", () =>
  inStore(async (world) => {
    const { orderId, ticket, disk } = await takenUnheard(world);
    const { storeAt } = world;
    const next = await deafBox(world);
    await storeAt.till.place();
    expect(await storeAt.till.order(orderId)).toBeNull();
    expect(done(await relog(world, next, disk))).toMatchObject({ entered: { "order.accepted": 1 }, not_applied: 1 });
    await heard(world);
    expect(await world.app.order(orderId)).toMatchObject({ handoff: "OFFERED", ticket_number: null });

    next.line.calm();
    const here = await world.until("confirmed", async () => {
      const order = await storeAt.till.order(orderId);
      return order?.handoff === "CONFIRMED" ? order : null;
    });
    expect(here.ticket_number).not.toBe(ticket);
    expect(await world.app.order(orderId)).toMatchObject({ handoff: "CONFIRMED", ticket_number: here.ticket_number });
    expect(done(await relog(world, next, disk)).entered).toEqual({});
    await storeAt.till.serve(orderId);
  }));

test("[K2] [J2] another box had declined it, and that was forgotten: what the present box began with says so, and no older disk's acceptance confirms it", () =>
  inStore(async (world) => {
    const { storeAt } = world;
    const { orderId, disk } = await takenUnheard(world);
    await world.copyDatabase();
    const second = await deafBox(world);
    done(await storeAt.till.soldOut("espresso"));
    second.line.calm();
    await world.until("declined", async () => (await world.app.order(orderId)).handoff === "DECLINED");
    await second.crash();
    const third = await replaceBox(world);
    expect(await storeAt.till.order(orderId)).toBeNull();
    await world.putDatabaseBack();
    await world.until("joined", async () => (await world.query<{ epoch: number }>("SELECT epoch FROM store_links"))[0]?.epoch === 3);
    expect(await world.app.order(orderId)).toMatchObject({ status: "CANCELLED", handoff: "DECLINED", cancel_cause: "DECLINED" });

    done(await relog(world, third, disk));
    await heard(world);
    expect(await world.app.order(orderId)).toMatchObject({ status: "CANCELLED", handoff: "DECLINED" });
  }));
