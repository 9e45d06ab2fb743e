/** The erased stay erased: after a power cut, after the database was put back, at a store whose box is old. */

import { randomUUID } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import { PricedOrder } from "@crema/shared/domain/order/order";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { systemRandomBytes } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PHONE_PURPOSE } from "../auth/contact-cipher.ts";
import { createSignInCodes } from "../auth/sign-in-code.ts";
import {
  codeOf,
  createTestNode,
  must,
  openStore,
  orderNow,
  SECRET,
  START_MS,
  type TestBox,
  type TestNode,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { suppress } from "../db/messages.ts";
import { acceptedOrder, contacts, left, ready, Told } from "../jobs/told.test-fixture.ts";
import { accepted, placedAt, posOrder } from "../store-events.test-fixture.ts";
import { eraseUser, readForErasure } from "./erase-user.ts";
import { sweep } from "./erasure-job.ts";
import { foundIn, tablesIn } from "./found-in.test-fixture.ts";
import { confirmationOf, endOrder, type Person, personAt, placeAs } from "./person.test-fixture.ts";
import { IN_THE_CLOUD, NOBODY_IN_THE_CLOUD, tablesOf } from "./personal-data.ts";

const DAY_MS = 86_400_000;
const BY_AGE = ["store_inbox.command"];

let db: TestDatabase;
let node: TestNode;
let box: TestBox;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
  box = await openStore(node);
});
beforeEach(() => {
  node.time.ms = START_MS;
});
afterAll(() => db.drop());

const run = () => sweep({ ...node, keeping: { namesMs: 90 * DAY_MS, customersMs: null } });

const person = () => personAt(node);
const orders = (who: Person, at = box) => placeAs(node, who, at);
const end = (orderId: string, at = box) => endOrder(node, orderId, at);
const confirmationFor = (who: Person) => confirmationOf(node, who);

async function overOrder(who: Person, at = box): Promise<string> {
  const orderId = await orders(who, at);
  await end(orderId, at);
  return orderId;
}

const erase = async (who: Person) => must(await node.commands.eraseCustomer(who.userId, await confirmationFor(who), who.by));
const stillFound = async ({ name }: Person) => (await foundIn(node.database.pool, name)).filter((place) => !BY_AGE.includes(place));

/** As a restore of a backup does: what was committed since is gone, all but what other tests did. */
async function forgetErasure({ userId }: Person, backup: () => Promise<void>): Promise<void> {
  for (const table of ["erased_users", "erased_orders"])
    await node.database.pool.query(`DELETE FROM ${table} WHERE user_id = $1`, [userId]);
  await backup();
}

/** What a backup has of the customer and their orders. */
async function backupOf({ userId }: Person): Promise<() => Promise<void>> {
  const { pool } = node.database;
  const users = await pool.query("SELECT row_to_json(u)::text AS row FROM users u WHERE user_id = $1", [userId]);
  const state = await pool.query<{ order_id: string; state: string }>(
    "SELECT order_id, state::text AS state FROM orders WHERE user_id = $1",
    [userId],
  );
  return async () => {
    await pool.query("INSERT INTO users SELECT * FROM json_populate_record(NULL::users, $1::json)", [users.rows[0]?.row]);
    for (const row of state.rows)
      await pool.query("UPDATE orders SET state = $2::json, without_person = false WHERE order_id = $1", [row.order_id, row.state]);
  };
}

test("each table says whether it holds personal data: a new one has to be put into cloud/erasure/personal-data.ts", async () => {
  const listed = [...new Set(tablesOf(IN_THE_CLOUD)), ...NOBODY_IN_THE_CLOUD];
  expect(listed.toSorted()).toEqual(await tablesIn(node.database.pool));
});

