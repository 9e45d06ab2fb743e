/** Orders for later while their store's box is off: taken, held, offered when it is back, withdrawn when it is too late. */
import { iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  espressos,
  guestBy,
  must,
  openStore,
  orderNow,
  placed,
  START_MS,
  type TestBox,
  type TestNode,
  typesOf,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { accepted } from "../store-events.test-fixture.ts";
import { createHeldOrders, offerHeld, UNANSWERED_AT_ONCE, withdrawHeld } from "./held-orders.ts";
import { sweepOffers } from "./offer-sweeper.ts";

const MINUTE_MS = 60_000;
let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database, { ms: START_MS });
});
afterAll(() => db.drop());

/** Wanted as many minutes from now. */
const inMinutes = (minutes: number) => iso(node.time.ms + minutes * MINUTE_MS);
const later = (box: TestBox, minutes: number, key = `for later, in ${minutes}`) =>
  placed(box, `${box.storeId} ${key}`, { requested_for: inMinutes(minutes) });

/** Its box was last heard some minutes ago. */
async function silentStore(): Promise<TestBox> {
  const box = await openStore(node);
  node.time.ms += MINUTE_MS;
  return box;
}

describe("while the box is away", () => {
  test("[L3] what is wanted later is taken and held; what is wanted now, or too soon to be held, is refused", async () => {
    const box = await silentStore();
    const order = await later(box, 60);
    expect(order).toMatchObject({ handoff: "HELD", status: "PLACED", authority: "cloud" });
    expect(await typesOf(node, order.order_id)).toEqual(["order.placed"]);
    expect(await offerHeld(node)).toBe(0);
    expect(await box.receive()).toEqual([]);
    for (const requested_for of [null, inMinutes(0), inMinutes(5)]) {
      const refused = await node.commands.place(espressos(box.storeId, { requested_for }), "wanted now, with a long key", guestBy);
      expect([codeOf(refused), refused.ok ? "" : refused.refusal.detail]).toEqual([
        "store.offline",
        expect.stringContaining("choose a later time"),
      ]);
    }
  });

  test("[L3] a store without a box takes nothing for later either", async () => {
    const box = await silentStore();
    await node.database.pool.query("UPDATE store_links SET node_id = NULL WHERE store_id = $1", [box.storeId]);
    expect(
      codeOf(await node.commands.place(espressos(box.storeId, { requested_for: inMinutes(60) }), "a key that is long enough", guestBy)),
    ).toBe("store.offline");
  });

  test("the customer may cancel it, and no store hears of it", async () => {
    const box = await silentStore();
    const order = await later(box, 60);
    must(await node.commands.cancel(order.order_id, null, guestBy));
    expect(await orderNow(node, order.order_id)).toMatchObject({ status: "CANCELLED", handoff: "WITHDRAWN", cancel_cause: "CUSTOMER" });
    expect(await box.receive()).toEqual([]);
  });

  test("it is withdrawn in plain words when the store would have to begin, and not before", async () => {
    const box = await silentStore();
    const order = await later(box, 60);
    node.time.ms += 54 * MINUTE_MS;
    await withdrawHeld(node);
    expect((await orderNow(node, order.order_id)).status).toBe("PLACED");
    node.time.ms += MINUTE_MS;
    await withdrawHeld(node);
    expect(await orderNow(node, order.order_id)).toMatchObject({
      status: "CANCELLED",
      cancel_cause: "NO_ANSWER",
      cancel_reason: "The store could not be reached in time.",
    });
    expect(await box.receive()).toEqual([]);
  });
});

