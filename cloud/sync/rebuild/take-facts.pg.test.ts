/** Pages of whole facts, as a box sends them whose log no longer reaches back to what the cloud lacks. */
import { randomUUID } from "node:crypto";
import type { ZReport } from "@crema/shared/domain/drawer/report";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { ana, capture } from "@crema/shared/domain/order/order.test-fixture";
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { FactsPage, StoreFacts } from "@crema/sync/protocol/hand-back";
import type { JoinRequest } from "@crema/sync/protocol/join";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, createTestNode, must, openStore, orderNow, type TestBox, type TestNode } from "../../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import { life, paid, placedAt, posOrder, step } from "../../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const rows = async <R extends object>(text: string, ...values: unknown[]) => (await db.database.pool.query<R>(text, values)).rows;
const kinds = async (box: TestBox) =>
  (await rows<{ kind: string }>("SELECT kind FROM exceptions WHERE store_id = $1 ORDER BY kind", box.storeId)).map((row) => row.kind);

const NOTHING: StoreFacts = {
  drawers: [],
  movements: [],
  availability: { revision: 0, sold_out_item_ids: [], sold_out_modifier_ids: [] },
  devices: [],
  day_reports: [],
  uncovered: [],
};
const page = (orders: readonly Order[], payments: readonly Payment[], rest: Partial<FactsPage> = {}): FactsPage => ({
  after: null,
  orders: [...orders],
  payments: [...payments],
  refunds: [],
  store: null,
  ...rest,
});
const tell = (box: TestBox, told: FactsPage, join: JoinRequest = box.joinRequest()) =>
  node.join(join, { node_id: box.nodeId, store_id: box.storeId, epoch: box.epoch }, told);

/** Its log begins behind these events, which the cloud had acknowledged and does not know any more. */
async function forgotten(box: TestBox, ...pruned: EdgeEvent[]): Promise<void> {
  box.log.append(...pruned);
  box.log.ackedSeq = box.log.head();
  box.log.oldestSeq = box.log.head() + 1;
  await box.joins.nonce(randomUUID());
  const plan = async () => must(await box.ask(box.joinRequest())).plan;
  expect(await plan()).toBe("facts");
  await rows("UPDATE store_freezes SET provider_read_at = now() WHERE store_id = $1", box.storeId);
}
const sale = (box: TestBox, order: Order) =>
  capture(order.total_cents, { order_id: order.order_id, store_id: box.storeId, payment_id: randomUUID() });
/** As the store has it once this much was paid of it. */
const paidOf = (order: Order, payment: Payment): Order => ({ ...order, paid_cents: payment.amount_cents, payment_status: "CAPTURED" });

test("[J2] a page that tells a fact twice, or money of the provider's, is refused, and nothing of it is taken", async () => {
  const box = await openStore(node);
  const order = posOrder(box);
  await forgotten(box, placedAt(box, order));
  const payment = sale(box, order);
  const online: Payment = { ...payment, provider: "stripe", method: "ONLINE" };
  const fact = { kind: "PAYMENT", ref_id: payment.payment_id, business_day: payment.business_day } as const;
  for (const bad of [
    page([order, order], []),
    page([order], [payment, payment]),
    page([order], [online]),
    page([order], [payment], { store: { ...NOTHING, uncovered: [fact, fact] } }),
  ])
    expect(codeOf(await tell(box, bad))).toBe("request.invalid");
  expect(await rows("SELECT FROM orders WHERE store_id = $1", box.storeId)).toEqual([]);
  expect(must(await tell(box, page([paidOf(order, payment)], [payment], { store: NOTHING }))).plan).toBe("resend");
  expect(await orderNow(node, order.order_id)).toMatchObject({ paid_cents: order.total_cents });
});

