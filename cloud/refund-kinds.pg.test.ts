/** Refunds that return money and refunds that correct, as the cloud has them from boxes of both wires. */
import { randomUUID } from "node:crypto";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { balanceCents, type Order } from "@crema/shared/domain/order/order";
import { capture, refundOf } from "@crema/shared/domain/order/order.test-fixture";
import { balanceFault, balanceOf } from "@crema/shared/domain/payment/balance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, must, openStore, orderNow, type TestBox, type TestNode } from "./cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./db/database.test-fixture.ts";
import { orderMoney } from "./queries/money.ts";
import { storeDay } from "./reports/store-days.ts";
import { placedAt, posOrder, step } from "./store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

/** 9.00 in cash, 0.98 of it refunded, and 0.98 taken again: the only way to hand it over before there were kinds. */
function takenAgain(box: TestBox, order: Order): EdgeEvent[] {
  const id = order.order_id;
  const own = { order_id: id, store_id: box.storeId };
  const envelope = () => ({
    event_id: randomUUID(),
    order_id: id,
    store_id: box.storeId,
    at: order.created_at,
    actor: capture(1).captured_by ?? fail(),
  });
  const first = capture(900, { ...own, payment_id: randomUUID() });
  const back = refundOf(first, 98, { refund_id: randomUUID() });
  const again = capture(98, { ...own, payment_id: randomUUID() });
  return [
    placedAt(box, order),
    { ...envelope(), type: "payment.captured", payment: first },
    { ...envelope(), type: "refund.succeeded", refund: back },
    { ...envelope(), type: "payment.captured", payment: again },
    step(box, id, "order.started", 2, "PLACED"),
    step(box, id, "order.readied", 3, "IN_PROGRESS"),
    step(box, id, "order.completed", 4, "READY"),
    { ...envelope(), type: "refund.succeeded", refund: refundOf(first, 50, { refund_id: randomUUID() }) },
  ];
}

function fail(): never {
  throw new Error("a capture says who took it");
}

/** As a box of wire 3 wrote it: without `v`, and without kinds. */
function asWritten3(event: EdgeEvent): string {
  if (event.type !== "refund.succeeded") return JSON.stringify(event);
  const { kind: _kind, ...refund } = event.refund;
  return JSON.stringify({ ...event, refund });
}

async function expectCorrected(box: TestBox, orderId: string): Promise<void> {
  const order = await orderNow(node, orderId);
  const { payments, refunds } = await orderMoney(db.database, box.storeId, orderId);
  expect(refunds.map((refund) => [refund.amount_cents, refund.kind]).sort()).toEqual([
    [50, "GIVEN_BACK"],
    [98, "CORRECTION"],
  ]);
  expect(order).toMatchObject({ status: "COMPLETED", paid_cents: 900, refunded_cents: 50, refund_state: "PARTIAL" });
  expect([balanceCents(order), balanceFault(order, balanceOf(payments, refunds))]).toEqual([0, null]);
  const day = must(await storeDay(db.database.pool, box.storeId, "2026-05-04"));
  expect([day.refunds, day.corrections]).toMatchObject([[{ amount_cents: 50 }], [{ amount_cents: 98 }]]);
}

test.each([1, 100])(
  "[L5] a box of wire 3 that tenders again after a refund says that it was a correction (batches of %i)",
  async (size) => {
    const box = await openStore(node);
    const order = posOrder(box);
    const events = takenAgain(box, order);
    for (let from = 0; from < events.length; from += size) {
      for (const event of events.slice(from, from + size)) box.log.appendBody(asWritten3(event));
      must(await box.send());
    }
    await expectCorrected(box, order.order_id);
  },
);

test("[L5] [U6] so it does where the money came before its order", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  const [placed, ...money] = takenAgain(box, order);
  for (const event of money.slice(0, 3)) box.log.appendBody(asWritten3(event));
  must(await box.send());
  for (const event of [placed ?? fail(), ...money.slice(3)]) box.log.appendBody(asWritten3(event));
  must(await box.send());
  await expectCorrected(box, order.order_id);
});

test("a box of today means by a refund what it says, whatever is taken after it", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  const [placed, , , again] = takenAgain(box, order);
  if (again?.type !== "payment.captured" || !placed) throw new Error("that is the tender");
  const part = capture(400, { order_id: order.order_id, store_id: box.storeId, payment_id: randomUUID() });
  const refund = refundOf(part, 98, { refund_id: randomUUID() });
  const envelope = { store_id: box.storeId, order_id: order.order_id, at: order.created_at, actor: again.actor };
  must(
    await box.send(
      placed,
      { ...envelope, event_id: randomUUID(), type: "payment.captured", payment: part },
      { ...envelope, event_id: randomUUID(), type: "refund.succeeded", refund },
      { ...again, payment: { ...again.payment, amount_cents: cents(500) } },
    ),
  );
  expect(await orderNow(node, order.order_id)).toMatchObject({ paid_cents: 900, refunded_cents: 98 });
});

test("the kind is all that is ever changed of a refund, and only into a correction", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  for (const event of takenAgain(box, order)) box.log.appendBody(asWritten3(event));
  must(await box.send());
  const { pool } = db.database;
  const change = (sql: string) => pool.query(`UPDATE refunds SET ${sql} WHERE order_id = $1`, [order.order_id]);
  await expect(change("amount_cents = 1")).rejects.toThrow("is a fact");
  await expect(change(`state = replace(state::text, 'CORRECTION', 'GIVEN_BACK')::json`)).rejects.toThrow("is a fact");
  await expect(change(`state = replace(state::text, 'GIVEN_BACK', 'CORRECTION')::json, amount_cents = 1`)).rejects.toThrow("is a fact");
});
