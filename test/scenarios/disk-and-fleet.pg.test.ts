/** What happens to disks and databases: full, copied, a row that is missing; and two nodes on one database. */
import { expect, test } from "vitest";
import type { CloudNode } from "../world/cloud-node.ts";
import { followOrder } from "../world/event-stream.ts";
import { done } from "../world/reply.ts";
import { inWorld, World } from "../world/world.ts";

test("[I1] a disk that is full in the middle of an outage: a clear no, nothing half done, and recovery", async () => {
  await inWorld({}, async (world) => {
    const { box, till, line, id } = world.storeAt;
    line.set("reset");
    const before = await till.place();
    const { db } = box.box.store;
    const pages = db.pragma("page_count", { simple: true }) as number;
    db.pragma(`max_page_count = ${pages}`);
    const key = till.newKey();
    let refused = await till.tryPlace({}, key);
    // What was free inside the file is used up first.
    while (refused.code === "ok") refused = await till.tryPlace({ note: "x".repeat(280) });
    expect([refused.status, refused.code]).toEqual([507, "storage.full"]);
    const queued = (await till.queue()).length;
    const together = await Promise.all(Array.from({ length: 8 }, () => till.tryPlace({ note: "y".repeat(280) })));
    const stored = together.filter((response) => response.code === "ok").length;
    expect(new Set(together.map((response) => response.code))).toContain("storage.full");
    expect((await till.queue()).length).toBe(queued + stored);
    db.pragma("max_page_count = 1073741823");
    expect((await till.tryPlace({}, key)).code).toBe("ok");
    await till.serve(before.order_id);
    const served = await world.until("the app may order", async () => {
      line.set("up");
      const response = await world.app.tryPlace(id);
      return response.code === "ok" ? response.body : null;
    });
    await world.until("confirmed", async () => (await till.order(served.order_id))?.handoff === "CONFIRMED");
  });
});

test("[U5] a copied disk: a conflict that a person sees, nothing overwritten, the counter sells on", async () => {
  const world = await World.create({ lost: ["store-1"] });
  try {
    const { box, till, id } = world.storeAt;
    await till.serve((await till.place()).order_id);
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
    const copy = box.copyDisk();
    const after = await till.place();
    await till.serve(after.order_id);
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
    const original = await world.cloud(id);
    await box.stop();
    box.useDisk(copy);
    await box.open();
    const onCopy = await till.place();
    await till.serve(onCopy.order_id);
    await world.until("the conflict is found", () => world.linkOf(world.storeAt) === "CONFLICT");
    expect((await till.tryPlace()).code).toBe("ok");
    await world.pass(60_000);
    const now = await world.cloud(id);
    expect([now.orders, now.payments, now.events, now.hashes]).toEqual([
      original.orders,
      original.payments,
      original.events,
      original.hashes,
    ]);
    expect(now.link).toEqual({ ...original.link, conflict: expect.any(String) as string });
    expect(await world.query("SELECT kind FROM exceptions WHERE resolved_at IS NULL")).toHaveLength(1);
    expect((await world.app.tryPlace(id)).code).toBe("store.offline");
  } finally {
    expect(await world.close()).toEqual([]);
  }
});

test("[J2] [I6] a disk is copied while it runs: of two boxes with one key only one gets offers and makes orders", async () => {
  const world = await World.create({ lost: ["store-1"] });
  try {
    const { box, till, id } = world.storeAt;
    const clone = await world.anotherBox(id);
    await world.time.pump(clone.stop());
    clone.useDisk(box.copyDisk());
    await clone.open();
    const states = () => [box, clone].map((each) => each.box.link.status().state).toSorted();
    await world.until("one goes on, and the other is told", () => states().join() === "CONFLICT,LIVE");
    const [ended, live] = box.box.link.status().state === "CONFLICT" ? [box, clone] : [clone, box];
    const order = await world.until("the app may order", async () => {
      done(await world.app.hq("POST", `/stores/${id}/conflict/resolve`, {}));
      const reply = await world.app.tryPlace(id);
      return reply.code === "ok" ? reply.body : null;
    });
    const at = (which: typeof box) => which.box.store.queries.order(order.order_id)?.order.handoff ?? null;
    await world.until("the store has it", () => at(live) === "CONFIRMED");
    await world.pass(60_000);
    expect([at(live), at(ended), states()]).toEqual(["CONFIRMED", null, ["CONFLICT", "LIVE"]]);
    // The counter of either sells on.
    expect((await till.tryPlace()).code).toBe("ok");
    await ended.stop();
    await ended.open();
    await world.pass(60_000);
    expect([at(ended), ended.box.link.status().state]).toEqual([null, "CONFLICT"]);
  } finally {
    expect(await world.close()).toEqual([]);
  }
});

