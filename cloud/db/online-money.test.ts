import { capture } from "@crema/shared/domain/order/order.test-fixture";
import { describe, expect, test } from "vitest";
import { OnlineMoney } from "./online-money.ts";
import type { OperationState } from "./operation-states.ts";

const AT = "2026-05-04T08:00:00.000Z";
const STATES: readonly OperationState[] = ["OPEN", "DONE", "REFUSED", "DROPPED"];
/** Written out from the rules, not read from the table that is under test. */
const ALLOWED = ["OPEN>DONE", "OPEN>REFUSED", "OPEN>DROPPED", "DROPPED>OPEN"];

function capturing(state: OperationState) {
  const intent = { intent_id: "pi_1", client_secret: null, pay_by: AT, capture_by: null, hold_ends_at: null, check_at: null, checks: 0 };
  const money = new OnlineMoney(capture(900), intent);
  money.open("CAPTURE", AT, () => "op-1");
  const operation = money.operation("CAPTURE");
  if (!operation) throw new Error("it was not opened");
  if (state !== "OPEN") money.close(operation, state, AT);
  money.changedOperations.clear();
  return { money, operation };
}

describe("every cell of the table of operation states", () => {
  const cells = STATES.flatMap((from) => STATES.map((to) => ({ from, to })));
  test.each(cells)("$from to $to", ({ from, to }) => {
    const { money, operation } = capturing(from);
    if (to === "OPEN") money.open("CAPTURE", AT, () => "op-2");
    else money.close(operation, to, AT);
    const moved = ALLOWED.includes(`${from}>${to}`);
    expect([operation.state, money.changedOperations.size]).toEqual([moved ? to : from, moved ? 1 : 0]);
  });
});

test("an operation that is asked for again after it was dropped is the same row under a new key", () => {
  const { money, operation } = capturing("DROPPED");
  expect(money.open("CAPTURE", AT, () => "op-2")).toBe(true);
  expect(money.operations).toEqual([operation]);
  expect(operation).toMatchObject({ operation_id: "op-1", attempt: 2, tries: 0, closed_at: null });
});
