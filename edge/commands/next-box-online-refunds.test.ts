/** What a store's next box is handed of refunds that were paid online. */
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { ana, appOrder, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { Refund } from "@crema/shared/domain/payment/payment";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../store.test-fixture.ts";
import { enrolment, NEXT_NODE, snapshotOf } from "./next-box.test-fixture.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

test("[K1] what was refunded online and is in no Z is in the next box's, once, and what a Z of the box before has is not", async () => {
  const base = appOrder("CONFIRMED", { pay_mode: "ONLINE" }) as Order;
  const completed_at = "2026-05-04T07:00:00.000Z";
  const times = { paid_at: completed_at, started_at: completed_at, ready_at: completed_at, completed_at };
  const order = { ...base, ...times, status: "COMPLETED", sold_on: "2026-05-04" } as Order;
  const [line] = order.lines;
  const refund = (n: number, status: Refund["status"], refunded_at: string): Refund => ({
    ...{ refund_id: testId(0xe0 + n), payment_id: testId(0xe9), order_id: order.order_id, store_id: order.store_id, provider: "stripe" },
    ...{ method: "ONLINE", kind: "GIVEN_BACK", status, provider_ref: null, account: null, amount_cents: cents(100), currency: "EUR" },
    ...{ tip_cents: cents(10), drawer_session_id: null, reason: "cold", actor: ana, refunded_at, business_day: "2026-05-04" },
    lines: [{ line_id: line?.line_id ?? "", qty: 0, amount_cents: cents(100), tax_cents: cents(16) }],
  });
  const before = ["2026-05-04T07:10:00.000Z", "2026-05-04T07:20:00.000Z", "2026-05-04T07:30:00.000Z"] as const;
  const [inZ, waiting, failed] = [refund(1, "SUCCEEDED", before[0]), refund(2, "SUCCEEDED", before[1]), refund(3, "FAILED", before[2])];
  // In two Z reports of the box before, the second of which took it off.
  const over = refund(5, "FAILED", before[2]);
  const snapshot = snapshotOf({
    orders: [order],
    online_refunds: [inZ, waiting, failed, over],
    online_uncovered: [
      { kind: "REFUND_ONLINE", ref_id: waiting.refund_id },
      { kind: "REFUND_ONLINE_FAILED", ref_id: failed.refund_id },
    ],
  });
  await store.sync.link.enrol(enrolment(2, NEXT_NODE), { snapshot, text: JSON.stringify(snapshot) });
  const figures = async () => (await store.queries.xReport()).days.map((day) => [day.refunds_online_cents, day.refunded_tax_cents]);
  // One more, and the one that failed takes its own off again.
  expect(await figures()).toEqual([[0, 0]]);
  expect((await store.queries.xReport()).days).toMatchObject([{ business_day: "2026-05-04", orders: 0 }]);
  const told = (refunds: Refund[]) =>
    store.sync.down.applyInbox(
      [
        {
          seq: store.tables.box.position().inbox_seq + 1,
          id: store.newId(),
          command: {
            ...{ kind: "refund.reported", at: completed_at, event_id: store.newId(), order_id: order.order_id, heard_seq: null },
            ...{ refunded_cents: cents(300), refund_pending_cents: cents(0), refund_state: "PARTIAL", refunds },
          },
        },
      ],
      null,
    );
  await told([inZ, waiting]);
  expect(await figures()).toEqual([[0, 0]]);
  await told([inZ, waiting, refund(4, "SUCCEEDED", "2026-05-04T09:00:00.000Z")]);
  expect(await figures()).toEqual([[100, 16]]);
  expect(store.queries.moneyOf(order.order_id).refunds.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
});
