/** What does not get through: a provider that is away, and recipients that are gone (docs/messages.md, N3 and N4). */
import { describe, expect, test } from "vitest";
import { guestBy, must } from "../cloud-node.test-fixture.ts";
import { acceptedOrder, asSoonAs, cancelledByStore, left, ready, setUpTelling, Told } from "./told.test-fixture.ts";

const at = setUpTelling();
const DAY_MS = 24 * 3_600_000;
const WAITING_FOR_LOCKS = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

describe("[N3] a provider that is away delays its own messages and nothing more", () => {
  test("orders are placed while every channel hangs and a thousand messages wait", async () => {
    await ready(at.box, await acceptedOrder(at.box, left({ phone: "+4915123456789" })));
    await at.told.plan();
    await at.db.database.pool.query(
      `INSERT INTO messages SELECT gen_random_uuid(), store_id, order_id, kind, channel, contact_index, null, sealed, state, 0, due_at, expires_at, created_at
       FROM messages, generate_series(1, 1000) WHERE channel = 'email'`,
    );
    let hung = 0;
    let go = (): void => undefined;
    const free = new Promise<void>((resolve) => {
      go = resolve;
    });
    const hanging = Told.of(at.node, at.db.another());
    hanging.provider = async () => {
      hung += 1;
      await free;
      throw new Error("away");
    };
    const sending = Promise.allSettled([hanging.send("email"), hanging.send("sms")]);
    await asSoonAs(async () => hung >= 21);
    // Nothing of it holds a lock or a place that an order needs.
    for (let n = 0; n < 20; n++) await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email: null, language: "de" })));
    go();
    await sending;
    expect((await at.rows("SELECT count(*)::int AS n FROM messages WHERE channel = 'email' AND state = 'WAITING'"))[0].n).toBe(1001);
  });

  test("one channel's outage leaves the others alone, and it is tried again later each time until it is of no use", async () => {
    await cancelledByStore(at.box, await acceptedOrder(at.box, left({ phone: "+4915123456789" })));
    await at.told.plan();
    at.told.provider = async (message) => {
      if (message.to.includes("@")) throw new Error("away");
      return { outcome: "TAKEN" };
    };
    await expect(at.told.send("email")).rejects.toThrow("1 messages (email)");
    expect(await at.told.send("sms")).toBe(1);
    expect(await at.told.send("email")).toBe(0);
    at.node.time.ms += 2_000;
    await expect(at.told.send("email")).rejects.toThrow();
    at.node.time.ms += 2_000;
    expect(await at.told.send("email")).toBe(0);
    at.node.time.ms += DAY_MS;
    await at.told.send("email");
    expect(await at.rows("SELECT channel, state, failure FROM messages ORDER BY 1")).toEqual([
      { channel: "email", state: "DEAD", failure: "it could not be sent while it was of use" },
      { channel: "sms", state: "SENT", failure: null },
    ]);
  });
});

describe("[N4] dead letters", () => {
  test("a bounce is for headquarters, once for a store and channel, and nothing goes there any more", async () => {
    for (const email of ["gone@example.org", "gone2@example.org"])
      await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email })));
    at.told.provider = async () => ({ outcome: "GONE", why: "the mail server did not take a mail (EENVELOPE 550)" });
    await at.told.all();
    expect(await at.rows("SELECT kind, store_id FROM exceptions")).toEqual([{ kind: "message.undeliverable", store_id: at.box.storeId }]);
    at.told.provider = async () => ({ outcome: "TAKEN" });
    await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email: "gone@example.org" })));
    await at.told.all();
    expect([at.told.sent, (await at.states()).sort()]).toEqual([[], ["DEAD", "DEAD"]]);
  });

  test("two that die at once, on two nodes, are one exception", async () => {
    for (const email of ["gone@example.org", "gone2@example.org"])
      await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email })));
    await at.told.plan();
    const senders = [at.told, Told.of(at.node, at.db.another())] as const;
    let taken = 0;
    let both = (): void => undefined;
    const bothTaken = new Promise<void>((resolve) => {
      both = resolve;
    });
    for (const sender of senders)
      sender.provider = async () => {
        taken += 1;
        if (taken === 2) both();
        await bothTaken;
        return { outcome: "GONE", why: "550" };
      };
    // Whoever has raised it is held before the commit.
    await at.rows(`CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END';
      CREATE TRIGGER wait_here AFTER INSERT ON exceptions FOR EACH ROW EXECUTE FUNCTION wait_here()`);
    const holder = await at.db.database.pool.connect();
    await holder.query("SELECT pg_advisory_lock(7)");
    const sending = Promise.all(senders.map((sender) => sender.send()));
    await asSoonAs(async () => (await at.rows(WAITING_FOR_LOCKS)).length === 2);
    await holder.query("SELECT pg_advisory_unlock(7)");
    holder.release();
    await sending;
    await at.rows("DROP TRIGGER wait_here ON exceptions; DROP FUNCTION wait_here");
    expect([await at.states(), (await at.rows("SELECT kind FROM exceptions")).length]).toEqual([["DEAD", "DEAD"], 1]);
  });

  test("is sent again by a person as long as it is so, or let be", async () => {
    const by = {
      ...guestBy,
      principal: { kind: "operator" as const, user_id: crypto.randomUUID(), role: "hq" as const, store_ids: [at.box.storeId] },
    };
    await cancelledByStore(at.box, await acceptedOrder(at.box, left()));
    await cancelledByStore(at.box, await acceptedOrder(at.box, left({ email: "zoe@example.org" })));
    at.told.provider = async () => ({ outcome: "GONE", why: "550" });
    await at.told.all();
    at.told.provider = async () => ({ outcome: "TAKEN" });
    const [one, two] = (await at.rows("SELECT message_id FROM messages ORDER BY created_at, message_id")).map((row) => row.message_id);
    const stranger = { ...by, principal: { ...by.principal, store_ids: ["elsewhere"] } };
    expect(await at.node.commands.sendMessageAgain(one, stranger)).toMatchObject({ refusal: { code: "message.not_found" } });
    const open = () => at.rows("SELECT what_to_do FROM exceptions WHERE resolved_at IS NULL");
    must(await at.node.commands.sendMessageAgain(one, by));
    at.told.provider = async () => ({ outcome: "GONE", why: "550 again" });
    await at.told.all();
    expect(await at.rows(`SELECT tries, failure FROM messages WHERE message_id = '${one}'`)).toEqual([{ tries: 2, failure: "550 again" }]);
    at.told.provider = async () => ({ outcome: "TAKEN" });
    must(await at.node.commands.sendMessageAgain(one, by));
    must(await at.node.commands.dropMessage(two, by));
    expect(await open()).toHaveLength(1);
    expect(await at.node.commands.dropMessage(two, by)).toMatchObject({ refusal: { code: "message.not_failed" } });
    await at.told.all();
    expect([at.told.sent.length, await at.states(), await open()]).toEqual([1, ["DROPPED", "SENT"], []]);
  });
});
