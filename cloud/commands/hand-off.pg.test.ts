import type { Order } from "@crema/shared/domain/order/order";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  guestBy,
  must,
  openStore,
  orderNow,
  placed,
  type TestBox,
  type TestNode,
  typesOf,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { sweepOffers } from "../jobs/offer-sweeper.ts";
import { accepted, declined, paid, refusedCancel, step } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

/** An order that the store has accepted and the cloud has confirmed. */
async function confirmed(box: TestBox): Promise<Order> {
  const order = await placed(box);
  await box.receive();
  must(await box.send(accepted(box, order)));
  await box.receive();
  return orderNow(node, order.order_id);
}

describe("offer, accept, confirm", () => {
  test("the acceptance confirms in the same commit: authority moves, and the store is told", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    await box.receive();
    must(await box.send(accepted(box, order)));
    expect(await orderNow(node, order.order_id)).toMatchObject({
      handoff: "CONFIRMED",
      authority: "edge",
      status: "PLACED",
      order_seq: 1,
      ticket_number: "A1",
    });
    expect(await box.receive()).toMatchObject([{ kind: "order.confirmed", order_id: order.order_id, order_seq: 1, status: "PLACED" }]);
  });

  test("the store's steps follow, each with the state after it", async () => {
    const box = await openStore(node);
    const { order_id } = await confirmed(box);
    must(await box.send(step(box, order_id, "order.started", 2, "PLACED"), step(box, order_id, "order.readied", 3, "IN_PROGRESS")));
    must(await box.send(paid(box, order_id, 500), step(box, order_id, "order.completed", 4, "READY")));
    const changes = await node.queries.changesOf(order_id, 4);
    expect(changes.map((change) => [change.cursor, change.event.type, change.order.status, change.order.paid_cents])).toEqual([
      [5, "order.started", "IN_PROGRESS", 0],
      [6, "order.readied", "READY", 0],
      [7, "payment.captured", "READY", 500],
      [8, "order.completed", "COMPLETED", 500],
    ]);
    const all = await node.queries.changesOf(order_id, 0);
    expect(all.map((change) => change.cursor)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(all.at(-1)?.order).toEqual(await orderNow(node, order_id));
    expect(await node.queries.changesOf(order_id, 8)).toEqual([]);
  });

  test("a step before the confirmation goes to quarantine and changes nothing", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    must(await box.send(step(box, order.order_id, "order.started", 2, "PLACED")));
    expect((await orderNow(node, order.order_id)).status).toBe("PLACED");
  });

  test("a decline before the confirmation cancels, and the cloud mints the number", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    must(await box.send(declined(box, order)));
    expect(await orderNow(node, order.order_id)).toMatchObject({
      status: "CANCELLED",
      cancel_cause: "DECLINED",
      cancel_reason: "No beans.",
      order_seq: 2,
      authority: "cloud",
    });
    must(await box.send(accepted(box, order)));
    expect((await orderNow(node, order.order_id)).status).toBe("CANCELLED");
  });

  test("a decline after the confirmation cancels too, and takes authority back", async () => {
    const box = await openStore(node);
    const order = await confirmed(box);
    must(await box.send(declined(box, order)));
    expect(await orderNow(node, order.order_id)).toMatchObject({
      status: "CANCELLED",
      cancel_cause: "DECLINED",
      authority: "cloud",
      order_seq: 2,
    });
    expect(await typesOf(node, order.order_id)).toEqual([
      "order.placed",
      "order.offered",
      "order.accepted",
      "order.confirmed",
      "order.declined",
      "order.cancelled",
    ]);
  });
});

