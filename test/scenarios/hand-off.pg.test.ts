/** The hand-off of an app's order over the real sync: taken, declined, withdrawn, cancelled, made anyway. */
import { describe, expect, test } from "vitest";
import { espressos, storeInput } from "../world/menu.ts";
import { inboxWith, postOf } from "../world/message.ts";
import { done } from "../world/reply.ts";
import { inWorld, type World } from "../world/world.ts";

const confirmed = (world: World, orderId: string) =>
  world.until("confirmed", async () => (await world.storeAt.till.order(orderId))?.handoff === "CONFIRMED");
const statusInApp = (world: World, orderId: string, status: string) =>
  world.until(`the app sees ${status}`, async () => (await world.app.order(orderId)).status === status);
const typesOf = async (world: World, orderId: string) =>
  (await world.cloud(world.storeAt.id)).events.filter((event) => event.order_id === orderId).map((event) => event.type);

test("[I3] offered, accepted, confirmed, made, paid and handed over: every step is the store's, the app sees each", async () => {
  await inWorld({}, async (world) => {
    const { till, id } = world.storeAt;
    const order = await world.app.place(id);
    expect(order).toMatchObject({ status: "PLACED", handoff: "OFFERED", ticket_number: null });
    await confirmed(world, order.order_id);
    const queued = (await till.queue()).find((one) => one.order_id === order.order_id);
    expect(queued).toMatchObject({ handoff: "CONFIRMED", authority: "edge" });
    done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
    await statusInApp(world, order.order_id, "IN_PROGRESS");
    done(await till.step(order.order_id, "IN_PROGRESS", "READY"));
    await statusInApp(world, order.order_id, "READY");
    done(await till.pay(order.order_id));
    await statusInApp(world, order.order_id, "COMPLETED");
    expect((await world.app.order(order.order_id)).ticket_number).toBe(queued?.ticket_number);
    expect(await typesOf(world, order.order_id)).toEqual([
      "order.placed",
      "order.offered",
      "order.accepted",
      "order.confirmed",
      "order.started",
      "order.readied",
      "payment.captured",
      "order.completed",
    ]);
  });
});

test("before the confirmation has arrived nothing is made and no money is taken", async () => {
  await inWorld({}, async (world) => {
    const { till, line, id } = world.storeAt;
    const held = line.once("hold_response", inboxWith("order.confirmed"));
    const order = await world.app.place(id);
    await world.until("the store has it", async () => (await till.order(order.order_id))?.handoff === "ACCEPTED");
    await world.until("the confirmation is on its way", () => held.isHit());
    expect((await till.step(order.order_id, "PLACED", "IN_PROGRESS")).code).toBe("order.unconfirmed");
    expect((await till.pay(order.order_id)).code).toBe("order.unconfirmed");
    held.release();
    await confirmed(world, order.order_id);
    await till.serve(order.order_id);
  });
});

describe("the store declines", () => {
  const declined = async (world: World, orderId: string, code: string) => {
    world.storeAt.line.set("up");
    await statusInApp(world, orderId, "CANCELLED");
    expect(await world.app.order(orderId)).toMatchObject({ cancel_cause: "DECLINED" });
    const log = world.storeAt.box.box.store.db.prepare<[string], { body: string }>(
      "SELECT body FROM events WHERE order_id = ? AND type = 'order.declined'",
    );
    expect(log.all(orderId).map((row) => (JSON.parse(row.body) as { code: string }).code)).toEqual([code]);
  };

  test("sold out in the meantime", async () => {
    await inWorld({}, async (world) => {
      world.storeAt.line.set("reset");
      done(await world.storeAt.till.soldOut("espresso"));
      const order = await world.app.place(world.storeAt.id);
      await declined(world, order.order_id, "item.sold_out");
    });
  });

  test("closed in the meantime", async () => {
    const hours = storeInput().hours.map((day) => ({ ...day, close: "10:05" }));
    const settings = { ...storeInput().settings, accept_timeout_s: 600 };
    await inWorld({ store: { hours, settings } }, async (world) => {
      world.storeAt.line.set("reset");
      const order = await world.app.place(world.storeAt.id);
      await world.time.skip(6 * 60_000);
      await declined(world, order.order_id, "store.closed");
      expect((await world.app.tryPlace(world.storeAt.id)).code).toBe("store.closed");
    });
  });

  test("too much on the queue", async () => {
    await inWorld({ store: { settings: { ...storeInput().settings, max_open_orders: 2 } } }, async (world) => {
      world.storeAt.line.set("reset");
      for (let sale = 0; sale < 2; sale += 1) await world.storeAt.till.place();
      const order = await world.app.place(world.storeAt.id);
      await declined(world, order.order_id, "store.queue_full");
    });
  });

  test("by hand, after it had accepted: a confirmation that arrives later does nothing", async () => {
    await inWorld({}, async (world) => {
      const { till, line, id } = world.storeAt;
      const held = line.once("hold_response", inboxWith("order.confirmed"));
      const order = await world.app.place(id);
      await world.until("the confirmation is on its way", () => held.isHit());
      done(await till.decline(order.order_id));
      held.release();
      await declined(world, order.order_id, "staff");
      await world.quiet();
      expect(await till.order(order.order_id)).toMatchObject({ handoff: "DECLINED" });
      expect((await till.step(order.order_id, "PLACED", "IN_PROGRESS")).code).not.toBe("ok");
    });
  });
});

