/** A store's box dies, and another machine takes its place: the store goes on, and nothing is made or paid twice (D8, K1, K3). */
import { expect, test } from "vitest";
import { espressos } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";

test("[K1] [K3] [D8] a dead box with open orders is replaced: orders, money, drawer and tablets go over; the old one is fenced at its next word", async () => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box: old, till, line, id } = world.storeAt;
    done(await till.call("POST", "/v1/drawer/sessions", { float_cents: 10_000 }, { "idempotency-key": "open-1" }));
    const sold = await till.place();
    await till.serve(sold.order_id);
    const begun = await till.place();
    done(await till.step(begun.order_id, "PLACED", "IN_PROGRESS"));
    const app = await world.app.place(id);
    await world.until("confirmed", async () => (await till.order(app.order_id))?.handoff === "CONFIRMED");
    const key = till.newKey();
    const repeated = await till.place({}, key);
    const paidKey = till.newKey();
    const paid = done(await till.pay(begun.order_id, paidKey));
    const x = await till.call<{ days: unknown; drawer: unknown }>("GET", "/v1/drawer/x-report");
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === old.box.store.tables.box.position().head_seq);
    // It dies with something unsent: the app's order was begun, and nobody else has heard of it.
    line.set("reset");
    done(await till.step(app.order_id, "PLACED", "IN_PROGRESS"));
    await old.stop();

    const next = await world.anotherBox(id);
    expect(done(await world.enrollNext(next))).toMatchObject({ epoch: 2 });
    const at = await till.movedTo(next);
    await world.until("live", () => next.box.link.status().state === "LIVE");

    // It has on its disk what it began with; the cloud stores it no longer.
    expect(await world.query("SELECT node_id FROM edge_nodes WHERE snapshot IS NOT NULL")).toEqual([]);

    // The order that was confirmed and not known to be begun: a person looks first.
    const doubtful = await at.order(app.order_id);
    expect(doubtful).toMatchObject({
      status: "PLACED",
      look_first: true,
      allowed_actions: expect.arrayContaining([{ action: "look", needs_manager: false }]),
    });
    expect((await at.step(app.order_id, "PLACED", "IN_PROGRESS")).code).toBe("order.look_first");
    expect(done(await at.call("POST", `/v1/orders/${app.order_id}/look`, { made: true }))).toMatchObject({
      status: "READY",
      look_first: false,
    });
    // What was known to be begun goes on where it stood, with its number and its money.
    expect(await at.order(begun.order_id)).toMatchObject({ status: "IN_PROGRESS", ticket_number: begun.ticket_number, balance_cents: 0 });

    // A till that repeats its keys gets what came of them, and nothing happens twice.
    const again = await at.call("POST", "/v1/orders", espressos(id), { "idempotency-key": key });
    expect(again).toMatchObject({ status: 201, body: { order_id: repeated.order_id, ticket_number: repeated.ticket_number } });
    const paidAgain = done(
      await at.call<typeof paid>("POST", `/v1/orders/${begun.order_id}/tenders`, { method: "CASH" }, { "idempotency-key": paidKey }),
    );
    expect(paidAgain.payment).toEqual(paid.payment);
    const other = await at.call("POST", "/v1/orders", espressos(id, { note: "other" }), { "idempotency-key": key });
    expect([other.status, other.code]).toEqual([422, "idempotency.key_reused"]);

    // X adds up to what the box before would have said, and new numbers have another letter.
    const nextX = await at.call<{ days: unknown; drawer: unknown }>("GET", "/v1/drawer/x-report");
    expect(nextX.body).toMatchObject({ days: x.body.days, drawer: x.body.drawer });
    const fresh = await at.place();
    expect([sold.ticket_number?.slice(0, 1), fresh.ticket_number?.slice(0, 1)]).toEqual(["A", "B"]);
    done(await at.step(fresh.order_id, "PLACED", "IN_PROGRESS"));
    done(await at.step(fresh.order_id, "IN_PROGRESS", "READY"));
    expect(done(await at.pay(fresh.order_id)).payment.provider_ref).toBe("B-000001");

    // The old box comes back: its word changes nothing, and it says so.
    await world.until("heard", async () => (await world.cloud(id)).link.last_seq === next.box.store.tables.box.position().head_seq);
    const before = await world.cloud(id);
    line.set("up");
    await old.open();
    await world.until("fenced", () => old.box.link.status().state === "FENCED");
    expect((await till.tryPlace()).code).toBe("sync.fenced");
    expect(await world.cloud(id)).toEqual(before);

    // And is enrolled again: its history is put aside, and it goes on from the one that has replaced it.
    expect(done(await world.enrollNext(old))).toMatchObject({ epoch: 3 });
    const back = await till.movedTo(old);
    expect(await back.order(fresh.order_id)).toMatchObject({ status: "COMPLETED" });
    expect((await back.place({}, "from-the-third-box")).ticket_number?.slice(0, 1)).toBe("C");
    await world.until("the other is fenced", () => next.box.link.status().state === "FENCED");
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});
