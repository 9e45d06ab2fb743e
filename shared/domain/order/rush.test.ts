import { describe, expect, test } from "vitest";
import { ok } from "../kernel/errors.ts";
import { applyAll } from "./decider-spec.test-fixture.ts";
import { appOrder, contextOf, orderIn, testId } from "./order.test-fixture.ts";
import type { Order, OrderStatus } from "./order.ts";
import { byPlaceOnQueue } from "./place-on-queue.ts";
import { project } from "./project.ts";
import { decideRush } from "./rush.ts";

const rush = (order: Order | null, is_rush = true, changes = {}) => decideRush(order, { is_rush }, contextOf(changes));
const codeOf = (result: ReturnType<typeof rush>) => (result.ok ? "decided" : result.refusal.code);

describe("an order is put before the others on the queue", () => {
  test.each(["PLACED", "PAID", "IN_PROGRESS"] satisfies OrderStatus[])("and back, while it is %s; nothing else of it moves", (status) => {
    const order = orderIn(status);
    const first = rush(order);
    if (!first.ok) throw new Error(first.refusal.detail);
    const rushed = applyAll(order, first.value);
    expect(rushed).toEqual({ ...order, is_rush: true, updated_at: rushed.updated_at });
    expect(rush(rushed)).toEqual(ok([]));
    const back = rush(rushed, false);
    if (!back.ok) throw new Error(back.refusal.detail);
    expect(applyAll(rushed, back.value).is_rush).toBe(false);
  });

  test.each(["READY", "COMPLETED", "CANCELLED"] satisfies OrderStatus[])("not when it is %s: there is nothing to make", (status) => {
    expect(codeOf(rush(orderIn(status)))).toBe("order.invalid_transition");
    expect(codeOf(rush(orderIn(status, { is_rush: true }), false))).toBe("order.invalid_transition");
  });

  test("not by a customer, not before the cloud has confirmed it, and not one that nobody knows", () => {
    expect(codeOf(rush(orderIn("PLACED"), true, { asker: "customer" }))).toBe("order.invalid_transition");
    expect(codeOf(rush(appOrder("ACCEPTED")))).toBe("order.unconfirmed");
    expect(codeOf(rush(null))).toBe("order.not_found");
  });

  test("the cloud takes it over, once or twice alike", () => {
    const decided = rush(orderIn("IN_PROGRESS"));
    const event = decided.ok ? decided.value[0] : undefined;
    if (event?.type !== "order.rushed") throw new Error("not rushed");
    const cloud = contextOf({ node: "cloud", asker: "system" });
    const once = project(orderIn("IN_PROGRESS"), event, cloud);
    const twice = project(once.ok ? once.value.order : null, event, cloud);
    expect(twice.ok && twice.value.order).toMatchObject({ is_rush: true, status: "IN_PROGRESS" });
  });
});

test("on a queue those that were put first come first, and each part goes by promise", () => {
  const queued = (n: number, minute: number, is_rush = false) =>
    orderIn("PLACED", { order_id: testId(n), is_rush, promised_at: `2026-05-04T08:${String(minute).padStart(2, "0")}:00.000Z` });
  const orders = [queued(1, 5), queued(2, 9, true), queued(3, 5), queued(4, 7, true), queued(5, 1)];
  expect([...orders].sort(byPlaceOnQueue).map(({ order_id }) => order_id)).toEqual([4, 2, 5, 1, 3].map(testId));
});
