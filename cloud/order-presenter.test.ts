import { ONLOOKER, viewerInCloud } from "@crema/shared/contract/viewers";
import { cents } from "@crema/shared/domain/kernel/money";
import { COUNTER_DISCOUNT } from "@crema/shared/domain/order/order";
import { ana, later, orderIn, testId } from "@crema/shared/domain/order/order.test-fixture";
import { expect, test } from "vitest";
import { refused } from "./http/responses.ts";
import { shownInCloud } from "./order-presenter.ts";

test("a customer is told what happened and when, headquarters who it was", () => {
  const order = orderIn("IN_PROGRESS", { last_step: { status: "IN_PROGRESS", at: later(10), by: ana }, placed_by: ana });
  const customer = viewerInCloud({ kind: "order_holder", order_id: testId(1) });
  expect(shownInCloud(order, customer).last_step).toEqual({
    status: "IN_PROGRESS",
    at: later(10),
    by: { kind: "staff", id: null, name: null },
  });
  expect(shownInCloud(order, customer).placed_by).toBeNull();
  expect(shownInCloud(order, ONLOOKER)).toMatchObject({ last_step: { by: ana }, placed_by: ana });
  expect(shownInCloud(orderIn("PLACED"), customer)).toMatchObject({ last_step: null, allowed_transitions: [{ to_status: "CANCELLED" }] });
});

test("a customer is not told the reason that staff wrote down for a discount; headquarters is", () => {
  const promotions = [{ promotion_id: COUNTER_DISCOUNT, name: "rude guest", discount_cents: cents(100) }];
  const order = orderIn("PLACED", { promotions });
  const customer = viewerInCloud({ kind: "order_holder", order_id: testId(1) });
  expect(shownInCloud(order, customer).promotions.map(({ name }) => name)).toEqual(["Discount"]);
  expect(shownInCloud(order, ONLOOKER).promotions.map(({ name }) => name)).toEqual(["rude guest"]);
});

test("a refusal that shows the order tells a customer no more of the staff than the order does", async () => {
  const promotions = [{ promotion_id: COUNTER_DISCOUNT, name: "rude guest", discount_cents: cents(100) }];
  const order = orderIn("IN_PROGRESS", { promotions, last_step: { status: "IN_PROGRESS", at: later(10), by: ana }, placed_by: ana });
  const response: Response = refused({ code: "order.already_started", detail: "The order is being made.", extra: { order } });
  expect(await response.text()).not.toMatch(/rude guest|Ana/);
});

test("a customer is told that the store cancelled, not who of the staff did and what they wrote down; the store's answer to them is", () => {
  const customer = viewerInCloud({ kind: "order_holder", order_id: testId(1) });
  const cancelled = orderIn("CANCELLED", { last_step: { status: "CANCELLED", at: later(30), by: ana } });
  const shown = shownInCloud(cancelled, customer);
  expect(shown).toMatchObject({
    cancel_cause: "STAFF",
    cancel_reason: null,
    cancelled_by: { kind: "staff", id: null, name: null },
  });
  expect(JSON.stringify(shown)).not.toMatch(/Ana|spilled/);
  expect(shownInCloud(cancelled, ONLOOKER)).toMatchObject({ cancel_reason: "spilled", cancelled_by: ana });
  const declined = { ...cancelled, cancel_cause: "DECLINED", cancel_reason: "Too busy" } as const;
  expect(shownInCloud(declined, customer)).toMatchObject({ cancel_reason: "Too busy", cancelled_by: { name: null } });
});