describe("when the box is back", () => {
  test("[D2] orders are offered a few at a time, the oldest promise first", async () => {
    const box = await silentStore();
    const wanted = [90, 60, 75, 120, 105, 61, 150];
    for (const minutes of wanted) await later(box, minutes);
    must(await box.send());
    expect(await offerHeld(node)).toBe(UNANSWERED_AT_ONCE);
    expect(await offerHeld(node)).toBe(0);
    const first = await box.receive();
    const offers = first.flatMap((command) => (command.kind === "order.offered" ? [command.order] : []));
    const minutesOf = (at: string) => Math.round((Date.parse(at) - node.time.ms) / MINUTE_MS);
    expect(offers.map((order) => [minutesOf(order.promised_at), order.handoff])).toEqual(
      [60, 61, 75, 90, 105].map((minutes) => [minutes, "OFFERED"]),
    );
    must(await box.send(accepted(box, offers[0]!), accepted(box, offers[1]!)));
    expect(await offerHeld(node)).toBe(2);
    expect((await orderNow(node, offers[0]!.order_id)).handoff).toBe("CONFIRMED");
  });

  test("one whose time is over is made for nobody: it is not offered, and is withdrawn", async () => {
    const box = await silentStore();
    const order = await later(box, 60);
    node.time.ms += 60 * MINUTE_MS;
    must(await box.send());
    expect(await offerHeld(node)).toBe(0);
    await withdrawHeld(node);
    expect(await orderNow(node, order.order_id)).toMatchObject({ status: "CANCELLED", handoff: "WITHDRAWN" });
    expect(await box.receive()).toEqual([]);
  });

  test("offers that have had no answer for two minutes keep no others back", async () => {
    const box = await silentStore();
    for (let n = 0; n < UNANSWERED_AT_ONCE + 1; n += 1) await later(box, 120 + n);
    must(await box.send());
    expect(await offerHeld(node)).toBe(UNANSWERED_AT_ONCE);
    await box.receive();
    node.time.ms += 3 * MINUTE_MS;
    must(await box.send());
    expect(await offerHeld(node)).toBe(1);
  });

  test("a service that has just come back withdraws what is over, and nothing else: no box had a chance to be heard", async () => {
    const box = await silentStore();
    const order = await later(box, 60);
    node.time.ms += 56 * MINUTE_MS;
    await withdrawHeld(node, () => true);
    expect((await orderNow(node, order.order_id)).status).toBe("PLACED");
    node.time.ms += 4 * MINUTE_MS;
    await withdrawHeld(node, () => true);
    expect((await orderNow(node, order.order_id)).status).toBe("CANCELLED");
  });

  test("[L1] one that has more than a batch to send is not asked yet", async () => {
    const box = await silentStore();
    await later(box, 60);
    must(await box.send());
    await node.database.pool.query(
      "UPDATE store_link_seen SET heartbeat = jsonb_set(heartbeat::jsonb, '{unsent_events}', '100') WHERE store_id = $1",
      [box.storeId],
    );
    expect(await offerHeld(node)).toBe(0);
    must(await box.send());
    expect(await offerHeld(node)).toBe(1);
  });

  test("orders that cannot be offered, whatever the reason, keep the others of their store back no longer", async () => {
    const box = await silentStore();
    const broken: string[] = [];
    for (let n = 0; n < UNANSWERED_AT_ONCE; n += 1) broken.push((await later(box, 60 + n)).order_id);
    const sound = await later(box, 120);
    must(await box.send());
    const ids = broken.map((id) => `'${id}'`).join(", ");
    await node.database.pool.query(`ALTER TABLE orders ADD CONSTRAINT broken CHECK (handoff <> 'OFFERED' OR order_id NOT IN (${ids}))`);
    await expect(offerHeld(node)).rejects.toThrow("1 of 1 failed");
    await node.database.pool.query("ALTER TABLE orders DROP CONSTRAINT broken");
    expect((await orderNow(node, sound.order_id)).handoff).toBe("OFFERED");
    expect(await offerHeld(node)).toBe(UNANSWERED_AT_ONCE - 1);
  });

  test("[L1] a box that says something absurd of itself keeps no other store waiting", async () => {
    const [box, absurd] = [await silentStore(), await silentStore()];
    for (const each of [box, absurd]) {
      await later(each, 60);
      must(await each.send());
    }
    const batch = absurd.batch();
    must(await absurd.deliver({ ...batch, heartbeat: { ...batch.heartbeat, unsent_events: Number.MAX_SAFE_INTEGER } }));
    expect(await offerHeld(node)).toBe(1);
    await withdrawHeld(node);
    must(await absurd.send());
    expect(await offerHeld(node)).toBe(1);
  });

  test("an offer for later that the store cannot answer stands until it would have to be made", async () => {
    const box = await openStore(node);
    const order = await later(box, 60);
    expect(await offerHeld(node)).toBe(1);
    node.time.ms += 54 * MINUTE_MS;
    await sweepOffers(node);
    expect((await orderNow(node, order.order_id)).status).toBe("PLACED");
    node.time.ms += MINUTE_MS;
    await sweepOffers(node);
    expect(await orderNow(node, order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "NO_ANSWER" });
  });

  test("at the last moment a store that is there is offered it, and not refused", async () => {
    const box = await silentStore();
    const order = await later(box, 60);
    node.time.ms += 56 * MINUTE_MS;
    must(await box.send());
    await withdrawHeld(node);
    expect(await offerHeld(node)).toBe(1);
    expect((await orderNow(node, order.order_id)).handoff).toBe("OFFERED");
  });
});

