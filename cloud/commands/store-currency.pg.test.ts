/** A store whose prices were shown without their digits, and a store that changes its currency. */
import { readFileSync } from "node:fs";
import { receiptOf } from "@crema/shared/domain/receipt/receipt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  menuRows,
  must,
  openStore,
  operatorBy,
  orderNow,
  placed,
  storeInput,
  type TestBox,
  type TestNode,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { readDocuments } from "../db/documents.ts";
import { storeCurrency } from "../reports/store-currency.ts";
import { life, placedAt, posOrder } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const QUESTION = readFileSync(new URL("../db/migrations/0010_digits_of_currencies.sql", import.meta.url), "utf8");
const menuOf = async (storeId: string) => (await readDocuments(db.database.pool, storeId))?.menu;
const espressoOf = async (storeId: string) => (await menuOf(storeId))?.items.find((item) => item.item_id === "espresso")?.base_price_cents;
const exceptionsOf = async (storeId: string) =>
  (
    await db.database.pool.query<{ resolution: string | null }>("SELECT resolution FROM exceptions WHERE store_id = $1", [storeId])
  ).rows.map((row) => row.resolution);

/** As an older release left it: the menu says nothing of its digits. */
async function upgraded(currency: string): Promise<TestBox> {
  const box = await openStore(node, { currency });
  await db.database.pool.query(
    "UPDATE store_documents SET document = (document::jsonb - 'minor_digits')::json WHERE store_id = $1 AND kind = 'menu'",
    [box.storeId],
  );
  await db.database.pool.query(QUESTION);
  node.time.ms += 2_000;
  must(await box.send());
  return box;
}

describe("a store with forint on its menu, after the upgrade", () => {
  test("is asked about: nothing is published meanwhile, the menu is shown as before", async () => {
    const { storeId } = await upgraded("HUF");
    expect(await exceptionsOf(storeId)).toEqual([null]);
    expect(codeOf(await node.commands.publishMenu(storeId, null))).toBe("currency.digits_open");
    const { question, minor_digits } = must(await storeCurrency(db.database.pool, storeId));
    expect([minor_digits, question?.shown_digits, question?.times]).toEqual([2, 0, 100]);
    expect(question?.examples[0]).toEqual({
      name: "espresso",
      shown: "250 HUF",
      right_as_stored: "2.50 HUF",
      times: "250.00 HUF",
    });
    expect(JSON.parse(must(await node.queries.menu(storeId)).body)).not.toHaveProperty("minor_digits");
  });

  test("right as stored: the same prices with their digits, and it publishes again", async () => {
    const { storeId } = await upgraded("HUF");
    must(await node.commands.answerDigits(storeId, "RIGHT_AS_STORED", operatorBy));
    expect([await espressoOf(storeId), (await menuOf(storeId))?.minor_digits]).toEqual([250, 2]);
    expect(await exceptionsOf(storeId)).toEqual(["Right as stored."]);
    expect(codeOf(await node.commands.publishMenu(storeId, null))).toBe("ok");
    expect(codeOf(await node.commands.answerDigits(storeId, "TIMES", operatorBy))).toBe("currency.nothing_asked");
  });

  test("[L8] what the store's box would misread is not published, and the refusal names store and box", async () => {
    const box = await upgraded("HUF");
    const { storeId } = box;
    await db.database.pool.query("UPDATE store_links SET join_number = 0 WHERE store_id = $1", [storeId]);
    await db.database.pool.query(
      "UPDATE store_link_seen SET heartbeat = (heartbeat::jsonb || '{\"protocol_version\": 3}')::json WHERE store_id = $1",
      [storeId],
    );
    const refused = await node.commands.answerDigits(storeId, "RIGHT_AS_STORED", operatorBy);
    expect(refused).toMatchObject({ refusal: { code: "document.box_too_old", detail: expect.stringContaining(storeId) } });
    expect(refused).toMatchObject({ refusal: { detail: expect.stringContaining(box.nodeId) } });
    expect(await exceptionsOf(storeId)).toEqual([null]);
    must(await box.deliver({ ...box.batch(), protocol_version: 4, join_token: null }));
    must(await node.commands.answerDigits(storeId, "RIGHT_AS_STORED", operatorBy));
    expect((await menuOf(storeId))?.needs).toBe(4);
  });

  test("× 100: menu and rows have more zeros, and the receipt of an old order keeps its digits", async () => {
    const box = await upgraded("HUF");
    const { storeId } = box;
    const old = posOrder(box, { currency: "HUF" });
    await box.send(placedAt(box, old));
    await box.send();
    expect(await node.commands.answerDigits(storeId, "TIMES", operatorBy)).toMatchObject({
      refusal: { code: "currency.store_busy", detail: expect.stringContaining("1 order is open.") },
    });
    expect(await espressoOf(storeId)).toBe(250);
    await db.database.pool.query("UPDATE orders SET status = 'CANCELLED' WHERE order_id = $1", [old.order_id]);
    must(await node.commands.answerDigits(storeId, "TIMES", operatorBy));
    expect(await espressoOf(storeId)).toBe(25_000);
    expect(must(await node.commands.publishMenu(storeId, null)).menu_version).toBe(3);
    expect(await espressoOf(storeId)).toBe(25_000);
    node.time.ms += 2_000;
    must(await box.send());
    const { order_id } = await placed(box, "a guest's key after");
    const total = async (id: string) =>
      receiptOf(await orderNow(node, id), { payments: [], refunds: [] }, storeInput()).totals.find((row) => row.strong)?.amount;
    expect([await total(old.order_id), await total(order_id)]).toEqual([String(old.total_cents), "500.00"]);
  });

  test("× 100 waits for the upgrade of a box that would show 1490.00 as 149000", async () => {
    const box = await upgraded("HUF");
    await box.wasHeardAs(3);
    expect(await node.commands.answerDigits(box.storeId, "TIMES", operatorBy)).toMatchObject({
      refusal: { code: "currency.store_busy", detail: expect.stringContaining("Upgrade the box first") },
    });
    expect(await espressoOf(box.storeId)).toBe(250);
    must(await box.send());
    must(await node.commands.answerDigits(box.storeId, "TIMES", operatorBy));
    expect(await espressoOf(box.storeId)).toBe(25_000);
  });

  test("euros and yen are not asked about", async () => {
    for (const currency of ["EUR", "JPY", "ISK"]) {
      const { storeId } = await upgraded(currency);
      expect(await exceptionsOf(storeId)).toEqual([]);
      expect(must(await storeCurrency(db.database.pool, storeId)).question).toBeNull();
    }
  });
});

