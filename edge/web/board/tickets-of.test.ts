import type { BoardTicket } from "@crema/shared/contract/streams";
import { expect, test } from "vitest";
import { readyMsOf, ticketsOf } from "./tickets-of.ts";

const NOW = Date.parse("2026-05-04T12:00:00.000Z");
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const ticket = (order_id: string, status: BoardTicket["status"], promised: number, updated: number): BoardTicket => ({
  order_id,
  ticket_number: order_id,
  customer_name: null,
  status,
  promised_at: minutesAgo(promised),
  first_promised_at: null,
  updated_at: minutesAgo(updated),
  is_rush: false,
});
const idsOf = (tickets: readonly BoardTicket[]) => tickets.map(({ order_id }) => order_id);

test("a number that nobody comes for leaves the board after the board's own setting, one that is late stays", () => {
  const all = [ticket("A1", "READY", 40, 31), ticket("A2", "READY", 20, 19), ticket("A3", "PAID", 45, 60), ticket("A4", "PLACED", -5, 1)];
  const lists = ticketsOf(all, NOW, readyMsOf(""));
  expect([idsOf(lists.preparing), idsOf(lists.ready)]).toEqual([["A3", "A4"], ["A2"]]);
  expect(idsOf(ticketsOf(all, NOW, readyMsOf("?ready_minutes=35")).ready)).toEqual(["A2", "A1"]);
});

test("what was forgotten in making, or has ended, is not on the board", () => {
  const all = [ticket("A1", "IN_PROGRESS", 181, 200), ticket("A2", "COMPLETED", 5, 1), ticket("A3", "CANCELLED", 5, 1)];
  expect(ticketsOf(all, NOW, readyMsOf(""))).toEqual({ preparing: [], ready: [] });
});

test.each(["?ready_minutes=0", "?ready_minutes=x", "?ready_minutes=1.5", "?ready_minutes=9999", ""])("an invalid setting: %s", (search) =>
  expect(readyMsOf(search)).toBe(20 * 60_000),
);

test("what staff put first is first on the board too", () => {
  const all = [ticket("A1", "PLACED", 4, 4), { ...ticket("A2", "IN_PROGRESS", 1, 1), is_rush: true }, ticket("A3", "PLACED", 3, 3)];
  expect(idsOf(ticketsOf(all, NOW, readyMsOf("")).preparing)).toEqual(["A2", "A1", "A3"]);
});