test("[U7] [I5] a box that was replaced changes nothing any more, also after a restart with the line down", async () => {
  const world = await World.create({ lost: ["store-1"] });
  try {
    const { box, till, line, id } = world.storeAt;
    const open = await till.place();
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
    const next = await world.anotherBox(id);
    done(await world.enrollNext(next));
    await world.until("the box hears of it", () => world.linkOf(world.storeAt) === "FENCED");
    await world.until("the next one goes on", () => next.box.link.status().state === "LIVE");
    const before = await world.cloud(id);
    line.set("reset");
    await box.crash();
    await box.open();
    const responses = [await till.tryPlace(), await till.step(open.order_id, "PLACED", "IN_PROGRESS"), await till.pay(open.order_id)];
    expect(responses.map((response) => response.code)).toEqual(["sync.fenced", "sync.fenced", "sync.fenced"]);
    line.set("up");
    await world.pass(60_000);
    expect(await world.cloud(id)).toEqual(before);
    expect((await till.queue()).map((order) => order.order_id)).toEqual([open.order_id]);
  } finally {
    expect(await world.close()).toEqual([]);
  }
});

test("[U6] what the cloud cannot apply waits with its order, money does not; after a fix an operator tries again", async () => {
  await inWorld({}, async (world) => {
    const { till, id, box } = world.storeAt;
    const order = await till.place();
    await world.quiet();
    // As a fault of the cloud would leave it: the row says something that the store's events do not follow from.
    const damage = (status: string) =>
      world.query(
        "UPDATE orders SET status = $2, state = jsonb_set(state::jsonb, '{status}', to_jsonb($2::text))::json WHERE order_id = $1",
        [order.order_id, status],
      );
    await damage("CANCELLED");
    await till.serve(order.order_id);
    const other = await till.place();
    await till.serve(other.order_id);
    await world.until("everything is acknowledged", () => {
      const { acked_seq, head_seq } = box.box.store.tables.box.position();
      return acked_seq === head_seq;
    });
    const waiting = await world.cloud(id);
    expect(waiting.quarantined).toBe(3);
    expect(waiting.payments.map((payment) => payment.amount_cents)).toEqual([500, 500]);
    expect(waiting.orders.map((one) => [one.order_id, one.status])).toEqual([
      [order.order_id, "CANCELLED"],
      [other.order_id, "COMPLETED"],
    ]);
    expect(done(await world.app.hq("POST", `/stores/${id}/quarantine/retry`, {}))).toEqual({ applied: 0, remaining: 3 });
    await damage("PLACED");
    const retried = done(await world.app.hq("POST", `/stores/${id}/quarantine/retry`, {}));
    expect(retried).toEqual({ applied: 3, remaining: 0 });
  });
});

test("two nodes serve each other's followers; a node that dies loses them nothing", async () => {
  await inWorld({ nodes: 2 }, async (world) => {
    const { till, id } = world.storeAt;
    const [one, two] = world.nodes;
    const order = await world.app.place(id);
    const follow = (node: CloudNode, more: Record<string, string> = {}) => {
      const authorization = `Bearer ${world.app.tokenOf(order.order_id)}`;
      return world.time.pump(followOrder(node.service, order.order_id, { authorization, ...more }));
    };
    const stream = await follow(two!);
    await world.until("confirmed", async () => (await till.order(order.order_id))?.handoff === "CONFIRMED");
    await one!.crash();
    done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
    await world.until("the other node tells", () => stream.statuses().includes("IN_PROGRESS"));
    await one!.start();
    await till.step(order.order_id, "IN_PROGRESS", "READY");
    await world.until("READY", () => stream.statuses().includes("READY"));
    const cursors = stream.frames.map((frame) => frame.cursor);
    expect(cursors).toEqual(cursors.toSorted((a, b) => a - b));
    await stream.close();
    await till.pay(order.order_id);
    await world.quiet();
    const late = await follow(one!, { "last-event-id": String(cursors.at(-1)) });
    await world.until("what was missed", () => late.statuses().at(-1) === "COMPLETED");
    expect(late.frames.every((frame) => frame.cursor > (cursors.at(-1) ?? 0))).toBe(true);
    await late.close();
  });
});
