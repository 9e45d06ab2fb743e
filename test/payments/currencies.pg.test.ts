/** Online orders in currencies that the payment provider counts otherwise than we do. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, espressos, guestBy, menuRows, must, operatorBy } from "@crema/cloud/cloud-node.test-fixture";
import { booksOf } from "@crema/cloud/reports/books/books";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { cents } from "@crema/shared/domain/kernel/money";
import { systemTimers } from "@crema/shared/server/system";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-currencies-"));
let rig: PaymentRig;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});

/** Two espressos cost `total`. */
async function storeWhere(currency: string, total: number): Promise<OnlineStore> {
  const box = await rig.store(currency);
  const items = menuRows.items.map((item) => (item.item_id === "espresso" ? { ...item, base_price_cents: cents(total / 2) } : item));
  must(await rig.node.commands.putMenu(box.storeId, { ...menuRows, items }));
  must(await rig.node.commands.publishMenu(box.storeId, null));
  return new OnlineStore(rig, box);
}

async function booksOfToday(store: OnlineStore) {
  const { clock, database } = rig.node;
  const day = businessDay(rig.node.time.ms, "Europe/Berlin", 4);
  return must(await booksOf({ pool: database.pool, provider: rig.provider, clock, timers: systemTimers }, store.box.storeId, day));
}

test.each([
  ["ISK", 1490, 149_000, 490, 49_000],
  ["UGX", 14_900, 1_490_000, 900, 90_000],
  ["HUF", 149_000, 149_000, 49_000, 49_000],
  ["MGA", 149_000, 1490, 49_000, 490],
  ["KWD", 1490, 1490, 490, 490],
  ["JPY", 1490, 1490, 490, 490],
])(
  "%s: the card is charged what the order costs, a part is refunded, and the books are equal",
  async (currency, total, charged, part, back) => {
    const store = await storeWhere(currency, total);
    const order = await store.paid();
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: charged, currency: currency.toLowerCase() });
    expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID", total_cents: total, paid_cents: total });
    must(
      await rig.node.commands.refund(
        order.order_id,
        { amount_cents: cents(part), reason: "cold", without_cancelling: true },
        `part-${currency}`,
        operatorBy,
      ),
    );
    await rig.settle();
    await rig.deliver();
    await rig.settle();
    expect(rig.books(order.intent_id)).toMatchObject({ refunded_cents: back });
    expect(await rig.order(order.order_id)).toMatchObject({ refunded_cents: part, refund_state: "PARTIAL" });
    const books = await booksOfToday(store);
    expect([books.verdict, books.differences]).toEqual(["EQUAL", []]);
  },
);

test.each([
  ["USD", 30, "payment.amount_too_small", "0.30 USD is too little to be paid online: it takes 0.50 USD or more"],
  ["HUF", 17_400, "payment.amount_too_small", "it takes 175.00 HUF or more"],
  ["KWD", 1234, "payment.amount_not_payable", "1.234 KWD cannot be moved by card online, only multiples of 0.010 KWD"],
  ["MGA", 149_050, "payment.amount_not_payable", "only multiples of 1.00 MGA"],
  ["ISK", 1_000_000, "payment.amount_too_large", "at most 999999 ISK"],
  ["KPW", 149_000, "payment.currency_not_taken", "Cards are not taken online in KPW"],
])("%s %i is refused before there is an order", async (currency, total, code, words) => {
  const { box } = await storeWhere(currency, total);
  const request = espressos(box.storeId, { payment_method: "ONLINE" });
  const refused = await rig.node.commands.place(request, `a guest's key ${currency} ${total}`, guestBy);
  expect(codeOf(refused)).toBe(code);
  expect(refused).toMatchObject({ refusal: { detail: expect.stringContaining(words) } });
  const orders = await rig.node.database.pool.query("SELECT 1 FROM orders WHERE store_id = $1", [box.storeId]);
  expect(orders.rowCount).toBe(0);
});

test("a refund that no card can be given is refused to the operator, and nothing is begun", async () => {
  const store = await storeWhere("KWD", 1490);
  const order = await store.paid();
  const refused = await rig.node.commands.refund(
    order.order_id,
    { amount_cents: cents(123), reason: "cold", without_cancelling: true },
    "fraction",
    operatorBy,
  );
  expect(codeOf(refused)).toBe("payment.amount_not_payable");
  expect((await rig.money(order.order_id)).refunds).toEqual([]);
});
