import { type CounterOrderRequest, PlacedAtCounter } from "@crema/shared/contract/orders-at-store";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import { cents } from "@crema/shared/domain/kernel/money";
import { afterEach, beforeEach, expect, test } from "vitest";
import { approved, cashier, codeOf, createdOrder, espressos, openTestStore, type TestStore, unwrap } from "../../store.test-fixture.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const cash = (changes: Partial<NonNullable<CounterOrderRequest["tender"]>> = {}) => ({
  method: "CASH" as const,
  amount_cents: null,
  tip_cents: cents(0),
  tendered_cents: null,
  reference: null,
  ...changes,
});
const tenPercent = { discount: { kind: "PERCENT" as const, rate_ppm: 100_000 }, reason: "Staff", manager_pin: null };
const sell = (changes: Partial<CounterOrderRequest>, key = "sale", discountBy = cashier) =>
  store.commands.place({ ...espressos(), ...changes }, key, cashier, discountBy);
const logged = () => store.sync.log.read(1, 100, 1_000_000).map((event) => JSON.parse(event.body).type);
const nothingStands = () => {
  expect(store.queries.queue(null).orders).toEqual([]);
  expect([store.published, logged()]).toEqual([[], []]);
};

test("an order and its first tender are one commit: paid as it appears on the queue", async () => {
  const response = PlacedAtCounter.parse(JSON.parse(unwrap(await sell({ tender: cash({ tendered_cents: cents(1000) }) })).body));
  expect(response).toMatchObject({
    status: "PLACED",
    paid_cents: 500,
    balance_cents: 0,
    payment: { amount_cents: 500, change_cents: 500 },
  });
  expect(response.allowed_actions.map(({ action }) => action)).not.toContain("tender");
  expect(logged()).toEqual(["order.placed", "payment.captured"]);
  expect(store.published).toHaveLength(1);
  const { payment: _payment, as_of: _asOf, ...shown } = response;
  const stored = store.queries.order(response.order_id)?.order;
  expect(stored && store.queries.show(stored, viewerAtStore(cashier.principal))).toEqual(shown);
});

test.each<[code: string, what: string, changes: Partial<CounterOrderRequest>]>([
  ["payment.cash_short", "too little cash", { tender: cash({ tendered_cents: cents(499) }) }],
  ["payment.exceeds_balance", "more than it costs", { tender: cash({ amount_cents: cents(501) }) }],
  ["payment.tip_too_large", "a slip of the finger", { tender: cash({ tip_cents: cents(1001) }) }],
  ["auth.manager_required", "a discount that nobody approved", { discount: tenPercent, tender: cash() }],
  [
    "discount.out_of_range",
    "more off than it costs",
    { discount: { ...tenPercent, discount: { kind: "AMOUNT", amount_cents: cents(501) } } },
  ],
  ["order.price_changed", "the total before the discount", { discount: tenPercent, expected_total_cents: cents(500), tender: cash() }],
])("a sale refused with %s (%s) leaves nothing on the queue, and its numbers are not used up", async (code, _what, changes) => {
  const approval = code === "auth.manager_required" ? cashier : approved;
  const refused = await sell(changes, "sale", approval);
  expect(codeOf(refused)).toBe(code);
  expect(refused.ok || refused.refusal.extra?.order).toBeUndefined();
  nothingStands();
  const sold = unwrap(await sell({ tender: cash() }));
  expect(JSON.parse(sold.body)).toMatchObject({ ticket_number: "A1", payment: { provider_ref: "A-000001" } });
});

test("a request repeated after a lost response takes no money twice and returns the same, with or without the manager's PIN", async () => {
  const request = { discount: { ...tenPercent, manager_pin: "4711" }, expected_total_cents: cents(450), tender: cash() };
  const first = unwrap(await sell(request, "sale", approved));
  const again = unwrap(await sell({ ...request, discount: tenPercent }));
  expect(again).toEqual({ ...first, replayed: true });
  expect(store.queries.moneyOf(createdOrder(first).order_id).payments).toHaveLength(1);
  expect(codeOf(await sell({ ...request, tender: cash({ tip_cents: cents(10) }) }, "sale", approved))).toBe("idempotency.key_reused");
});

test("a discount on the ticket is the manager's, the order and its money the cashier's", async () => {
  const response = JSON.parse(unwrap(await sell({ discount: tenPercent, tender: cash() }, "sale", approved)).body);
  expect(response).toMatchObject({ total_cents: 450, paid_cents: 450, payment: { captured_by: cashier.actor } });
  const events = store.sync.log.read(1, 100, 1_000_000).map((event) => JSON.parse(event.body));
  expect(events.map(({ type, actor }) => [type, actor.kind])).toEqual([
    ["order.placed", "staff"],
    ["order.discounted", "manager_approval"],
    ["payment.captured", "staff"],
  ]);
  const { order } = store.queries.order(response.order_id) ?? {};
  expect(order?.lines.map((line) => line.line_total_cents)).toEqual([450]);
});

test("a discount on one line of the ticket is of that line, on the order and in its event; of a line that is not there nothing is placed", async () => {
  const items = [
    { item_id: "espresso", qty: 1, modifier_ids: [], note: null },
    { item_id: "espresso", qty: 2, modifier_ids: [], note: null },
  ];
  const request = { items, discount: { ...tenPercent, line_index: 1 } };
  const { order_id } = JSON.parse(unwrap(await sell(request, "line", approved)).body);
  const { order } = store.queries.order(order_id) ?? {};
  expect(order?.lines.map((line) => line.discount_cents)).toEqual([0, 50]);
  expect(order?.promotions).toMatchObject([{ promotion_id: "counter-discount", discount_cents: 50, line_id: order?.lines[1]?.line_id }]);
  const events = store.sync.log.read(1, 100, 1_000_000).map((event) => JSON.parse(event.body));
  expect(events.find(({ type }) => type === "order.discounted")).toMatchObject({ line_id: order?.lines[1]?.line_id, discount_cents: 50 });
  expect(codeOf(await sell({ ...request, discount: { ...tenPercent, line_index: 2 } }, "no line", approved))).toBe("order.line_not_found");
});

test("a part is paid at once: the rest stays owed by the order", async () => {
  const response = JSON.parse(unwrap(await sell({ tender: cash({ amount_cents: cents(200) }) })).body);
  expect(response).toMatchObject({ paid_cents: 200, balance_cents: 300 });
});

test("without a tender it is to be paid at pickup, as clients that know no tender mean it", async () => {
  const response = JSON.parse(unwrap(await sell({})).body);
  expect(response).toMatchObject({ status: "PLACED", paid_cents: 0, balance_cents: 500 });
  expect(response).not.toHaveProperty("payment");
});