test("[J4] an order of another store in a page changes nothing there; its money counts where it was taken, and a person is told of both", async () => {
  const [box, theirs] = [await openStore(node), await openStore(node)];
  const order = posOrder(theirs);
  must(await theirs.send(placedAt(theirs, order)));
  const claimed: Order = { ...order, store_id: box.storeId };
  await forgotten(box, placedAt(box, claimed));
  // What the log still tells of it.
  box.log.append(step(box, order.order_id, "order.started", 2, "PLACED"));
  const payment = sale(box, order);
  expect(must(await tell(box, page([paidOf(claimed, payment)], [payment]))).plan).toBe("facts");
  expect(must(await tell(box, page([], [], { after: order.order_id, store: NOTHING }))).plan).toBe("resend");
  expect(await orderNow(node, order.order_id)).toMatchObject({ store_id: theirs.storeId, status: "PLACED", paid_cents: 0 });
  expect(await rows("SELECT amount_cents FROM payments WHERE store_id = $1", box.storeId)).toEqual([{ amount_cents: order.total_cents }]);
  expect(await kinds(box)).toEqual(["cloud.set_back", "money.foreign_order", "order.foreign", "sync.rewound"]);
  expect(await kinds(theirs)).toEqual([]);
  await box.join();
  must(await box.send());
  const waits = await rows<{ code: string }>("SELECT code FROM quarantine WHERE store_id = $1", box.storeId);
  expect(waits).toEqual([{ code: "order.not_found" }]);
});

test("[J2] [K1] a last page that comes late, after an order was told again, is not taken: each payment waits for a Z report", async () => {
  const box = await openStore(node);
  const [first, second] = [posOrder(box), posOrder(box)].sort((a, b) => (a.order_id < b.order_id ? -1 : 1)) as [Order, Order];
  await forgotten(box, placedAt(box, first), placedAt(box, second));
  expect(must(await tell(box, page([first], []))).plan).toBe("facts");
  const late = { join: box.joinRequest(), page: page([second], [], { after: first.order_id, store: NOTHING }) };
  // It begins again, as nothing has come back, and has sold meanwhile.
  const sold = life(box, first).slice(1);
  const payment = sold.flatMap((event) => (event.type === "payment.captured" ? [event.payment] : []))[0];
  if (!payment) throw new Error("a life with a payment");
  box.log.append(...sold);
  const now = sold.reduce<Order>((state, event) => evolve(state, event), first);
  must(await tell(box, page([now], [payment])));
  expect(must(await tell(box, late.page, late.join)).plan).toBe("facts");
  const uncovered = [
    { kind: "PAYMENT", ref_id: payment.payment_id, business_day: payment.business_day },
    { kind: "SALE", ref_id: first.order_id, business_day: first.business_day },
  ] as const;
  const store = { ...NOTHING, uncovered: [...uncovered] };
  expect(must(await tell(box, page([second], [], { after: first.order_id, store }))).plan).toBe("resend");
  await box.join();
  must(await box.send());
  expect(await rows("SELECT kind, ref_id, business_day FROM store_journal WHERE store_id = $1 ORDER BY position", box.storeId)).toEqual(
    uncovered,
  );
  expect(await rows("SELECT code FROM quarantine WHERE store_id = $1", box.storeId)).toEqual([]);
  expect(await orderNow(node, first.order_id)).toMatchObject({ status: "COMPLETED", paid_cents: first.total_cents });
});

test("[K1] [M5] what the reports of the last page count of refunds paid online waits for no other report", async () => {
  const box = await openStore(node);
  await forgotten(box, placedAt(box, posOrder(box)));
  const [counted, waiting] = [randomUUID(), randomUUID()];
  await rows(
    "INSERT INTO store_journal (store_id, kind, ref_id, business_day, at) SELECT $1, 'REFUND_ONLINE', id, '2026-05-04', now() FROM unnest($2::uuid[]) id",
    box.storeId,
    [counted, waiting],
  );
  const at = "2026-05-04T07:30:00.000Z";
  const report: ZReport = {
    ...{ z_number: "A-Z0001", store_id: box.storeId, session_id: null, currency: "EUR", business_day: "2026-05-04", opened_at: at },
    ...{ closed_at: at, closed_by: ana, days: [], drawer: null, outside_session_cents: cents(0), online_refunds: [{ refund_id: counted }] },
  };
  expect(must(await tell(box, page([], [], { store: { ...NOTHING, day_reports: [report] } }))).plan).toBe("resend");
  expect(await rows("SELECT ref_id FROM store_journal WHERE store_id = $1", box.storeId)).toEqual([{ ref_id: waiting }]);
});

test("[U8] money of another store's order that comes by the log names the amount", async () => {
  const [box, theirs] = [await openStore(node), await openStore(node)];
  const order = posOrder(theirs);
  must(await theirs.send(placedAt(theirs, order)));
  must(await box.send(paid(box, order.order_id, 500)));
  const raised = await rows<{ detail: string }>("SELECT detail FROM exceptions WHERE store_id = $1", box.storeId);
  expect(raised[0]?.detail).toContain("5.00");
});
