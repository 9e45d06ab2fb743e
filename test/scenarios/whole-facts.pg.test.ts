/** The cloud is put back further than the log of the store's box reaches: the box tells its orders and money whole, and goes on. */
import { expect, test } from "vitest";
import { isLong } from "../fuzz/runs.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";

const uncovered = (world: World) => world.query("SELECT kind, ref_id, business_day, session_id FROM store_journal ORDER BY position");
const drawerEvents = (world: World) =>
  world.query("SELECT type, session_id, business_day FROM drawer_events ORDER BY session_id::text, type");

test("[J2] [J4] [K2] orders, money and drawer that the log no longer tells come back whole, and what it still tells counts once", async () => {
  const world = await World.create({ ownPostgres: isLong, lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box, till, id } = world.storeAt;
    const head = () => box.box.store.tables.box.position().head_seq;
    const isSent = async () => (await world.cloud(id)).link.last_seq === head();
    await till.serve((await till.place()).order_id);
    const early = await till.place();
    await world.quiet();
    await world.copyDatabase();
    await world.until("joined again", () => box.box.link.status().state === "LIVE");

    // Forgotten by the cloud, and pruned from the log: a whole day with its Z report, and an order that goes on.
    const opened = done(
      await till.call<{ session: { session_id: string } }>(
        "POST",
        "/v1/drawer/sessions",
        { float_cents: 5_000, own: true },
        { "idempotency-key": "o1" },
      ),
    );
    done(await till.choiceSoldOut("oat"));
    done(await till.step(early.order_id, "PLACED", "IN_PROGRESS"));
    const sold = await till.place();
    await till.serve(sold.order_id);
    const refunded = await till.place();
    await till.serve(refunded.order_id);
    const app = await world.app.place(id);
    await world.until("confirmed", async () => (await till.order(app.order_id))?.handoff === "CONFIRMED");
    await world.until("sent", isSent);
    const pruned = head();
    // Still in the log: the end of the order that goes on, and another one.
    done(await till.step(early.order_id, "IN_PROGRESS", "READY"));
    const fresh = await till.place();
    await till.serve(fresh.order_id);
    await world.until("sent", isSent);
    box.box.store.db.prepare("DELETE FROM events WHERE seq <= ?").run(pruned);
    const before = await world.cloud(id);
    const [journal, drawer] = [await uncovered(world), await drawerEvents(world)];
    expect(journal).toContainEqual(expect.objectContaining({ kind: "SALE", session_id: opened.session.session_id }));
    expect(drawer).toMatchObject([{ type: "drawer.opened", session_id: opened.session.session_id }]);

    await world.putDatabaseBack();
    // It sells on meanwhile.
    const meanwhile = await till.place();
    await world.until("live again", () => box.box.link.status().state === "LIVE");
    await world.until("sent again", isSent);
    const { orders, payments, refunds, soldOut, quarantined } = await world.cloud(id);
    expect(orders.filter((order) => order.order_id !== meanwhile.order_id)).toEqual(before.orders);
    expect({ payments, refunds, soldOut, quarantined }).toEqual({
      payments: before.payments,
      refunds: before.refunds,
      soldOut: before.soldOut,
      quarantined: 0,
    });
    expect(await uncovered(world)).toEqual(journal);
    expect(await drawerEvents(world)).toEqual(drawer);
    expect(await world.query("SELECT * FROM store_facts")).toEqual([]);
    const raised = await world.query<{ kind: string }>("SELECT kind FROM exceptions WHERE resolved_at IS NULL ORDER BY kind");
    expect(raised.map((row) => row.kind)).toEqual(["cloud.set_back"]);
    // Each of them goes on where it stood.
    done(await till.pay(early.order_id));
    await till.serve(app.order_id);
    await till.serve(meanwhile.order_id);
    await world.until("sold", isSent);
    const statuses = (await world.cloud(id)).orders.map((order) => order.status);
    expect(new Set(statuses)).toEqual(new Set(["COMPLETED"]));
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}, 180_000);