describe("[I6] the customer withdraws while the acceptance is in flight", () => {
  test("the withdrawal is first at the cloud", async () => {
    await inWorld({}, async (world) => {
      const { till, line, id } = world.storeAt;
      const accepted = line.once("hold_request", postOf("order.accepted"));
      const order = await world.app.place(id);
      await world.until("the acceptance is on its way", () => accepted.isHit());
      expect((await world.app.cancel(order.order_id)).body).toMatchObject({ status: "CANCELLED", handoff: "WITHDRAWN" });
      accepted.release();
      await world.until("the store knows", async () => (await till.order(order.order_id))?.status === "CANCELLED");
      expect((await till.step(order.order_id, "PLACED", "IN_PROGRESS")).code).not.toBe("ok");
      await world.quiet();
      expect(await typesOf(world, order.order_id)).not.toContain("order.confirmed");
      expect((await world.cloud(id)).quarantined).toBe(0);
    });
  });

  test("the withdrawal is on its way down when the acceptance has arrived: the store cannot start", async () => {
    await inWorld({}, async (world) => {
      const { till, line, id } = world.storeAt;
      const accepted = line.once("hold_request", postOf("order.accepted"));
      const revoked = line.once("hold_response", inboxWith("order.revoked"));
      const order = await world.app.place(id);
      await world.until("the acceptance is on its way", () => accepted.isHit());
      done(await world.app.cancel(order.order_id));
      accepted.release();
      await world.until("the revocation is on its way", () => revoked.isHit());
      expect((await till.step(order.order_id, "PLACED", "IN_PROGRESS")).code).toBe("order.unconfirmed");
      revoked.release();
      await world.until("the store knows", async () => (await till.order(order.order_id))?.status === "CANCELLED");
    });
  });

  test("the acceptance is first: the store is asked, and decides", async () => {
    await inWorld({}, async (world) => {
      const order = await world.app.place(world.storeAt.id);
      await confirmed(world, order.order_id);
      const response = await world.app.cancel(order.order_id);
      expect([response.code, response.status === 200 || response.status === 202]).toEqual(["ok", true]);
      await statusInApp(world, order.order_id, "CANCELLED");
      expect(await typesOf(world, order.order_id)).toEqual(expect.arrayContaining(["order.cancel_requested", "order.cancelled"]));
    });
  });
});

