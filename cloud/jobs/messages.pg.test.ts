/** The rules of docs/messages.md, by their numbers. */
import { iso } from "@crema/shared/domain/kernel/clock";
import { describe, expect, test } from "vitest";
import { must } from "../cloud-node.test-fixture.ts";
import { createExecutor } from "../executor.ts";
import { step } from "../store-events.test-fixture.ts";
import { acceptedOrder, asSoonAs, cancelledByStore, left, ready, setUpTelling, Told } from "./told.test-fixture.ts";

const at = setUpTelling();
const DAY_MS = 24 * 3_600_000;

describe("[N1] a message is sent for what was committed, and for nothing else", () => {
  test("a guest who left an address hears of READY and of CANCELLED, once", async () => {
    const [made, spilled] = [await acceptedOrder(at.box, left()), await acceptedOrder(at.box, left())];
    await ready(at.box, made);
    await cancelledByStore(at.box, spilled);
    await at.told.all();
    await at.told.all();
    expect(at.told.titles().sort()).toEqual([
      "bo@example.org: Main Street, order A1: cancelled",
      "bo@example.org: Main Street, order A1: ready to pick up",
    ]);
  });

  test("a command that is rolled back tells nobody", async () => {
    const made = await acceptedOrder(at.box, left());
    const executor = createExecutor({
      database: at.node.database,
      clock: at.node.clock,
      newId: () => crypto.randomUUID(),
      onCommitted: () => undefined,
    });
    const failing = executor.transaction(async (unit) => {
      await unit.lockLink(at.box.storeId);
      await unit.loadOrders(at.box.storeId, [made.order_id]);
      const record = unit.order(made.order_id);
      const event = step(at.box, made.order_id, "order.readied", 3, "IN_PROGRESS");
      record.record(record.order, [event]);
      await unit.client.query("SELECT 1 / 0");
    });
    await expect(failing).rejects.toThrow("division by zero");
    expect(await at.rows("SELECT kind FROM message_facts WHERE kind <> 'ACCEPTED'")).toEqual([]);
  });

  test("an order of the counter is told to nobody", async () => {
    const made = await acceptedOrder(at.box, null);
    await ready(at.box, made);
    expect(await at.told.all()).toEqual([]);
  });

  test("a READY that was overtaken is not sent, nor one that is hours old", async () => {
    const made = await acceptedOrder(at.box, left());
    await ready(at.box, made);
    await at.told.plan();
    must(await at.box.send(step(at.box, made.order_id, "order.completed", 4, "READY")));
    expect([await at.told.send(), await at.states()]).toEqual([0, ["DROPPED"]]);
    await ready(at.box, await acceptedOrder(at.box, left()));
    at.node.time.ms += 2 * 3_600_000;
    must(await at.box.send());
    expect(await at.told.all()).toEqual([]);
  });
});

