/** The cloud's database is put back to before the store's present box was enrolled: the box proves its epoch, and what it began with comes back. */
import { expect, test } from "vitest";
import { isLong } from "../fuzz/runs.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";

const uncovered = (world: World) => world.query("SELECT kind, ref_id, business_day FROM store_journal ORDER BY position");

test("[J2] [D8] [K2] a cloud that has forgotten the store's box takes it back by its certificate, with what the box before had told and nobody sends any more", async () => {
  const world = await World.create({ ownPostgres: isLong, lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box: old, till, line, id } = world.storeAt;
    await till.serve((await till.place()).order_id);
    const early = await till.place();
    await world.quiet();
    await world.copyDatabase();
    await world.until("joined again", () => old.box.link.status().state === "LIVE");
    // Told to the cloud by a box that then dies, and forgotten by the cloud: one order from before moves on, others are new.
    done(await till.step(early.order_id, "PLACED", "IN_PROGRESS"));
    done(await till.call("POST", "/v1/drawer/sessions", { float_cents: 5_000 }, { "idempotency-key": "open-1" }));
    const sold = await till.place();
    await till.serve(sold.order_id);
    const open = await till.place();
    done(await till.step(open.order_id, "PLACED", "IN_PROGRESS"));
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === old.box.store.tables.box.position().head_seq);
    line.set("reset");
    await old.stop();
    const next = await world.anotherBox(id);
    expect(done(await world.enrollNext(next))).toMatchObject({ epoch: 2 });
    const at = await till.movedTo(next);
    await world.until("live", () => next.box.link.status().state === "LIVE");
    const fresh = await at.place();
    await at.serve(fresh.order_id);
    await world.until("heard", async () => (await world.cloud(id)).link.last_seq === next.box.store.tables.box.position().head_seq);
    const before = await world.cloud(id);
    const journal = await uncovered(world);

    await world.putDatabaseBack();
    await world.until("live again", () => next.box.link.status().state === "LIVE");
    await world.until("sent again", async () => (await world.cloud(id)).link.last_seq === next.box.store.tables.box.position().head_seq);
    const { orders, payments, refunds, soldOut, quarantined } = await world.cloud(id);
    expect({ orders, payments, refunds, soldOut, quarantined }).toEqual({
      orders: before.orders,
      payments: before.payments,
      refunds: before.refunds,
      soldOut: before.soldOut,
      quarantined: 0,
    });
    expect(await uncovered(world)).toEqual(journal);
    const raised = await world.query<{ kind: string }>("SELECT kind FROM exceptions WHERE resolved_at IS NULL ORDER BY kind");
    expect(raised.map((row) => row.kind)).toEqual(["cloud.set_back"]);
    done(await at.step(open.order_id, "IN_PROGRESS", "READY"));
    done(await at.pay(open.order_id));
    done(await at.step(early.order_id, "IN_PROGRESS", "READY"));
    await world.until("sold", async () => (await world.cloud(id)).link.last_seq === next.box.store.tables.box.position().head_seq);
    // The one before is fenced, though the database had never heard of another.
    line.set("up");
    await old.open();
    await world.until("fenced", () => old.box.link.status().state === "FENCED");
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}, 180_000);

test("[J2] [K4] [K1] a box that was enrolled in the lost time, and has been told nothing since, joins a cloud that has forgotten its place in the inbox; an order of before that is over stays over", async () => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box: old, till, line, id } = world.storeAt;
    const fromApp = async () => {
      const order = await world.until("the app may order", async () => {
        const reply = await world.app.tryPlace(id);
        return reply.code === "ok" ? reply.body : null;
      });
      await world.until("confirmed", async () => (await till.order(order.order_id))?.handoff === "CONFIRMED");
      return order;
    };
    done(await till.call("POST", "/v1/drawer/sessions", { float_cents: 5_000 }, { "idempotency-key": "open-1" }));
    const over = await fromApp();
    await till.serve(over.order_id);
    done(await till.call("POST", "/v1/drawer/counts", { counted_cents: 5_500 }, { "idempotency-key": "count-1" }));
    done(await till.call("POST", "/v1/drawer/close", {}, { "idempotency-key": "close-1" }));
    await world.quiet();
    await world.copyDatabase();
    await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
    const open = await fromApp();
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === old.box.store.tables.box.position().head_seq);
    line.set("reset");
    await old.stop();
    const next = await world.anotherBox(id);
    done(await world.enrollNext(next));
    const at = await till.movedTo(next);
    await world.until("live", () => next.box.link.status().state === "LIVE");

    await world.putDatabaseBack();
    const live = () => world.until("live again", () => next.isUp && next.box.link.status().state === "LIVE");
    await live();
    expect(await at.order(open.order_id)).toMatchObject({ status: "PLACED", look_first: true });
    // What the cloud had told the box before is not told again to one that began later.
    await world.pass(10_000);
    expect((await at.queue()).map((order) => order.order_id)).toEqual([open.order_id]);
    const statuses = (await world.cloud(id)).orders.map(({ order_id, status }) => [order_id, status]);
    expect(statuses).toEqual([
      [over.order_id, "COMPLETED"],
      [open.order_id, "PLACED"],
    ]);
    // It is the same box after a power cut, and the app's next order comes down to it.
    await next.crash();
    await next.open();
    await live();
    const later = await world.app.place(id);
    await world.until("confirmed", async () => (await at.order(later.order_id))?.handoff === "CONFIRMED");
    await next.crash();
    await next.open();
    await live();
    // Once more, when it has applied something itself.
    await world.putDatabaseBack();
    await live();
    await world.pass(10_000);
    expect((await at.queue()).map((order) => order.order_id)).toEqual([open.order_id, later.order_id]);
    const confirmed = (await world.cloud(id)).orders.map(({ order_id, handoff }) => [order_id, handoff]);
    expect(confirmed.slice(1)).toEqual([open, later].map(({ order_id }) => [order_id, "CONFIRMED"]));
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}, 180_000);
