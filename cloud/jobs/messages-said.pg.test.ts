import { describe, expect, test } from "vitest";
import { verifyAccessToken } from "../auth/access-token.ts";
import { EMAIL_PURPOSE } from "../auth/contact-cipher.ts";
import { guestBy, must, openStore, SECRET } from "../cloud-node.test-fixture.ts";
import { prune } from "./pruning.ts";
import { acceptedOrder, cancelledByStore, contacts, left, order, setUpTelling } from "./told.test-fixture.ts";

const at = setUpTelling();
const DAY_MS = 24 * 3_600_000;

describe("[N5] in the reader's language, in plain words, with a link that opens the order", () => {
  test.each([
    ["de", "Main Street, Bestellung A1: storniert", "Die Filiale kann sie nicht zubereiten. Es ist nichts zu zahlen."],
    ["es", "Main Street, pedido A1: anulado", "El local no puede prepararlo. No hay nada que pagar."],
    ["en", "Main Street, order A1: cancelled", "The store cannot make it. There is nothing to pay."],
  ] as const)("%s", async (language, title, text) => {
    const made = await acceptedOrder(at.box, left({ language }));
    await cancelledByStore(at.box, made);
    const [mail] = await at.told.all();
    expect(mail?.title).toBe(title);
    expect(mail?.text).toContain(text);
    // What staff wrote down, and what the guest is called, is in neither.
    expect(`${mail?.title} ${mail?.text}`).not.toMatch(/spilled|\bBo\b/);
    const link = new URL(mail?.url ?? "");
    expect([link.pathname, verifyAccessToken(SECRET, link.hash.slice(1))]).toEqual([`/app/orders/${made.order_id}`, made.order_id]);
    expect([link.search, mail?.text.includes(link.href)]).toEqual(["", true]);
  });

  test("without a language of the reader it is the store's", async () => {
    const deStore = await openStore(at.node, {
      settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300, language: "de" },
    });
    await cancelledByStore(deStore, await acceptedOrder(deStore, left()));
    expect((await at.told.all())[0]?.title).toBe("Main Street, Bestellung A1: storniert");
  });
});

describe("[N6] who is told what", () => {
  test("who cancels themselves has a mail to show for it, and no text message", async () => {
    const made = await order(at.box, left({ phone: "+4915123456789" }));
    const by = { principal: { kind: "order_holder" as const, order_id: made.order_id }, actor: guestBy.actor };
    must(await at.node.commands.cancel(made.order_id, null, by));
    await at.told.all();
    expect(at.told.titles()).toEqual(["bo@example.org: Main Street: cancelled"]);
    expect(at.told.sent[0]?.text).toContain("You have cancelled it.");
  });

  test("nothing goes to an address that has unsubscribed, until it is wanted again", async () => {
    const index = contacts.blindIndex(EMAIL_PURPOSE, "Bo@example.org ");
    await at.node.commands.stopMails(index, false);
    await cancelledByStore(at.box, await acceptedOrder(at.box, left()));
    expect(await at.told.all()).toEqual([]);
    const planned = await acceptedOrder(at.box, left({ email: "cy@example.org" }));
    await cancelledByStore(at.box, planned);
    await at.told.plan();
    await at.node.commands.stopMails(contacts.blindIndex(EMAIL_PURPOSE, "cy@example.org"), false);
    expect(await at.told.send()).toBe(0);
    await at.node.commands.stopMails(index, true);
    await cancelledByStore(at.box, await acceptedOrder(at.box, left()));
    expect(await at.told.all()).toHaveLength(1);
  });
});

describe("[N7] no contact but sealed, and gone after 30 days", () => {
  test("no table has it in clear, neither while it waits nor when it was sent", async () => {
    const made = await acceptedOrder(at.box, left({ email: "very.secret@example.org", phone: "+4915199887766" }));
    await cancelledByStore(at.box, made);
    await at.told.plan();
    const clear = async () => {
      const tables = await at.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
      const found: string[] = [];
      for (const { table_name: table } of tables) {
        const hit = await at.rows(`SELECT 1 FROM "${table}" t WHERE t::text ILIKE '%very.secret%' OR t::text LIKE '%15199887766%' LIMIT 1`);
        if (hit.length > 0) found.push(table);
      }
      return found;
    };
    expect(await clear()).toEqual([]);
    await at.told.all();
    expect(at.told.sent).toHaveLength(2);
    expect(await clear()).toEqual([]);
    expect(await at.rows("SELECT sealed FROM messages WHERE state = 'SENT' AND sealed IS NOT NULL")).toEqual([]);
  });

  test("after 30 days nothing of it is left", async () => {
    await cancelledByStore(at.box, await acceptedOrder(at.box, left()));
    await at.told.all();
    at.node.time.ms += 30 * DAY_MS + 1;
    await prune({ database: at.node.database, clock: at.node.clock });
    expect(await at.rows("SELECT order_id FROM order_contacts UNION ALL SELECT order_id FROM messages")).toEqual([]);
  });
});
