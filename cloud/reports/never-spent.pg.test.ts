/** Who never spent anything: each case is one that a query which looks right gets wrong. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestNode, must, type TestBox } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { paid } from "../store-events.test-fixture.ts";
import { online, SpendBooks, tip } from "./customer-spend.test-fixture.ts";
import { neverSpent } from "./customer-spend.ts";

let db: TestDatabase;
let books: SpendBooks;
let box: TestBox;
beforeAll(async () => {
  db = await createTestDatabase();
  books = new SpendBooks(createTestNode(db.database));
});
afterAll(() => db.drop());

const [MAY_4, JUNE_2] = ["2026-05-04T08:00:00.000Z", "2026-06-02T08:00:00.000Z"] as const;
const idsOf = (rows: readonly { user_id?: unknown }[]) => rows.map((row) => row.user_id);
const listed = async (user_id: string, boxes: readonly TestBox[] | null = null) => (await books.never(boxes)).includes(user_id);

describe("who never spent anything", () => {
  test("one order paid and one not: has spent", async () => {
    box = await books.store();
    const ana = await books.customer();
    await books.paid(box, ana, 500, MAY_4);
    await books.order(box, ana);
    expect(await listed(ana.user_id)).toBe(false);
    // The chain of LEFT JOINs has a row without a payment for the other order, and lists her.
    expect(idsOf(await books.naive("chainedLeftJoin", box))).toContain(ana.user_id);
  });

  test("no order at all: never spent", async () => {
    box = await books.store();
    const [ana, bo] = [await books.customer(), await books.customer()];
    await books.order(box, bo);
    expect([await listed(ana.user_id), await listed(bo.user_id)]).toEqual([true, true]);
    // The condition in the outer WHERE leaves out everybody who has no payment, which is everybody asked for.
    expect(await books.naive("statusInWhere", box)).toEqual([]);
  });

  test("a guest's paid order takes nobody off the list", async () => {
    box = await books.store();
    const ana = await books.customer();
    await books.paid(box, null, 500, MAY_4);
    expect(await listed(ana.user_id)).toBe(true);
    // NOT IN with the guest's NULL among its values lists nobody.
    expect(await books.naive("notIn", box)).toEqual([]);
  });

  test("everything refunded, in parts and in another month: never spent, and said so; one cent not refunded: has spent", async () => {
    box = await books.store();
    const [ana, bo] = [await books.customer(), await books.customer()];
    const [anas, bos] = [await books.paid(box, ana, 500, MAY_4), await books.paid(box, bo, 500, MAY_4)];
    await books.back(anas, 200, MAY_4);
    await books.back(anas, 300, JUNE_2);
    await books.back(bos, 499, JUNE_2);
    const { customers } = await neverSpent(db.database.pool, { limit: 1000 }, [box.storeId]);
    expect(customers).toEqual([{ user_id: ana.user_id, first_name: "Ana", refunded_in_full: true }]);
    // NOT EXISTS of a capture takes her for a spender.
    expect(idsOf(await books.naive("notExists", box))).not.toContain(ana.user_id);
  });

  test("what was refunded of one order does not make up for what was not refunded of another", async () => {
    box = await books.store();
    const ana = await books.customer();
    const back = await books.paid(box, ana, 900, MAY_4);
    await books.back(back, 900, MAY_4);
    await books.paid(box, ana, 100, MAY_4);
    expect(await listed(ana.user_id, [box])).toBe(false);
  });

  test("a refund that is pending or has failed gave nothing back", async () => {
    box = await books.store();
    const ana = await books.customer();
    const payment = await books.paid(box, ana, 500, MAY_4, online("CAPTURED"));
    await books.back(payment, 500, MAY_4, { status: "FAILED" });
    await books.back(payment, 500, MAY_4, { status: "PENDING" });
    expect(await listed(ana.user_id, [box])).toBe(false);
    await books.back(payment, 500, MAY_4, { status: "SUCCEEDED" });
    expect(await listed(ana.user_id, [box])).toBe(true);
  });

  test.each(["REQUIRES_PAYMENT", "AUTHORIZED", "FAILED", "CANCELLED"] as const)("a payment that is %s took nothing", async (status) => {
    box = await books.store();
    const ana = await books.customer();
    await books.paid(box, ana, 500, MAY_4, online(status));
    const { customers } = await neverSpent(db.database.pool, { limit: 1000 }, [box.storeId]);
    expect(customers).toEqual([{ user_id: ana.user_id, first_name: "Ana", refunded_in_full: false }]);
  });

  test("a tip alone is no spend; somebody who told no name is listed without one", async () => {
    box = await books.store();
    const ana = await books.customer();
    await books.paid(box, ana, 0, MAY_4, tip(200));
    await db.database.pool.query("UPDATE users SET first_name = NULL WHERE user_id = $1", [ana.user_id]);
    const { customers } = await neverSpent(db.database.pool, { limit: 1000 }, [box.storeId]);
    expect(customers).toEqual([{ user_id: ana.user_id, first_name: null, refunded_in_full: false }]);
  });

  test("money under an order that is not here, or is another store's, is nobody's", async () => {
    box = await books.store();
    const [elsewhere, ana] = [await books.store(), await books.customer()];
    const order = await books.order(elsewhere, ana);
    must(await box.send(paid(box, order, 900), paid(box, randomUUID(), 900)));
    expect(await listed(ana.user_id)).toBe(true);
    // Joined by the order's id alone, she has spent.
    expect(idsOf(await books.naive("notExists", box))).not.toContain(ana.user_id);
  });

  test("an operator of some stores sees who ordered there and never spent there, and nothing of elsewhere", async () => {
    const [one, two] = [await books.store(), await books.store()];
    const [ana, bo, cy] = [await books.customer(), await books.customer(), await books.customer()];
    await books.order(one, ana);
    await books.paid(two, ana, 500, MAY_4);
    await books.paid(one, bo, 500, MAY_4);
    await books.order(two, bo);
    expect(await books.never([one])).toEqual([ana.user_id]);
    expect(await books.never([two])).toEqual([bo.user_id]);
    expect([await books.never([one, two]), await books.never([])]).toEqual([[], []]);
    const everywhere = await books.never(null);
    expect([ana, bo, cy].map((one) => everywhere.includes(one.user_id))).toEqual([false, false, true]);
  });

  test("operators are no customers; pages follow each other without a gap", async () => {
    const operator = randomUUID();
    await db.database.pool.query("INSERT INTO users (user_id, role, first_name, created_at) VALUES ($1, 'hq', 'hq', now())", [operator]);
    box = await books.store();
    const customers = [await books.customer(), await books.customer(), await books.customer()];
    for (const customer of customers) await books.order(box, customer);
    const page = (after?: string) => neverSpent(db.database.pool, { limit: 2, after }, [box.storeId]);
    const first = await page();
    const second = await page(first.next_after ?? undefined);
    expect(idsOf([...first.customers, ...second.customers])).toEqual(customers.map((one) => one.user_id).sort());
    expect([second.next_after, await listed(operator)]).toEqual([null, false]);
  });

  test("a page looks at so many customers and no more: it may be empty and not the last; other stores' customers are not looked at", async () => {
    const [busy, quiet] = [await books.store(), await books.store()];
    const [ana, bo] = [await books.customer(), await books.customer()];
    await books.order(busy, ana);
    await books.order(quiet, bo);
    // 2,000 customers of the busy store who have all spent, and whose ids come before all others; the first has no account any more.
    const id = "('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid";
    await db.database.pool.query(
      `INSERT INTO users (user_id, role, first_name, created_at) SELECT ${id}, 'customer', 'Zoe', now() FROM generate_series(2, 2000) n`,
    );
    await db.database.pool.query(
      `INSERT INTO orders (store_id, order_id, user_id, origin, status, handoff, total_cents, created_at, promised_at, cursor, state)
       SELECT $1, ${id}, ${id}, 'APP', 'COMPLETED', 'CONFIRMED', 500, now(), now(), 1, '{}' FROM generate_series(1, 2000) n`,
      [busy.storeId],
    );
    await db.database.pool.query(
      `INSERT INTO payments (store_id, payment_id, order_id, provider, method, status, amount_cents, captured_at, state)
       SELECT $1, ${id}, ${id}, 'in_store', 'CASH', 'CAPTURED', 500, now(), '{}' FROM generate_series(1, 2000) n`,
      [busy.storeId],
    );
    const page = (boxes: TestBox[]) =>
      neverSpent(
        db.database.pool,
        { limit: 1000 },
        boxes.map((each) => each.storeId),
      );
    expect(await page([busy])).toMatchObject({ customers: [], next_after: "00000000-0000-7000-8000-000000002000" });
    expect(await page([quiet])).toMatchObject({ customers: [{ user_id: bo.user_id }], next_after: null });
    expect(await books.never([busy])).toEqual([ana.user_id]);
    expect(await books.never([quiet, busy])).toEqual([ana.user_id, bo.user_id].sort());
    const everywhere = await books.never(null);
    expect([everywhere.includes(ana.user_id), everywhere.length]).toEqual([true, new Set(everywhere).size]);
  });
});
