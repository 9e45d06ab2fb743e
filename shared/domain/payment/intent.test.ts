import { describe, expect, test } from "vitest";
import { appOrder, cloud, contextOf, testIdOf, testIds } from "../order/order.test-fixture.ts";
import { decideFromSnapshot, type IntentSnapshot } from "./intent.ts";
import { nextPaymentStep } from "./next-step.ts";
import { TOTAL, unpaid } from "./unpaid.test-fixture.ts";

const order = appOrder("ACCEPTED", { pay_mode: "ONLINE" });
const context = { ...contextOf({ actor: cloud }), businessDay: "2026-05-04", idOf: testIdOf };
const snapshot = (changes: Partial<IntentSnapshot>): IntentSnapshot => ({
  intent_id: "pi_1",
  state: "HELD",
  amount_cents: TOTAL,
  currency: "EUR",
  received_cents: 0,
  capturable_cents: TOTAL,
  charge_id: "ch_1",
  decline: null,
  refunds: [],
  ...changes,
});

describe("[M8] an amount that is not the order's", () => {
  test.each<[string, Partial<IntentSnapshot>, string]>([
    ["in another currency", { currency: "USD" }, "The order costs 9.00 EUR, the provider has 9.00 USD."],
    ["too small", { capturable_cents: 899 }, "The order costs 9.00 EUR, the provider has 8.99 EUR."],
    ["too large", { capturable_cents: 90_000 }, "The order costs 9.00 EUR, the provider has 900.00 EUR."],
  ])("held %s is no authorization, and a person is told in words", (_what, changes, detail) => {
    const { events, faults } = decideFromSnapshot(order, unpaid, [], snapshot(changes), context);
    expect(events).toMatchObject([{ type: "payment.failed", code: "payment.amount_mismatch" }]);
    expect(faults).toEqual([{ kind: "payment.amount_mismatch", detail }]);
  });

  test("taken in another currency is in the books as it is, and the order is withdrawn and not confirmed", () => {
    const { events, faults } = decideFromSnapshot(
      order,
      unpaid,
      [],
      snapshot({ state: "SUCCEEDED", received_cents: TOTAL, currency: "USD" }),
      context,
    );
    expect(faults).toHaveLength(1);
    const [captured] = events;
    if (captured?.type !== "payment.captured") throw new Error("not captured");
    expect(captured.payment).toMatchObject({ amount_cents: TOTAL, currency: "USD", status: "CAPTURED" });
    expect(nextPaymentStep(order, captured.payment, [])).toMatchObject({ step: "withdraw", cause: "CAPTURE_FAILED" });
  });
});

test("a status that this release does not know changes nothing", () => {
  expect(decideFromSnapshot(order, unpaid, [], snapshot({ state: "UNKNOWN" }), context)).toEqual({ events: [], faults: [] });
});

test("a refund made at the provider is the same one for whoever learns of it: another node, and a database that was put back", () => {
  const made = { provider_ref: "re_1", refund_id: null, state: "SUCCEEDED", amount_cents: 100 } as const;
  const captured = snapshot({ state: "SUCCEEDED", received_cents: TOTAL, refunds: [made, { ...made, provider_ref: "re_2" }] });
  const learned = (from: number, account: string | null = null) => {
    const { events } = decideFromSnapshot(order, { ...unpaid, account }, [], captured, { ...context, newId: testIds(from) });
    return events.flatMap((event) => (event.type === "refund.started" ? [event.refund.refund_id] : []));
  };
  expect(new Set(learned(0x1000)).size).toBe(2);
  expect(learned(0x2000)).toEqual(learned(0x1000));
  expect(learned(0x1000, "acct_2")).not.toEqual(learned(0x1000));
});
