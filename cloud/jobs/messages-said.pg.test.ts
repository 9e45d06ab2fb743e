import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { verifyAccessToken } from "../auth/access-token.ts";
import { EMAIL_PURPOSE } from "../auth/contact-cipher.ts";
import { createTestNode, guestBy, must, openStore, SECRET, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { prune } from "./pruning.ts";
import { acceptedOrder, cancelledByStore, contacts, left, order, Told } from "./told.test-fixture.ts";

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

describe("[N5] in the reader's language, in plain words, with a link that opens the order", () => {
  test.each([
    ["de", "Main Street, Bestellung A1: storniert", "Die Filiale kann sie nicht zubereiten. Es ist nichts zu zahlen."],
    ["es", "Main Street, pedido A1: anulado", "El local no puede prepararlo. No hay nada que pagar."],
    ["en", "Main Street, order A1: cancelled", "The store cannot make it. There is nothing to pay."],
  ] as const)("%s", async (language, title, text) => {
    const made = await acceptedOrder(box, left({ language }));
    await cancelledByStore(box, made);
    const [mail] = await told.all();
    expect(mail?.title).toBe(title);
    expect(mail?.text).toContain(text);
    // What staff wrote down, and what the guest is called, is in neither.
    expect(`${mail?.title} ${mail?.text}`).not.toMatch(/spilled|\bBo\b/);
    const link = new URL(mail?.url ?? "");
    expect([link.pathname, verifyAccessToken(SECRET, link.hash.slice(1))]).toEqual([`/app/orders/${made.order_id}`, made.order_id]);
    expect([link.search, mail?.text.includes(link.href)]).toEqual(["", true]);
  });

  test("without a language of the reader it is the store's", async () => {
    const deStore = await openStore(node, {
      settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300, language: "de" },
    });
    await cancelledByStore(deStore, await acceptedOrder(deStore, left()));
    expect((await told.all())[0]?.title).toBe("Main Street, Bestellung A1: storniert");
  });
});

describe("[N6] who is told what", () => {
  test("who cancels themselves has a mail to show for it, and no text message", async () => {
    const made = await order(box, left({ phone: "+4915123456789" }));
    const by = { principal: { kind: "order_holder" as const, order_id: made.order_id }, actor: guestBy.actor };
    must(await node.commands.cancel(made.order_id, null, by));
    await told.all();
    expect(told.titles()).toEqual(["bo@example.org: Main Street: cancelled"]);
    expect(told.sent[0]?.text).toContain("You have cancelled it.");
  });

  test("nothing goes to an address that has unsubscribed, until it is wanted again", async () => {
    const index = contacts.blindIndex(EMAIL_PURPOSE, "Bo@example.org ");
    await node.commands.stopMails(index, false);
    await cancelledByStore(box, await acceptedOrder(box, left()));
    expect(await told.all()).toEqual([]);
    const planned = await acceptedOrder(box, left({ email: "cy@example.org" }));
    await cancelledByStore(box, planned);
    await told.plan();
    await node.commands.stopMails(contacts.blindIndex(EMAIL_PURPOSE, "cy@example.org"), false);
    expect(await told.send()).toBe(0);
    await node.commands.stopMails(index, true);
    await cancelledByStore(box, await acceptedOrder(box, left()));
    expect(await told.all()).toHaveLength(1);
  });
});

describe("[N7] no contact but sealed, and gone after 30 days", () => {
  test("no table has it in clear, neither while it waits nor when it was sent", async () => {
    const made = await acceptedOrder(box, left({ email: "very.secret@example.org", phone: "+4915199887766" }));
    await cancelledByStore(box, made);
    await told.plan();
    const clear = async () => {
      const tables = await rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
      const found: string[] = [];
      for (const { table_name: table } of tables) {
        const hit = await rows(`SELECT 1 FROM "${table}" t WHERE t::text ILIKE '%very.secret%' OR t::text LIKE '%15199887766%' LIMIT 1`);
        if (hit.length > 0) found.push(table);
      }
      return found;
    };
    expect(await clear()).toEqual([]);
    await told.all();
    expect(told.sent).toHaveLength(2);
    expect(await clear()).toEqual([]);
    expect(await rows("SELECT sealed FROM messages WHERE state = 'SENT' AND sealed IS NOT NULL")).toEqual([]);
  });

  test("after 30 days nothing of it is left", async () => {
    await cancelledByStore(box, await acceptedOrder(box, left()));
    await told.all();
    node.time.ms += 30 * DAY_MS + 1;
    await prune({ database: node.database, clock: node.clock });
    expect(await rows("SELECT order_id FROM order_contacts UNION ALL SELECT order_id FROM messages")).toEqual([]);
  });
});
