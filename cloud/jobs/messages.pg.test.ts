/** The rules of docs/messages.md, by their numbers. */
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestNode, guestBy, must, openStore, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { createExecutor } from "../executor.ts";
import { step } from "../store-events.test-fixture.ts";
import { acceptedOrder, cancelledByStore, left, ready, Told } from "./told.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
let box: TestBox;
let told: Told;
const DAY_MS = 24 * 3_600_000;

beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
beforeEach(async () => {
  box = await openStore(node);
  told = Told.of(node);
});
afterEach(() =>
  db.database.pool.query(
    "DELETE FROM messages; DELETE FROM message_facts; DELETE FROM suppressions; DELETE FROM incarnations; DELETE FROM exceptions",
  ),
);
afterAll(() => db.drop());

const rows = async (query: string) => (await db.database.pool.query(query)).rows;
const states = async () => (await rows("SELECT state FROM messages ORDER BY 1")).map(({ state }) => state);

describe("[N1] a message is sent for what was committed, and for nothing else", () => {
  test("a guest who left an address hears of READY and of CANCELLED, once", async () => {
    const [made, spilled] = [await acceptedOrder(box, left()), await acceptedOrder(box, left())];
    await ready(box, made);
    await cancelledByStore(box, spilled);
    await told.all();
    await told.all();
    expect(told.titles().sort()).toEqual([
      "bo@example.org: Main Street, order A1: cancelled",
      "bo@example.org: Main Street, order A1: ready to pick up",
    ]);
  });

  test("a command that is rolled back tells nobody", async () => {
    const made = await acceptedOrder(box, left());
    const executor = createExecutor({
      database: node.database,
      clock: node.clock,
      newId: () => crypto.randomUUID(),
      onCommitted: () => undefined,
    });
    const failing = executor.transaction(async (unit) => {
      await unit.lockLink(box.storeId);
      await unit.loadOrders(box.storeId, [made.order_id]);
      const record = unit.order(made.order_id);
      const event = step(box, made.order_id, "order.readied", 3, "IN_PROGRESS");
      record.record(record.order, [event]);
      await unit.client.query("SELECT 1 / 0");
    });
    await expect(failing).rejects.toThrow("division by zero");
    expect(await rows("SELECT kind FROM message_facts WHERE kind <> 'ACCEPTED'")).toEqual([]);
  });

  test("an order of the counter is told to nobody", async () => {
    const made = await acceptedOrder(box, null);
    await ready(box, made);
    expect(await told.all()).toEqual([]);
  });

  test("a READY that was overtaken is not sent, nor one that is hours old", async () => {
    const made = await acceptedOrder(box, left());
    await ready(box, made);
    await told.plan();
    must(await box.send(step(box, made.order_id, "order.completed", 4, "READY")));
    expect([await told.send(), await states()]).toEqual([0, ["DROPPED"]]);
    await ready(box, await acceptedOrder(box, left()));
    node.time.ms += 2 * 3_600_000;
    must(await box.send());
    expect(await told.all()).toEqual([]);
  });
});