describe("[N2] never twice to the same person for the same fact", () => {
  test("two nodes that plan and send at once", async () => {
    for (let n = 0; n < 8; n++) await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email: `g${n}@example.org` })));
    const other = Told.of(at.node, at.db.another());
    await Promise.all([at.told.plan(), other.plan(), at.told.plan()]);
    await Promise.all([at.told.send(), other.send(), other.send()]);
    const sent = [...at.told.sent, ...other.sent].map((message) => message.to);
    expect([sent.length, new Set(sent).size]).toEqual([8, 8]);
  });

  /** A sender that dies: its process is gone, and what it had in hand comes to the next one a minute later. */
  const dies = () => Promise.reject(new Error("killed"));

  test.each(["plan", "send"] as const)("a node that is killed before the commit of its %s leaves it to the next one", async (what) => {
    await cancelledByStore(at.box, await acceptedOrder(at.box, left()));
    if (what === "plan") {
      // Its connection is cut in the transaction.
      const victim = Told.of(at.node, at.db.another());
      const blocker = await at.db.database.pool.connect();
      await blocker.query("BEGIN");
      await blocker.query("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE");
      const planning = victim.plan();
      planning.catch(() => undefined);
      await asSoonAs(
        async () =>
          (await at.rows("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO messages%'")).length >
          0,
      );
      await at.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO messages%'",
      );
      await expect(planning).rejects.toThrow();
      await blocker.query("ROLLBACK");
      blocker.release();
      // Its server may still be undoing what it had: until then the fact is in its hand.
      await asSoonAs(async () => (await at.told.plan()) === 1);
    } else {
      await at.told.plan();
      at.told.provider = dies;
      await expect(at.told.send()).rejects.toThrow("not taken");
      at.told.provider = async () => ({ outcome: "TAKEN" });
      at.node.time.ms += 60_000;
    }
    await at.told.all();
    expect(at.told.titles()).toEqual(["bo@example.org: Main Street, order A1: cancelled"]);
  });

  test("a provider whose reply was lost has it twice, under one id; nobody else ever does", async () => {
    await cancelledByStore(at.box, await acceptedOrder(at.box, left()));
    await at.told.plan();
    const ids: string[] = [];
    at.told.provider = async (message) => {
      ids.push(message.message_id);
      throw new Error("the line broke after it was taken");
    };
    await expect(at.told.send()).rejects.toThrow();
    at.told.provider = async (message) => {
      ids.push(message.message_id);
      return { outcome: "TAKEN" };
    };
    at.node.time.ms += 2_000;
    await at.told.send();
    await at.told.send();
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  test("a process that is killed between the provider's reply and the mark leaves it to the next one, a minute later, under the same id", async () => {
    await cancelledByStore(at.box, await acceptedOrder(at.box, left()));
    await at.told.plan();
    const ids: string[] = [];
    const { pool } = at.node.database;
    let isKilled = false;
    /** Nothing that it says after the reply arrives. */
    const dying = Object.assign(Object.create(pool) as typeof pool, {
      query: (...asked: Parameters<typeof pool.query>) => (isKilled ? Promise.reject(new Error("killed")) : pool.query(...asked)),
    });
    const victim = Told.of(at.node, { ...at.node.database, pool: dying });
    victim.provider = async ({ message_id }) => {
      ids.push(message_id);
      isKilled = true;
      return { outcome: "TAKEN" };
    };
    await expect(victim.send()).rejects.toThrow("killed");
    at.told.provider = async ({ message_id }) => {
      ids.push(message_id);
      return { outcome: "TAKEN" };
    };
    at.node.time.ms += 59_999;
    expect([await at.told.send(), await at.states()]).toEqual([0, ["WAITING"]]);
    at.node.time.ms += 1;
    expect([await at.told.send(), await at.told.send(), await at.states()]).toEqual([1, 0, ["SENT"]]);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  test("what was so before the database was put back is not told again, nor what waited then", async () => {
    await cancelledByStore(at.box, await acceptedOrder(at.box, left()));
    await at.told.plan();
    await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email: "later@example.org" })));
    at.node.time.ms += 1_000;
    await at.db.database.pool.query(
      "INSERT INTO incarnations (incarnation_id, number, begun_at, cause, detail, system_identifier, timeline) VALUES (gen_random_uuid(), 2, $1, 'DATABASE', '', '', 1)",
      [iso(at.node.time.ms)],
    );
    await at.told.all();
    expect([at.told.sent, await at.states()]).toEqual([[], ["DROPPED"]]);
    at.node.time.ms += 1_000;
    must(await at.box.send());
    await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email: "new@example.org" })));
    await at.told.all();
    expect(at.told.titles()).toEqual(["new@example.org: Main Street, order A1: cancelled"]);
  });
});

describe("[N2] one browser", () => {
  test("that has subscribed for an order and, after it was adopted, for the account is told once", async () => {
    const made = await acceptedOrder(at.box, null);
    const { user_id } = must(await at.node.commands.createCustomer("Ana", `${crypto.randomUUID()}@example.org`));
    must(await at.node.commands.adoptOrder(made.order_id, user_id));
    const browser = async (of: { user: string | null; order: string | null }) =>
      at.db.database.pool.query(
        `INSERT INTO push_subscriptions (subscription_id, endpoint_index, sealed, user_id, store_id, order_id, created_at, expires_at)
         VALUES ($1, $2, 'v1.k1.x.y', $3, $4, $5, $6, $7)`,
        [
          ...[crypto.randomUUID(), `browser of ${user_id}`, of.user, of.order && at.box.storeId, of.order],
          ...[iso(at.node.time.ms), iso(at.node.time.ms + DAY_MS)],
        ],
      );
    await browser({ user: null, order: made.order_id });
    await browser({ user: user_id, order: null });
    await ready(at.box, made);
    expect(await at.told.plan()).toBe(1);
    // The order's own is all that is left after the sign-out, and the same fact is the same message.
    await at.db.database.pool.query(
      `INSERT INTO message_facts (store_id, order_id, event_id, kind, at)
       SELECT store_id, order_id, event_id, 'READY', at FROM order_events WHERE order_id = $1 AND type = 'order.readied'`,
      [made.order_id],
    );
    await at.db.database.pool.query("DELETE FROM push_subscriptions WHERE user_id = $1", [user_id]);
    expect([await at.told.plan(), await at.states()]).toEqual([0, ["WAITING"]]);
  });
});
