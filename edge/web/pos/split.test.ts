import { cents } from "@crema/shared/domain/kernel/money";
import { expect, test } from "vitest";
import { peopleLeft, shareOf, sumOfPieces } from "./split.ts";

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
  expect(sumOfPieces(lines, new Map([[0, 1]]), 1001)).toBe(280);
  expect(
    sumOfPieces(
      lines,
      new Map([
        [0, 2],
        [1, 1],
      ]),
      999,
    ),
  ).toBe(999);
  expect(sumOfPieces(lines, new Map([[1, 1]]), 300)).toBe(300);
});