describe("[N2] never twice to the same person for the same fact", () => {
  test("two nodes that plan and send at once", async () => {
    for (let n = 0; n < 8; n++) await cancelledByStore(box, await acceptedOrder(box, left({ email: `g${n}@example.org` })));
    const other = Told.of(node, db.another());
    await Promise.all([told.plan(), other.plan(), told.plan()]);
    await Promise.all([told.send(), other.send(), other.send()]);
    const sent = [...told.sent, ...other.sent].map((message) => message.to);
    expect([sent.length, new Set(sent).size]).toEqual([8, 8]);
  });

  /** A sender that dies: its process is gone, and what it had in hand comes to the next one a minute later. */
  const dies = () => Promise.reject(new Error("killed"));

  test.each(["plan", "send"] as const)("a node that is killed before the commit of its %s leaves it to the next one", async (at) => {
    await cancelledByStore(box, await acceptedOrder(box, left()));
    if (at === "plan") {
      // Its connection is cut in the transaction.
      const victim = Told.of(node, db.another());
      const blocker = await db.database.pool.connect();
      await blocker.query("BEGIN");
      await blocker.query("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE");
      const planning = victim.plan();
      planning.catch(() => undefined);
      await waitFor(
        async () =>
          (await rows("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO messages%'")).length > 0,
      );
      await rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO messages%'",
      );
      await expect(planning).rejects.toThrow();
      await blocker.query("ROLLBACK");
      blocker.release();
      // Its server may still be undoing what it had: until then the fact is in its hand.
      await waitFor(async () => (await told.plan()) === 1);
    } else {
      await told.plan();
      told.provider = dies;
      await expect(told.send()).rejects.toThrow("not taken");
      told.provider = async () => ({ outcome: "TAKEN" });
      node.time.ms += 60_000;
    }
    await told.all();
    expect(told.titles()).toEqual(["bo@example.org: Main Street, order A1: cancelled"]);
  });

  test("a provider whose reply was lost has it twice, under one id; nobody else ever does", async () => {
    await cancelledByStore(box, await acceptedOrder(box, left()));
    await told.plan();
    const ids: string[] = [];
    told.provider = async (message) => {
      ids.push(message.message_id);
      throw new Error("the line broke after it was taken");
    };
    await expect(told.send()).rejects.toThrow();
    told.provider = async (message) => {
      ids.push(message.message_id);
      return { outcome: "TAKEN" };
    };
    node.time.ms += 2_000;
    await told.send();
    await told.send();
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  test("what was so before the database was put back is not told again, nor what waited then", async () => {
    await cancelledByStore(box, await acceptedOrder(box, left()));
    await told.plan();
    await cancelledByStore(box, await acceptedOrder(box, left({ email: "later@example.org" })));
    node.time.ms += 1_000;
    await db.database.pool.query(
      "INSERT INTO incarnations (incarnation_id, number, begun_at, cause, detail, system_identifier, timeline) VALUES (gen_random_uuid(), 2, $1, 'DATABASE', '', '', 1)",
      [iso(node.time.ms)],
    );
    await told.all();
    expect([told.sent, await states()]).toEqual([[], ["DROPPED"]]);
    node.time.ms += 1_000;
    must(await box.send());
    await cancelledByStore(box, await acceptedOrder(box, left({ email: "new@example.org" })));
    await told.all();
    expect(told.titles()).toEqual(["new@example.org: Main Street, order A1: cancelled"]);
  });
});

describe("[N2] one browser", () => {
  test("that has subscribed for an order and, after it was adopted, for the account is told once", async () => {
    const made = await acceptedOrder(box, null);
    const { user_id } = must(await node.commands.createCustomer("Ana", `${crypto.randomUUID()}@example.org`));
    must(await node.commands.adoptOrder(made.order_id, user_id));
    const browser = async (of: { user: string | null; order: string | null }) =>
      db.database.pool.query(
        `INSERT INTO push_subscriptions (subscription_id, endpoint_index, sealed, user_id, store_id, order_id, created_at, expires_at)
         VALUES ($1, $2, 'v1.k1.x.y', $3, $4, $5, $6, $7)`,
        [
          ...[crypto.randomUUID(), `browser of ${user_id}`, of.user, of.order && box.storeId, of.order],
          ...[iso(node.time.ms), iso(node.time.ms + DAY_MS)],
        ],
      );
    await browser({ user: null, order: made.order_id });
    await browser({ user: user_id, order: null });
    await ready(box, made);
    expect(await told.plan()).toBe(1);
    // The order's own is all that is left after the sign-out, and the same fact is the same message.
    await db.database.pool.query(
      `INSERT INTO message_facts (store_id, order_id, event_id, kind, at)
       SELECT store_id, order_id, event_id, 'READY', at FROM order_events WHERE order_id = $1 AND type = 'order.readied'`,
      [made.order_id],
    );
    await db.database.pool.query("DELETE FROM push_subscriptions WHERE user_id = $1", [user_id]);
    expect([await told.plan(), await states()]).toEqual([0, ["WAITING"]]);
  });
});

describe("[N3] a provider that is away delays its own messages and nothing more", () => {
  test("orders are placed while every channel hangs and a thousand messages wait", async () => {
    await ready(box, await acceptedOrder(box, left({ phone: "+4915123456789" })));
    await told.plan();
    await db.database.pool.query(
      `INSERT INTO messages SELECT gen_random_uuid(), store_id, order_id, kind, channel, contact_index, null, sealed, state, 0, due_at, expires_at, created_at
       FROM messages, generate_series(1, 1000) WHERE channel = 'email'`,
    );
    let hung = 0;
    let go = (): void => undefined;
    const free = new Promise<void>((resolve) => {
      go = resolve;
    });
    const hanging = Told.of(node, db.another());
    hanging.provider = async () => {
      hung += 1;
      await free;
      throw new Error("away");
    };
    const sending = Promise.allSettled([hanging.send("email"), hanging.send("sms")]);
    await waitFor(async () => hung >= 21);
    // Nothing of it holds a lock or a place that an order needs.
    for (let n = 0; n < 20; n++) await cancelledByStore(box, await acceptedOrder(box, left({ email: null, language: "de" })));
    go();
    await sending;
    expect((await rows("SELECT count(*)::int AS n FROM messages WHERE channel = 'email' AND state = 'WAITING'"))[0].n).toBe(1001);
  });

  test("one channel's outage leaves the others alone, and it is tried again later each time until it is of no use", async () => {
    await cancelledByStore(box, await acceptedOrder(box, left({ phone: "+4915123456789" })));
    await told.plan();
    told.provider = async (message) => {
      if (message.to.includes("@")) throw new Error("away");
      return { outcome: "TAKEN" };
    };
    await expect(told.send("email")).rejects.toThrow("1 messages (email)");
    expect(await told.send("sms")).toBe(1);
    expect(await told.send("email")).toBe(0);
    node.time.ms += 2_000;
    await expect(told.send("email")).rejects.toThrow();
    node.time.ms += 2_000;
    expect(await told.send("email")).toBe(0);
    node.time.ms += DAY_MS;
    await told.send("email");
    expect(await rows("SELECT channel, state, failure FROM messages ORDER BY 1")).toEqual([
      { channel: "email", state: "DEAD", failure: "it could not be sent while it was of use" },
      { channel: "sms", state: "SENT", failure: null },
    ]);
  });
});

describe("[N4] dead letters", () => {
  test("a bounce is for headquarters, once for a store and channel, and nothing goes there any more", async () => {
    for (const email of ["gone@example.org", "gone2@example.org"]) await cancelledByStore(box, await acceptedOrder(box, left({ email })));
    told.provider = async () => ({ outcome: "GONE", why: "the mail server did not take a mail (EENVELOPE 550)" });
    await told.all();
    expect(await rows("SELECT kind, store_id FROM exceptions")).toEqual([{ kind: "message.undeliverable", store_id: box.storeId }]);
    told.provider = async () => ({ outcome: "TAKEN" });
    await cancelledByStore(box, await acceptedOrder(box, left({ email: "gone@example.org" })));
    await told.all();
    expect([told.sent, (await states()).sort()]).toEqual([[], ["DEAD", "DEAD"]]);
  });

  test("is sent again by a person as long as it is so, or let be", async () => {
    const by = {
      ...guestBy,
      principal: { kind: "operator" as const, user_id: crypto.randomUUID(), role: "hq" as const, store_ids: [box.storeId] },
    };
    await cancelledByStore(box, await acceptedOrder(box, left()));
    await cancelledByStore(box, await acceptedOrder(box, left({ email: "zoe@example.org" })));
    told.provider = async () => ({ outcome: "GONE", why: "550" });
    await told.all();
    told.provider = async () => ({ outcome: "TAKEN" });
    const [one, two] = (await rows("SELECT message_id FROM messages ORDER BY created_at, message_id")).map((row) => row.message_id);
    const stranger = { ...by, principal: { ...by.principal, store_ids: ["elsewhere"] } };
    expect(await node.commands.sendMessageAgain(one, stranger)).toMatchObject({ refusal: { code: "message.not_found" } });
    const open = () => rows("SELECT what_to_do FROM exceptions WHERE resolved_at IS NULL");
    must(await node.commands.sendMessageAgain(one, by));
    told.provider = async () => ({ outcome: "GONE", why: "550 again" });
    await told.all();
    expect(await rows(`SELECT tries, failure FROM messages WHERE message_id = '${one}'`)).toEqual([{ tries: 2, failure: "550 again" }]);
    told.provider = async () => ({ outcome: "TAKEN" });
    must(await node.commands.sendMessageAgain(one, by));
    must(await node.commands.dropMessage(two, by));
    expect(await open()).toHaveLength(1);
    expect(await node.commands.dropMessage(two, by)).toMatchObject({ refusal: { code: "message.not_failed" } });
    await told.all();
    expect([told.sent.length, await states(), await open()]).toEqual([1, ["DROPPED", "SENT"], []]);
  });
});

/** As soon as it is so. */
async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
