/**
 * A box or a node of the cloud dies between its commit and its reply. Whoever asks again gets what was committed, once. In `npm test`
 * one of the two dies at each message, in `npm run test:long` the one and the other.
 */
import { systemTimers } from "@crema/shared/server/system";
import { describe, expect, test } from "vitest";
import { casesOf } from "../fuzz/runs.ts";
import { espressos, menuRows, PATIENT } from "../world/menu.ts";
import { documentsWith, inboxWith, type Pattern, post, postOf, session, shape } from "../world/message.ts";
import { LostReply } from "../world/store-box.ts";
import { inWorld } from "../world/world.ts";

const nextTurn = () => new Promise<void>((resolve) => systemTimers.afterTurn(resolve));

const MESSAGES: [name: string, pattern: Pattern][] = [
  ["session", session],
  ["the first batch", post],
  ["the first response with documents", shape("store_documents")],
  ["a new menu", documentsWith('"kind":"menu"')],
  ["order.offered", inboxWith("order.offered")],
  ["order.accepted", postOf("order.accepted")],
  ["order.confirmed", inboxWith("order.confirmed")],
  ["order.placed", postOf("order.placed")],
  ["payment.captured", postOf("payment.captured")],
];

describe("the box dies as the cloud has committed and responds", () => {
  test.each(casesOf(MESSAGES, 0))("[U3] [I1] %s", async (_name, pattern) => {
    await inWorld({ store: PATIENT }, async (world) => {
      const { till, box, line, id } = world.storeAt;
      await box.stop();
      let ending: Promise<void> | null = null;
      const fault = line.once("drop_response", pattern, {
        onHit: () => {
          ending = box.crash().then(() => box.open());
        },
      });
      /** A till's user tries again until the box is back. */
      const insist = async <T>(work: () => Promise<T>): Promise<T> => {
        for (;;) {
          try {
            return await work();
          } catch (error) {
            if (!(error instanceof LostReply)) throw error;
            await ending;
            await world.pass(100);
          }
        }
      };
      await box.open();
      const offered = await world.app.place(id);
      await world.app.publishMenu(id, menuRows);
      const key = till.newKey();
      const atCounter = await insist(() => till.place({}, key));
      const confirmed = () => insist(async () => (await till.order(offered.order_id))?.handoff === "CONFIRMED");
      await world.until("confirmed", confirmed);
      for (const order of [offered, atCounter]) {
        await insist(() => till.step(order.order_id, "PLACED", "IN_PROGRESS"));
        await insist(() => till.step(order.order_id, "IN_PROGRESS", "READY"));
        await insist(() => till.pay(order.order_id, `pay-${order.order_id}`));
      }
      await world.until("the fault strikes", () => fault.isHit());
      await ending;
      await world.quiet();
      const stored = await world.cloud(id);
      expect(stored.orders.map((order) => order.status)).toEqual(["COMPLETED", "COMPLETED"]);
      expect(stored.payments.map((payment) => payment.amount_cents)).toEqual([500, 500]);
    });
  });
});

test("[I1] the box dies between the commit and the till's reply: the same key finds the same order", async () => {
  await inWorld({}, async (world) => {
    const { till, box } = world.storeAt;
    const replies = [];
    for (let round = 0; round < 5; round += 1) {
      const key = till.newKey();
      const lost = box.lan("POST", "/v1/orders", till.token, espressos(box.storeId), { "idempotency-key": key });
      const ended = lost.then(
        () => "answered",
        (error: unknown) => (error instanceof LostReply ? "lost" : "broken"),
      );
      const head = box.box.store.tables.box.position().head_seq;
      while (box.box.store.tables.box.position().head_seq === head) await nextTurn();
      await box.crash();
      await box.open();
      replies.push(await ended);
      const again = await Promise.all([till.tryPlace({}, key), till.tryPlace({}, key), till.tryPlace({}, key)]);
      expect(new Set(again.map((response) => response.body.order_id)).size).toBe(1);
    }
    expect(replies).not.toContain("broken");
    await world.quiet();
    expect((await world.cloud(world.storeAt.id)).orders).toHaveLength(5);
  });
});

describe("the cloud dies after its commit, before its response", () => {
  test.each(casesOf(MESSAGES, 1))("[U3] [I1] %s", async (_name, pattern) => {
    await inWorld({ store: PATIENT }, async (world) => {
      const { till, box, line, id } = world.storeAt;
      await box.stop();
      let back: Promise<void> | null = null;
      const fault = line.once("drop_response", pattern, {
        onHit: () => {
          back = world.node.crash().then(() => world.node.start());
        },
      });
      await box.open();
      const insist = async <T>(work: () => Promise<T>): Promise<T> => {
        for (let tries = 0; ; tries += 1) {
          try {
            return await work();
          } catch (error) {
            if (!(error instanceof TypeError) || tries > 50) throw error;
            await back;
            await world.pass(100);
          }
        }
      };
      const key = world.app.newKey();
      const offered = await insist(() => world.app.tryPlace(id, {}, key));
      await insist(() => world.app.publishMenu(id, menuRows));
      const atCounter = await till.place();
      await world.until("confirmed", async () => (await till.order(offered.body.order_id))?.handoff === "CONFIRMED");
      await till.serve(offered.body.order_id);
      await till.serve(atCounter.order_id);
      await world.until("the fault strikes", () => fault.isHit());
      await back;
    });
  });
});

test("[I1] the cloud dies under an app's order: the same key finds it again, or places it", async () => {
  await inWorld({}, async (world) => {
    const { id, till } = world.storeAt;
    for (let round = 0; round < 4; round += 1) {
      const key = world.app.newKey();
      const asked = world.app.tryPlace(id, {}, key).catch(() => null);
      await world.time.skip(round);
      await world.node.crash();
      await asked;
      await world.node.start();
      const online = async () => (await world.app.tryPlace(id, {}, key)).code === "ok";
      await world.until("it is placed", online);
      const { order_id } = (await world.app.tryPlace(id, {}, key)).body;
      await world.until("confirmed", async () => (await till.order(order_id))?.handoff === "CONFIRMED");
    }
    expect((await world.cloud(id)).orders).toHaveLength(4);
  });
});

test("[U3] [U6] Postgres drops its connections in the middle of a catch-up: nothing is lost, nothing twice", async () => {
  await inWorld({}, async (world) => {
    const { till, line, id } = world.storeAt;
    line.set("reset");
    for (let sale = 0; sale < 60; sale += 1) await till.serve((await till.place()).order_id);
    line.set("up");
    for (let cut = 0; cut < 8; cut += 1) {
      const before = (await world.cloud(id)).link.last_seq;
      await world.node.cutDatabase();
      await world.until("the cloud takes more", async () => {
        const { last_seq } = (await world.cloud(id)).link;
        return last_seq > before || last_seq === world.storeAt.box.box.store.tables.box.position().head_seq;
      });
    }
    await world.quiet();
    expect((await world.cloud(id)).payments).toHaveLength(60);
  });
});
