import { describe, expect, test } from "vitest";
import { evolve } from "./evolve.ts";
import { appOrder, contextOf, orderIn } from "./order.test-fixture.ts";
import type { Order } from "./order.ts";
import { decidePromise } from "./promise.ts";

const PROMISED = "2026-05-04T08:15:00.000Z";
const later = (minutes: number, seconds = 0) => Date.parse(PROMISED) + minutes * 60_000 + seconds * 1000;
const context = (at: string) => contextOf({ at });
const ours: Order = { ...appOrder("CONFIRMED", { promised_at: PROMISED }), authority: "edge" };
const movedTo = (order: Order, readyMs: number, at = "2026-05-04T08:10:00.000Z") =>
  decidePromise(order, readyMs, context(at)).map((event) => (event.type === "order.promise_moved" ? event.promised_at : event.type));

describe("a promise", () => {
  test("moves when the queue expects five minutes more, to a whole minute; a smaller slip is not told", () => {
    expect(movedTo(ours, later(4, 59))).toEqual([]);
    expect(movedTo(ours, later(5))).toEqual(["2026-05-04T08:20:00.000Z"]);
    expect(movedTo(ours, later(9, 1))).toEqual(["2026-05-04T08:25:00.000Z"]);
    expect(movedTo(ours, later(-9))).toEqual([]);
  });

  test("is not told as a time that is over when it is read", () => {
    expect(movedTo(ours, later(6), "2026-05-04T08:21:00.000Z")).toEqual(["2026-05-04T08:23:00.000Z"]);
  });

  test("is remembered as it was first, and told again after five minutes more", () => {
    const moved = decidePromise(ours, later(5), context("2026-05-04T08:10:00.000Z")).reduce<Order>(evolve, ours);
    expect(moved).toMatchObject({ promised_at: "2026-05-04T08:20:00.000Z", first_promised_at: PROMISED });
    expect(movedTo(moved, later(9))).toEqual([]);
    expect(movedTo(moved, later(10))).toEqual(["2026-05-04T08:25:00.000Z"]);
    // Nobody is told minutes of an order that was left for hours.
    expect(movedTo(moved, later(121))).toEqual([]);
  });

  test("stays where it is read by nobody, is not ours to say, or is over", () => {
    const orders: Order[] = [
      { ...orderIn("PLACED"), promised_at: PROMISED },
      appOrder("ACCEPTED", { promised_at: PROMISED }),
      { ...ours, look_first: true },
      { ...orderIn("READY"), origin: "APP", promised_at: PROMISED },
      { ...orderIn("CANCELLED"), origin: "APP", promised_at: PROMISED },
    ];
    expect(orders.map((order) => movedTo(order, later(10)))).toEqual(orders.map(() => []));
    expect(movedTo({ ...orderIn("IN_PROGRESS"), origin: "APP", authority: "edge", promised_at: PROMISED }, later(10))).toHaveLength(1);
  });
});
