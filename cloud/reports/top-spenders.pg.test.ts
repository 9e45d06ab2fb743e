/** Who spent most in a month: each case is one that a query which looks right gets wrong. May 2026 unless it says otherwise. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestNode, must, type TestBox } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { paid } from "../store-events.test-fixture.ts";
import { online, SpendBooks, type Spender, tip } from "./customer-spend.test-fixture.ts";
import { topSpenders } from "./customer-spend.ts";

let db: TestDatabase;
let books: SpendBooks;
beforeAll(async () => {
  db = await createTestDatabase();
  books = new SpendBooks(createTestNode(db.database));
});
afterAll(() => db.drop());

const MAY = ["2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"] as const;
const [APRIL_20, MAY_4, MAY_9, JUNE_2] = ["04-20", "05-04", "05-09", "06-02"].map((day) => `2026-${day}T08:00:00.000Z`) as [
  string,
  string,
  string,
  string,
];

/** A store, and two customers: who is right, and who looks right. */
async function scene(): Promise<{ box: TestBox; ana: Spender; bo: Spender }> {
  return { box: await books.store(), ana: await books.customer("Ana"), bo: await books.customer("Bo") };
}

describe("who spent most in a month", () => {
  test("is computed from what was captured, not from what was ordered", async () => {
    const { box, ana, bo } = await scene();
    await books.paid(box, ana, 500, MAY_4);
    for (let i = 0; i < 3; i++) await books.order(box, bo);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 500, [ana.user_id]]]);
    // By order totals the one who never paid comes first.
    expect(await books.naive("orderTotals", box)).toContainEqual({ user_id: bo.user_id, cents: 1_500 });
  });

  test("several who spent the same are all shown", async () => {
    const { box, ana, bo } = await scene();
    await books.paid(box, ana, 700, MAY_4);
    await books.paid(box, bo, 300, MAY_4);
    await books.paid(box, bo, 400, MAY_9);
    await books.paid(box, await books.customer(), 699, MAY_9);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 700, [ana.user_id, bo.user_id].sort()]]);
    // LIMIT 1 picks one of the two, whichever comes first.
    expect(await books.naive("most", box, ...MAY)).toHaveLength(1);
  });

  test("guests are nobody: their money is not one big customer", async () => {
    const { box, ana } = await scene();
    await books.paid(box, ana, 500, MAY_4);
    await books.paid(box, null, 400, MAY_4);
    await books.paid(box, null, 400, MAY_9);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 500, [ana.user_id]]]);
    expect(await books.withoutOrder("2026-05", [box])).toBe(0);
    // GROUP BY puts all guests into one group, whose user is NULL.
    expect(await books.naive("most", box, ...MAY)).toEqual([{ user_id: null, cents: 800 }]);
  });

  test("what was refunded is taken off, once for each refund and the capture once", async () => {
    const { box, ana, bo } = await scene();
    const large = await books.paid(box, ana, 1_000, MAY_4);
    await books.back(large, 300, MAY_4);
    await books.back(large, 300, MAY_9);
    await books.paid(box, bo, 500, MAY_4);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 500, [bo.user_id]]]);
    // Joined to its two refunds, the capture of 10.00 counts as 20.00.
    expect(await books.naive("joinedRefunds", box, ...MAY)).toContainEqual({ user_id: ana.user_id, cents: 1_400 });
    // Without refunds it is the largest as well.
    expect(await books.naive("most", box, ...MAY)).toEqual([{ user_id: ana.user_id, cents: 1_000 }]);
  });

  test("a tender that was corrected counts for nothing, and neither does its correction: the right tender does", async () => {
    const { box, ana, bo } = await scene();
    const wrong = await books.paid(box, ana, 1_000, APRIL_20);
    await books.back(wrong, 1_000, MAY_4, { kind: "CORRECTION" });
    await books.pay(box, wrong.order_id, 1_000, { captured_at: MAY_4 });
    await books.paid(box, bo, 900, APRIL_20);
    expect(await books.top("2026-04", [box])).toEqual([["EUR", 900, [bo.user_id]]]);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 1_000, [ana.user_id]]]);
    expect(await books.never([box])).toEqual([]);
  });

  test("a refund counts in the month in which it was paid back, not in that of its capture", async () => {
    const { box, ana, bo } = await scene();
    const large = await books.paid(box, ana, 1_000, MAY_4);
    await books.back(large, 600, JUNE_2);
    await books.paid(box, bo, 500, MAY_4);
    await books.paid(box, bo, 100, JUNE_2);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 1_000, [ana.user_id]]]);
    expect(await books.top("2026-06", [box])).toEqual([["EUR", 100, [bo.user_id]]]);
    // A join to refunds changes May after it was reported, and knows nothing of June.
    expect(await books.naive("joinedRefunds", box, ...MAY)).toContainEqual({ user_id: ana.user_id, cents: 400 });
  });

  test("a month with less taken than refunded is below zero, and nobody is top with nothing", async () => {
    const { box, ana, bo } = await scene();
    const early = await books.paid(box, ana, 900, APRIL_20);
    await books.back(early, 900, MAY_4);
    await books.paid(box, ana, 400, MAY_9);
    expect(await books.top("2026-05", [box])).toEqual([]);
    const all = await books.paid(box, bo, 300, MAY_9);
    await books.back(all, 300, MAY_9);
    expect(await books.top("2026-05", [box])).toEqual([]);
    await books.paid(box, bo, 1, MAY_9);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 1, [bo.user_id]]]);
  });

  test("the first instant of a month is its own, that of the next month is not", async () => {
    const { box, ana, bo } = await scene();
    await books.paid(box, ana, 100, "2026-05-01T00:00:00.000Z");
    await books.paid(box, ana, 100, "2026-05-31T23:59:59.999Z");
    await books.paid(box, bo, 500, "2026-06-01T00:00:00.000Z");
    await books.paid(box, bo, 400, "2026-04-30T23:59:59.999Z");
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 200, [ana.user_id]]]);
    expect(await books.top("2026-06", [box])).toEqual([["EUR", 500, [bo.user_id]]]);
    // BETWEEN counts the first instant of June in May, and again in June.
    expect(await books.naive("between", box, ...MAY)).toContainEqual({ user_id: bo.user_id, cents: 500 });
  });

  test("the month is that of the time zone which was asked for, summer time included", async () => {
    const { box, ana, bo } = await scene();
    await books.paid(box, ana, 500, "2026-04-30T22:00:00.000Z");
    await books.paid(box, bo, 400, "2026-05-31T21:59:59.999Z");
    await books.paid(box, bo, 300, "2026-05-31T22:00:00.000Z");
    expect(await books.top("2026-05", [box], "Europe/Berlin")).toEqual([["EUR", 500, [ana.user_id]]]);
    expect(await books.top("2026-05", [box], "UTC")).toEqual([["EUR", 700, [bo.user_id]]]);
    expect(await books.top("2026-06", [box], "Europe/Berlin")).toEqual([["EUR", 300, [bo.user_id]]]);
  });

  test("amounts of different currencies are never added", async () => {
    const { box: euros, ana, bo } = await scene();
    const yen = await books.store("JPY");
    await books.paid(euros, ana, 900, MAY_4);
    await books.paid(euros, bo, 500, MAY_4);
    await books.paid(yen, bo, 600, MAY_4, { currency: "JPY" });
    // In one sum Bo would have 1100 of nothing.
    const both = [
      ["EUR", 900, [ana.user_id]],
      ["JPY", 600, [bo.user_id]],
    ];
    expect(await books.top("2026-05", [euros, yen])).toEqual(both);
    expect(await books.top("2026-05", [yen])).toEqual(both.slice(1));
  });

  test("only money that moved counts: not what is authorized, failed or cancelled, nor a refund that is pending or failed", async () => {
    const { box, ana, bo } = await scene();
    const payment = await books.paid(box, ana, 600, MAY_4, online("CAPTURED"));
    await books.back(payment, 500, MAY_9, { status: "FAILED" });
    await books.back(payment, 500, MAY_9, { status: "PENDING" });
    for (const status of ["REQUIRES_PAYMENT", "AUTHORIZED", "FAILED", "CANCELLED"] as const) {
      await books.paid(box, bo, 900, MAY_4, online(status));
    }
    await books.paid(box, bo, 550, MAY_4, online("CAPTURED"));
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 600, [ana.user_id]]]);
    await books.back(payment, 100, MAY_9, { status: "SUCCEEDED" });
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 550, [bo.user_id]]]);
  });

  test("a tip is no part of the sale, taken or refunded", async () => {
    const { box, ana, bo } = await scene();
    await books.paid(box, ana, 500, MAY_4);
    const tipped = await books.paid(box, bo, 450, MAY_4, tip(300));
    await books.back(tipped, 0, MAY_9, tip(300));
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 500, [ana.user_id]]]);
  });

  test("money whose order is not here counts for nobody, and is told", async () => {
    const { box, ana, bo } = await scene();
    await books.paid(box, ana, 500, MAY_4);
    const [elsewhere, missing] = [await books.store(), randomUUID()];
    must(await box.send(paid(box, missing, 900, { captured_at: MAY_4 })));
    expect(await books.withoutOrder("2026-05", [box])).toBe(1);
    // Money counts where it was taken: under another store's order it is not that order's customer's.
    must(await box.send(paid(box, await books.order(elsewhere, bo), 900, { captured_at: MAY_4 })));
    expect(await books.withoutOrder("2026-05", [box])).toBe(2);
    expect(await books.withoutOrder("2026-06", [box])).toBe(0);
    expect(await books.top("2026-05", [box, elsewhere])).toEqual([["EUR", 500, [ana.user_id]]]);
    // Joined by the order's id alone it would be.
    expect(await books.naive("most", box, ...MAY)).toEqual([{ user_id: bo.user_id, cents: 900 }]);
    // The order arrives after its money.
    await db.database.pool.query(
      `INSERT INTO orders (store_id, order_id, user_id, origin, status, handoff, total_cents, created_at, promised_at, cursor, state)
       SELECT $3, $1, $2, origin, status, handoff, total_cents, created_at, promised_at, cursor, state FROM orders WHERE store_id = $3 LIMIT 1`,
      [missing, bo.user_id, box.storeId],
    );
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 900, [bo.user_id]]]);
    expect(await books.withoutOrder("2026-05", [box])).toBe(1);
  });

  test("of the operator's stores alone; of every store without a limit; of none with none", async () => {
    const { box: one, ana, bo } = await scene();
    const two = await books.store();
    const far = "2031-05-04T08:00:00.000Z";
    await books.paid(one, ana, 500, far);
    await books.paid(two, ana, 100, far);
    await books.paid(two, bo, 550, far);
    expect(await books.top("2031-05", [one])).toEqual([["EUR", 500, [ana.user_id]]]);
    expect(await books.top("2031-05", [two])).toEqual([["EUR", 550, [bo.user_id]]]);
    expect(await books.top("2031-05", [])).toEqual([]);
    const all = await topSpenders(db.database.pool, { month: "2031-05", timeZone: "UTC" }, null);
    expect(all.currencies).toEqual([{ currency: "EUR", spend_cents: 600, customers: [{ user_id: ana.user_id, first_name: "Ana" }] }]);
  });

  test("who has no account any more is still the one who spent most; odd characters in a payment spoil nothing", async () => {
    const { box, ana, bo } = await scene();
    await books.paid(box, ana, 500, MAY_4, { reference: 'T1\u0000 \ud800 "currency":"XXX"' });
    await books.paid(box, bo, 400, MAY_4);
    await db.database.pool.query("DELETE FROM users WHERE user_id = $1", [ana.user_id]);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 500, [ana.user_id]]]);
  });

  test("sums go beyond what a single amount may be", async () => {
    const { box, ana } = await scene();
    for (let i = 0; i < 3; i++) await books.paid(box, ana, 1_000_000_000, MAY_4);
    expect(await books.top("2026-05", [box])).toEqual([["EUR", 3_000_000_000, [ana.user_id]]]);
  });
});