/** The job on a database that a test takes away; each call is one run, after so many milliseconds. */
function heldOrdersJob() {
  const away = { is: false };
  const pool = new Proxy(node.database.pool, {
    get(target, key) {
      if (key === "query" && away.is) return () => Promise.reject(new Error("the database is away"));
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  const waits: (() => void)[] = [];
  let ended = () => {};
  const timers: Timers = {
    after(_ms, run) {
      waits.push(run);
      ended();
      return { cancel: () => {} };
    },
    afterTurn: () => ({ cancel: () => {} }),
  };
  const errors: unknown[] = [];
  const { executor, clock, database } = node;
  const job = createHeldOrders({ database: { ...database, pool }, executor, clock, timers, onError: (error) => void errors.push(error) });
  const runs = async (times: number, everyMs: number) => {
    for (let n = 0; n < times; n += 1) {
      node.time.ms += everyMs;
      const end = new Promise<void>((resolve) => (ended = resolve));
      const next = waits.shift();
      if (next) next();
      else job.start();
      await end;
    }
  };
  const stop = async () => {
    const stopped = job.stop();
    waits.shift()?.();
    await stopped;
  };
  return { away, errors, runs, stop };
}

describe("[L4] after a gap no order is withdrawn for want of boxes that had no chance to be heard", () => {
  test.each([
    ["its database was away", true],
    ["the process itself stood still", false],
  ])("%s for half a minute: the grace begins again; an order that fails at every run does not renew it", async (_what, isAway) => {
    const box = await silentStore();
    const failing = await later(box, 52);
    const order = await later(box, 60);
    await node.database.pool.query(
      `ALTER TABLE orders ADD CONSTRAINT failing CHECK (status <> 'CANCELLED' OR order_id <> '${failing.order_id}')`,
    );
    const job = heldOrdersJob();
    node.time.ms += 53.7 * MINUTE_MS;
    await job.runs(10, 4_900);
    expect(job.errors.length).toBe(10);
    job.away.is = isAway;
    if (isAway) await job.runs(30, 1_000);
    else node.time.ms += 30_000;
    job.away.is = false;
    await job.runs(9, 4_900);
    expect((await orderNow(node, order.order_id)).status).toBe("PLACED");
    await job.runs(2, 4_900);
    expect((await orderNow(node, order.order_id)).status).toBe("CANCELLED");
    await job.stop();
    await node.database.pool.query("ALTER TABLE orders DROP CONSTRAINT failing");
  });
});