describe("the customer's cancel races the barista's start", () => {
  test("the store has started and the cloud does not know yet: refused by the store", async () => {
    await inWorld({}, async (world) => {
      const { till, line, id } = world.storeAt;
      const order = await world.app.place(id);
      await confirmed(world, order.order_id);
      await world.quiet();
      const held = line.once("hold_request", postOf("order.started"));
      done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
      await world.until("the start is on its way", () => held.isHit());
      const cancelling = world.app.cancel(order.order_id);
      await world.until("the request is in the inbox", async () =>
        (await typesOf(world, order.order_id)).includes("order.cancel_requested"),
      );
      held.release();
      const response = await cancelling;
      // 202: the response came after the 2 s that the app waits for it.
      expect(["order.already_started", "ok"]).toContain(response.code);
      await world.until("answered", async () => (await typesOf(world, order.order_id)).includes("order.cancel_refused"));
      await statusInApp(world, order.order_id, "IN_PROGRESS");
      done(await till.step(order.order_id, "IN_PROGRESS", "READY"));
      done(await till.pay(order.order_id));
    });
  });

  test("the request is first: the barista cannot start any more", async () => {
    await inWorld({}, async (world) => {
      const { till } = world.storeAt;
      const order = await world.app.place(world.storeAt.id);
      await confirmed(world, order.order_id);
      const cancelling = world.app.cancel(order.order_id);
      await world.until("the store has cancelled", async () => (await till.order(order.order_id))?.status === "CANCELLED");
      expect((await till.step(order.order_id, "PLACED", "IN_PROGRESS")).code).toBe("order.status_changed");
      expect((await cancelling).code).toBe("ok");
    });
  });

  test("at the same instant, again and again: exactly one of them has its way", async () => {
    await inWorld({ seed: 5 }, async (world) => {
      const { till } = world.storeAt;
      for (let round = 0; round < 6; round += 1) {
        const order = await world.app.place(world.storeAt.id);
        await confirmed(world, order.order_id);
        const cancelling = world.app.cancel(order.order_id);
        await world.time.pass(world.random.below(30));
        const started = await till.step(order.order_id, "PLACED", "IN_PROGRESS");
        const cancelled = await cancelling;
        await world.quiet();
        const { status } = await world.app.order(order.order_id);
        expect(status).toBe(started.code === "ok" ? "IN_PROGRESS" : "CANCELLED");
        if (cancelled.status !== 202) expect(cancelled.code === "ok").toBe(started.code !== "ok");
      }
    });
  });

  test("a second cancel joins the request that is outstanding", async () => {
    await inWorld({}, async (world) => {
      const { line, id } = world.storeAt;
      const order = await world.app.place(id);
      await confirmed(world, order.order_id);
      await world.quiet();
      line.set("reset");
      const responses = await Promise.all([world.app.cancel(order.order_id), world.app.cancel(order.order_id)]);
      responses.push(await world.app.cancel(order.order_id));
      expect(responses.map((response) => [response.status, response.body.cancel])).toEqual(responses.map(() => [202, "REQUESTED"]));
      line.set("up");
      await statusInApp(world, order.order_id, "CANCELLED");
      expect((await typesOf(world, order.order_id)).filter((type) => type === "order.cancel_requested")).toHaveLength(1);
      const asked = await world.query("SELECT 1 FROM store_inbox WHERE command->>'kind' = 'order.cancel_requested'");
      expect(asked).toHaveLength(1);
    });
  });
});

describe("make it anyway", () => {
  test("an order that the store has: declined and replaced in one commit, paid once", async () => {
    await inWorld({}, async (world) => {
      const { till, line, id } = world.storeAt;
      const held = line.once("drop_response", inboxWith("order.confirmed"), { onHit: () => line.set("reset") });
      const order = await world.app.place(id);
      await world.until("the confirmation is lost", () => held.isHit());
      const instead = done(await till.makeAnyway(order.order_id, null));
      expect(instead).toMatchObject({ replaces_order_id: order.order_id, origin: "POS", total_cents: order.total_cents });
      await till.serve(instead.order_id);
      await world.quiet();
      expect(await world.app.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "DECLINED" });
      expect((await world.cloud(id)).payments.map((payment) => payment.order_id)).toEqual([instead.order_id]);
    });
  });

  test("an order that the store has never received: its offer then does nothing", async () => {
    await inWorld({}, async (world) => {
      const { till, line, id } = world.storeAt;
      line.set("reset");
      const order = await world.app.place(id);
      expect((await till.makeAnyway(order.order_id, null)).code).toBe("order.not_found");
      const key = till.newKey();
      const instead = done(await till.makeAnyway(order.order_id, espressos(id), key));
      expect((await till.makeAnyway(order.order_id, espressos(id), key)).body.order_id).toBe(instead.order_id);
      await till.serve(instead.order_id);
      await world.quiet();
      expect(await till.order(order.order_id)).toBeNull();
      expect((await world.app.order(order.order_id)).status).toBe("CANCELLED");
      expect((await world.cloud(id)).payments).toHaveLength(1);
    });
  });
});
