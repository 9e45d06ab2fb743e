import { ONLOOKER, viewerInCloud } from "@crema/shared/api/viewers";
import { ana, later, orderIn, testId } from "@crema/shared/order/order.test-fixture";
import { expect, test } from "vitest";
import { shownInCloud } from "./show.ts";

test("a customer is told what happened and when, headquarters who it was", () => {
  const order = orderIn("IN_PROGRESS", { last_step: { status: "IN_PROGRESS", at: later(10), by: ana } });
  const customer = viewerInCloud({ kind: "order_holder", order_id: testId(1) });
  expect(shownInCloud(order, customer).last_step).toEqual({
    status: "IN_PROGRESS",
    at: later(10),
    by: { kind: "staff", id: null, name: null },
  });
  expect(shownInCloud(order, ONLOOKER).last_step?.by).toEqual(ana);
  expect(shownInCloud(orderIn("PLACED"), customer)).toMatchObject({ last_step: null, allowed_transitions: [{ to_status: "CANCELLED" }] });
});