describe("another currency", () => {
  const dollars = { currency: "USD", menu: menuRows };

  test("is one step for profile and menu", async () => {
    const { storeId } = await openStore(node);
    expect(must(await node.commands.changeCurrency(storeId, dollars))).toEqual({ profile_version: 2, menu_version: 2 });
    const documents = await readDocuments(db.database.pool, storeId);
    expect([documents?.profile?.currency, documents?.menu?.currency]).toEqual(["USD", "USD"]);
    expect(codeOf(await node.commands.putStore(storeId, storeInput({ currency: "USD" }), new Map()))).toBe("ok");
    expect(codeOf(await node.commands.changeCurrency(storeId, dollars))).toBe("currency.unchanged");
  });

  test("waits for open orders, for the drawer's Z report, and for a box that is silent", async () => {
    const busy = await openStore(node);
    const sold = posOrder(busy);
    await busy.send(placedAt(busy, sold));
    await busy.send();
    const refusal = async (box: TestBox) => {
      const said = await node.commands.changeCurrency(box.storeId, dollars);
      return said.ok ? "ok" : said.refusal.detail;
    };
    expect(await refusal(busy)).toMatch(/^1 order is open\./);
    const unclosed = await openStore(node);
    await unclosed.send(...life(unclosed, posOrder(unclosed)));
    await unclosed.send();
    expect(await refusal(unclosed)).toMatch(/in no Z report yet/);
    const silent = await openStore(node);
    node.time.ms += 60_000;
    expect(await refusal(silent)).toMatch(/^The store's box is not heard just now\./);
    expect((await menuOf(silent.storeId))?.currency).toBe("EUR");
  });
});
