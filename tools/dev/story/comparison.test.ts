import type { StoreTotals } from "@crema/shared/contract/store-orders";
import type { OrderStatus, OrderView } from "@crema/shared/domain/order/order";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { type BooksSnapshot, compare, isSame, readBooks, type StoryTimes, sumOf } from "./comparison.ts";
import { StoreLedger } from "./ledger.ts";
import { renderTable } from "./table.ts";

type Row = [id: string, totalCents: number, status: OrderStatus];

const acknowledged: Row[] = [
  ["a", 500, "COMPLETED"],
  ["b", 300, "READY"],
];

function ledger(): StoreLedger {
  const book = new StoreLedger("store-1");
  for (const [order_id, total_cents, status] of acknowledged) book.placed({ order_id, total_cents, status });
  book.taken(500);
  return book;
}

/** What the cloud's admin API would answer, as far as the comparison reads it. */
function cloudWith(rows: Row[], capturedCents = 500, refundedCents = 0) {
  const orders = rows.map(([order_id, total_cents, status]) => ({ order_id, total_cents, status }) as OrderView);
  const totals = {
    orders: rows.length,
    captured_cents: capturedCents,
    refunded_cents: refundedCents,
    online_captured_cents: 0,
    online_refunded_cents: 0,
  } as z.infer<typeof StoreTotals>;
  return { orders: async () => orders, totals: async () => totals };
}

const noOnline = { sums: async () => ({ captured_cents: 0, refunded_cents: 0, held_cents: 0 }) };

const untimed: StoryTimes = { catchUpMs: null, nextBoxMs: null, rejoinedMs: null };

const nothing: BooksSnapshot = await readBooks(cloudWith([], 0), noOnline, "store-1");

describe("the comparison", () => {
  test("the same on both sides is the same", async () => {
    const result = await compare(cloudWith(acknowledged), noOnline, ledger(), nothing, { ...untimed, catchUpMs: 1200 });
    expect(isSame(result)).toBe(true);
    expect(result).toMatchObject({ acknowledged: 2, inCloud: 2, storeCents: 500, cloudCents: 500, times: { catchUpMs: 1200 } });
  });

  test.each<[string, Row[], number, number, object]>([
    ["an order that is not there", [["a", 500, "COMPLETED"]], 500, 0, { lost: 1 }],
    ["an order twice", [...acknowledged, ["b", 300, "READY"]], 500, 0, { duplicates: 1 }],
    ["an order that nobody was told of", [...acknowledged, ["c", 1, "PLACED"]], 500, 0, { duplicates: 1 }],
    [
      "one lost and one invented",
      [
        ["a", 500, "COMPLETED"],
        ["c", 300, "READY"],
      ],
      500,
      0,
      { lost: 1, duplicates: 1 },
    ],
    [
      "another total",
      [
        ["a", 501, "COMPLETED"],
        ["b", 300, "READY"],
      ],
      500,
      0,
      { different: 1 },
    ],
    [
      "another status",
      [
        ["a", 500, "COMPLETED"],
        ["b", 300, "PLACED"],
      ],
      500,
      0,
      { different: 1 },
    ],
    ["money that is missing", acknowledged, 499, 0, { cloudCents: 499 }],
    ["money refunded that nobody refunded", acknowledged, 500, 100, { cloudCents: 400 }],
  ])("%s is a difference", async (_name, rows, captured, refunded, expected) => {
    const result = await compare(cloudWith(rows, captured, refunded), noOnline, ledger(), nothing, untimed);
    expect(result).toMatchObject(expected);
    expect(isSame(result)).toBe(false);
    expect(renderTable([result])).toContain("DIFFER");
  });

  test("what was there before the story is no part of it", async () => {
    const before = await readBooks(cloudWith([["old", 900, "COMPLETED"]], 900, 100), noOnline, "store-1");
    const cloud = cloudWith([["old", 900, "COMPLETED"], ...acknowledged], 1_400, 100);
    const result = await compare(cloud, noOnline, ledger(), before, untimed);
    expect(isSame(result)).toBe(true);
    expect(result).toMatchObject({ inCloud: 2, cloudCents: 500 });
  });

  test("the sum does not hide a surplus here behind a loss there", async () => {
    const short = await compare(cloudWith([["a", 500, "COMPLETED"]]), noOnline, ledger(), nothing, untimed);
    const long = await compare(cloudWith([...acknowledged, ["c", 1, "PLACED"]]), noOnline, ledger(), nothing, untimed);
    expect(sumOf([short, long])).toMatchObject({ acknowledged: 4, inCloud: 4, lost: 1, duplicates: 1 });
    expect(renderTable([short, long])).toContain("DIFFER");
    // Whoever orders while the story runs is not told that the system doubles orders.
    expect(renderTable([long])).toContain("what somebody else ordered here while it ran");
    expect(renderTable([short])).not.toContain("somebody else");
  });
});