describe("an erasure", () => {
  test("[P2] of an account that has somebody else's number leaves their waiting messages and their STOP", async () => {
    const { pool } = node.database;
    const [mallory, number, victims] = [await person(), "+4915123456789", left({ email: null, phone: "+4915123456789" })];
    const topics = { push: [], email: [], sms: [] };
    must(await node.commands.putPreferences(mallory.userId, { language: null, phone: number, topics }));
    const own = await orders(mallory);
    await pool.query(
      `INSERT INTO messages (message_id, store_id, order_id, kind, channel, contact_index, sealed, state, due_at, expires_at, created_at)
       VALUES (gen_random_uuid(), $1, $2, 'READY', 'sms', 'own', 'v1.k1.x.y', 'WAITING', now(), now(), now())`,
      [box.storeId, own],
    );
    await ready(box, await acceptedOrder(box, victims));
    await Told.of(node).plan();
    const index = contacts.blindIndex(PHONE_PURPOSE, number);
    await suppress(pool, { channel: "sms", contactIndex: index, why: "STOPPED" }, iso(node.time.ms));
    const held = async () => {
      const found = await pool.query(
        `SELECT state AS what FROM messages WHERE contact_index = ANY ($1) UNION ALL SELECT why FROM suppressions WHERE contact_index = $2`,
        [[index, "own"], index],
      );
      return found.rows.map(({ what }) => what);
    };
    expect(await held()).toEqual(["WAITING", "WAITING", "STOPPED"]);
    await erase(mallory);
    expect(await held()).toEqual(["WAITING", "STOPPED"]);
  });

  test("[P6] that a power cut ends between the register and the commit is carried out by the next sweep", async () => {
    const zelda = await person();
    const orderId = await overOrder(zelda);
    const confirmation = await confirmationFor(zelda);
    node.erasures.diesAfterWrite = true;
    await expect(node.commands.eraseCustomer(zelda.userId, confirmation, zelda.by)).rejects.toThrow("dies");
    node.erasures.diesAfterWrite = false;
    expect((await orderNow(node, orderId)).customer_name).toBe(zelda.name);
    await run();
    expect(await stillFound(zelda)).toEqual([]);
  });

  test("[P9] is done again in a database that was put back to before it, and what comes of orders that it has lost is stored without the name", async () => {
    const zelda = await person();
    const kept = await overOrder(zelda);
    const backup = await backupOf(zelda);
    const lost = await orders(zelda);
    const whole = await orderNow(node, lost);
    await erase(zelda);
    for (const table of ["orders", "order_events", "order_keys", "order_lines"])
      await node.database.pool.query(`DELETE FROM ${table} WHERE order_id = $1`, [lost]);
    await forgetErasure(zelda, backup);
    expect(await stillFound(zelda)).not.toEqual([]);
    await run();
    expect(await stillFound(zelda)).toEqual([]);
    expect((await orderNow(node, kept)).customer_name).toBeNull();
    // The store's log tells the other one, whole.
    must(await box.send(accepted(box, whole), placedAt(box, whole)));
    expect(await stillFound(zelda)).toEqual([]);
  });

  test("[P9] of somebody of whom this database has never heard keeps out an order of theirs that it learns of later", async () => {
    const zelda = await person();
    const early = posOrder(box, { user_id: zelda.userId, customer_name: zelda.name, origin: "APP" });
    await erase(zelda);
    must(await box.send(placedAt(box, { ...early, origin: "POS" })));
    expect(await stillFound(zelda)).toEqual([]);
  });

  test("[P1] leaves an open order its notes, for whoever makes it, until it is over; the sweep then finishes it, and the box is told again", async () => {
    const zelda = await person();
    const orderId = await orders(zelda);
    const told = async () => (await box.receive()).flatMap((command) => (command.kind === "customer.erased" ? command.order_ids : []));
    await run();
    await box.receive();
    await erase(zelda);
    await run();
    expect(await orderNow(node, orderId)).toMatchObject({ customer_name: zelda.name, note: zelda.name });
    expect(await told()).toEqual([orderId]);
    must(await box.send(accepted(box, await orderNow(node, orderId))));
    expect(await orderNow(node, orderId)).toMatchObject({ handoff: "CONFIRMED", customer_name: zelda.name, note: zelda.name });
    await end(orderId);
    expect(await orderNow(node, orderId)).toMatchObject({ status: "CANCELLED", customer_name: null, note: null });
    await run();
    expect(await stillFound(zelda)).toEqual([]);
    expect(await told()).toContain(orderId);
    await run();
    expect(await told()).toEqual([]);
  });

  test("[P1] leaves the notes in an event that waits for an open order which the database has lost, for a day", async () => {
    const zelda = await person();
    const orderId = await orders(zelda);
    must(await box.send(accepted(box, await orderNow(node, orderId))));
    const { order_id, store_id, lines, ...whole } = await orderNow(node, orderId);
    await erase(zelda);
    await run();
    for (const table of ["orders", "order_events", "order_keys", "order_lines"])
      await node.database.pool.query(`DELETE FROM ${table} WHERE order_id = $1`, [orderId]);
    await run();
    const priced = PricedOrder.parse({ ...whole, lines: lines.map((line) => ({ ...line, note: zelda.name })) });
    const envelope = { event_id: randomUUID(), store_id, at: iso(node.time.ms), actor: ana };
    must(await box.send({ ...envelope, type: "order.amended", order_id, amendment: 1, priced }));
    const waiting = async () => (await foundIn(node.database.pool, zelda.name)).includes("quarantine.body");
    await run();
    expect(await waiting()).toBe(true);
    node.time.ms += DAY_MS + 60_000;
    await run();
    expect(await waiting()).toBe(false);
  });

  test("a tombstone that cannot be read is reported, and keeps no other", async () => {
    const [torn, zelda] = [randomUUID(), await person()];
    await overOrder(zelda);
    const confirmation = await confirmationFor(zelda);
    node.erasures.unreadable.add(torn);
    node.erasures.diesAfterWrite = true;
    await expect(node.commands.eraseCustomer(zelda.userId, confirmation, zelda.by)).rejects.toThrow("dies");
    node.erasures.diesAfterWrite = false;
    await expect(run()).rejects.toMatchObject({ errors: [{ message: expect.stringContaining(torn) as unknown }] });
    node.erasures.unreadable.clear();
    expect(await stillFound(zelda)).toEqual([]);
  });

  test("[P10] waits for a box that would not read it, and is told once that is of a release that does", async () => {
    const old = await openStore(node);
    const zelda = await person();
    const orderId = await overOrder(zelda, old);
    await old.wasHeardAs(6);
    await erase(zelda);
    expect(await stillFound(zelda)).toEqual([]);
    const told = async () => (await old.receive()).flatMap((command) => (command.kind === "customer.erased" ? command.order_ids : []));
    expect(await told()).toEqual([]);
    await run();
    must(await old.send());
    await run();
    expect(await told()).toEqual([orderId]);
    await run();
    expect(await told()).toEqual([]);
  });

  test("[P10] says nothing to a store that is frozen until its box has joined", async () => {
    const zelda = await person();
    await overOrder(zelda);
    await box.receive();
    await node.database.pool.query("UPDATE store_links SET frozen_by = $2 WHERE store_id = $1", [box.storeId, randomUUID()]);
    await erase(zelda);
    expect(await stillFound(zelda)).toEqual([]);
    expect(await box.receive()).toEqual([]);
    await node.database.pool.query("UPDATE store_links SET frozen_by = NULL WHERE store_id = $1", [box.storeId]);
    await run();
    expect(await box.receive()).toMatchObject([{ kind: "customer.erased" }]);
  });

  test("[P2] a sign-in that meets the erasure goes by what that leaves: a new account for a code that was asked for after it", async () => {
    const zelda = await person();
    const { pool } = node.database;
    const { rows } = await pool.query<{ email_index: string }>("SELECT email_index FROM users WHERE user_id = $1", [zelda.userId]);
    const index = rows[0]?.email_index ?? "";
    const askCode = async () => {
      const [challenge_id, code] = [randomUUID(), "123456"];
      await pool.query(
        "INSERT INTO sign_in_codes (code_id, email_index, code_hash, created_at, expires_at) VALUES ($1, $2, $3, $4::timestamptz, $4::timestamptz + interval '10 minutes')",
        [challenge_id, index, createSignInCodes(SECRET, systemRandomBytes).hash(index, code), new Date(node.time.ms)],
      );
      return { challenge_id, email: `${zelda.name}@example.org`, code, first_name: null };
    };
    const before = await askCode();
    const erasing = await pool.connect();
    try {
      await erasing.query("BEGIN");
      await readForErasure(erasing, zelda.userId);
      await eraseUser(erasing, { user_id: zelda.userId, erased_at: iso(node.time.ms), asked_by: "CUSTOMER", orders: [] }, null);
      const waits = async (many: number) => {
        const text =
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM users WHERE email_index%'";
        await expect.poll(async () => (await pool.query(text)).rowCount).toBe(many);
      };
      const late = node.commands.signInByCode(before);
      await waits(1);
      const afterwards = node.commands.signInByCode(await askCode());
      await waits(2);
      await erasing.query("COMMIT");
      expect(codeOf(await late)).toBe("sign_in.code_wrong");
      const signedIn = must(await afterwards);
      expect(signedIn).toMatchObject({ is_new: true, first_name: null });
      expect(signedIn.user_id).not.toBe(zelda.userId);
    } finally {
      erasing.release();
    }
  });
});
