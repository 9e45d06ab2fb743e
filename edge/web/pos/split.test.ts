import { cents } from "@crema/shared/domain/kernel/money";
import { expect, test } from "vitest";
import { peopleLeft, shareOf, splitNow, sumOfPieces } from "./split.ts";

test("three who split evenly pay all of it, a cent more before a cent less", () => {
  let left = 1000;
  const paid: number[] = [];
  for (let split = { people: 3, leftCents: left }; left > 0; ) {
    const people = peopleLeft(split, left);
    split = { people, leftCents: left };
    paid.push(shareOf(left, people));
    left -= paid.at(-1) ?? 0;
  }
  expect(paid).toEqual([334, 333, 333]);
});

test("by pieces: each line's share, all of them what is left, and never more than that", () => {
  const lines = [
    { qty: 2, line_total_cents: cents(560) },
    { qty: 1, line_total_cents: cents(441) },
  ];
  expect(sumOfPieces(lines, [1], 1001)).toBe(280);
  expect(sumOfPieces(lines, [2, 1], 999)).toBe(999);
  expect(sumOfPieces(lines, [0, 1], 300)).toBe(300);
});

test("by pieces, one guest after the other: what is paid for is nobody's any more, and the last one pays what is left, to the cent", () => {
  const lines = [
    { qty: 3, line_total_cents: cents(1000) },
    { qty: 1, line_total_cents: cents(441) },
  ];
  let left = 1441;
  let split = { chosen: [1, 0], taken: [], paidCents: 0 } as Parameters<typeof splitNow>[0];
  const parts = [[1], [1, 1], [1]].map((chosen) => {
    split = { ...splitNow(split, 1441 - left), chosen };
    const part = sumOfPieces(lines, split.chosen, left, split.taken);
    left -= part;
    return part;
  });
  expect([parts, left]).toEqual([[333, 775, 333], 0]);
  // Chosen, and not paid yet, it is chosen still.
  expect(splitNow({ chosen: [2], taken: [1], paidCents: 333 }, 333)).toEqual({ chosen: [2], taken: [1], paidCents: 333 });
  expect(splitNow({ chosen: [2], taken: [1], paidCents: 333 }, 1000)).toEqual({ chosen: [], taken: [3], paidCents: 1000 });
});