describe("withdraw", () => {
  test("[I6] withdrawn, then accepted: it stays cancelled, nothing is confirmed, nothing is quarantined", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    await box.receive();
    expect(must(await node.commands.cancel(order.order_id, "changed my mind", guestBy))).toMatchObject({
      outcome: "CANCELLED",
      request_id: null,
    });
    must(await box.send(accepted(box, order)));
    expect(await orderNow(node, order.order_id)).toMatchObject({
      status: "CANCELLED",
      handoff: "WITHDRAWN",
      cancel_cause: "CUSTOMER",
      cancel_reason: "changed my mind",
    });
    expect((await box.receive()).map((command) => command.kind)).toEqual(["order.revoked"]);
    expect((await db.database.pool.query("SELECT 1 FROM quarantine WHERE store_id = $1", [box.storeId])).rowCount).toBe(0);
  });

  test("withdraw and acceptance at once: one of them, never both, in twelve races", async () => {
    for (let round = 0; round < 12; round++) {
      const box = await openStore(node);
      const order = await placed(box);
      await box.receive();
      const [cancel] = await Promise.all([node.commands.cancel(order.order_id, null, guestBy), box.send(accepted(box, order))]);
      const after = await orderNow(node, order.order_id);
      const told = (await box.receive()).map((command) => command.kind);
      if (must(cancel).outcome === "CANCELLED") {
        expect([after.status, after.handoff, told]).toEqual(["CANCELLED", "WITHDRAWN", ["order.revoked"]]);
      } else {
        expect([after.status, after.handoff, told]).toEqual(["PLACED", "CONFIRMED", ["order.confirmed", "order.cancel_requested"]]);
      }
    }
  });

  test("an offer that nobody answers is withdrawn once its time is up, by one of two nodes", async () => {
    // What other tests have left open is due first.
    node.time.ms += 60_000;
    await sweepOffers(node);
    const box = await openStore(node);
    const other = createTestNode(db.another(), node.time);
    const order = await placed(box);
    node.time.ms += 29_999;
    expect(await sweepOffers(node)).toBe(0);
    node.time.ms += 1;
    const swept = await Promise.all([sweepOffers(node), sweepOffers(other)]);
    expect(swept.sort()).toEqual([0, 1]);
    expect(await orderNow(node, order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "NO_ANSWER" });
    expect((await box.receive()).map((command) => command.kind)).toEqual(["order.offered", "order.revoked"]);
  });

  test("[L4] a store whose offers cannot be withdrawn now keeps no other store's customers waiting", async () => {
    const [stuck, other] = [await openStore(node), await openStore(node)];
    const [first, second] = [await placed(stuck), await placed(other)];
    node.time.ms += 60_000;
    await db.database.pool.query("UPDATE orders SET state = jsonb_set(state::jsonb, '{authority}', '\"edge\"')::json WHERE order_id = $1", [
      first.order_id,
    ]);
    await expect(sweepOffers(node)).rejects.toThrow("could not be withdrawn");
    expect(await orderNow(node, second.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "NO_ANSWER" });
    await db.database.pool.query("UPDATE orders SET handoff = 'WITHDRAWN' WHERE order_id = $1", [first.order_id]);
  });

  test("an order that was accepted in time is left alone", async () => {
    const box = await openStore(node);
    const order = await confirmed(box);
    node.time.ms += 60_000;
    expect(await sweepOffers(node)).toBe(0);
    expect((await orderNow(node, order.order_id)).handoff).toBe("CONFIRMED");
  });

  test("cancelling twice answers the same", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    must(await node.commands.cancel(order.order_id, null, guestBy));
    expect(must(await node.commands.cancel(order.order_id, null, guestBy))).toMatchObject({ outcome: "CANCELLED" });
    expect((await box.receive()).map((command) => command.kind)).toEqual(["order.offered", "order.revoked"]);
  });

  test("an unknown order cannot be cancelled", async () => {
    expect(codeOf(await node.commands.cancel("0198c7f2-0000-7000-8000-0000000000ff", null, guestBy))).toBe("order.not_found");
  });
});

describe("a cancel request after the confirmation", () => {
  test("calls at once join one request, and the store hears one", async () => {
    const box = await openStore(node);
    const order = await confirmed(box);
    const asked = await Promise.all([1, 2, 3, 4].map(() => node.commands.cancel(order.order_id, null, guestBy)));
    expect(new Set(asked.map((result) => must(result).request_id)).size).toBe(1);
    expect((await box.receive()).map((command) => command.kind)).toEqual(["order.cancel_requested"]);
    expect((await node.queries.order(order.order_id))?.cancel_request_id).toBe(
      must(asked[0] ?? (await node.commands.cancel(order.order_id, null, guestBy))).request_id,
    );
  });

  test("joins even when the projection says that the store has begun", async () => {
    const box = await openStore(node);
    const order = await confirmed(box);
    const { request_id } = must(await node.commands.cancel(order.order_id, null, guestBy));
    must(await box.send(step(box, order.order_id, "order.started", 2, "PLACED")));
    expect(must(await node.commands.cancel(order.order_id, null, guestBy))).toMatchObject({ outcome: "REQUESTED", request_id });
  });

  test("a refusal answers only the request that it names", async () => {
    const box = await openStore(node);
    const { order_id } = await confirmed(box);
    const { request_id } = must(await node.commands.cancel(order_id, null, guestBy));
    must(await box.send(refusedCancel(box, order_id, "0198c7f2-0000-7000-8000-0000000000fe")));
    expect((await node.queries.order(order_id))?.cancel_request_id).toBe(request_id);
    must(await box.send(refusedCancel(box, order_id, request_id ?? "")));
    expect((await node.queries.order(order_id))?.cancel_request_id).toBeNull();
    expect(must(await node.commands.cancel(order_id, null, guestBy)).request_id).not.toBe(request_id);
  });

  test("the store cancels: the request is answered", async () => {
    const box = await openStore(node);
    const { order_id } = await confirmed(box);
    must(await node.commands.cancel(order_id, null, guestBy));
    must(await box.send(step(box, order_id, "order.cancelled", 2, "PLACED")));
    expect(await node.queries.order(order_id)).toMatchObject({ cancel_request_id: null, order: { status: "CANCELLED" } });
    expect(must(await node.commands.cancel(order_id, null, guestBy)).outcome).toBe("CANCELLED");
  });

  test("what the store has begun, or has taken money for, is refused", async () => {
    const box = await openStore(node);
    const begun = await confirmed(box);
    must(await box.send(step(box, begun.order_id, "order.started", 2, "PLACED")));
    expect(codeOf(await node.commands.cancel(begun.order_id, null, guestBy))).toBe("order.already_started");
    const other = await openStore(node);
    const tendered = await confirmed(other);
    must(await other.send(paid(other, tendered.order_id, 500)));
    expect(codeOf(await node.commands.cancel(tendered.order_id, null, guestBy))).toBe("order.paid_at_store");
  });
});
