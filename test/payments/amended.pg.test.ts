/** The store lowers what a paid order costs: what was paid above it goes back once, and the sale is counted as it was in the end. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, must } from "@crema/cloud/cloud-node.test-fixture";
import { amendmentRefundId } from "@crema/cloud/payments/amendment-refund";
import { booksOf } from "@crema/cloud/reports/books/books";
import { storeDay } from "@crema/cloud/reports/store-days";
import { uncoveredOnline } from "@crema/cloud/snapshot/uncovered-money";
import { step } from "@crema/cloud/store-events.test-fixture";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { cents } from "@crema/shared/domain/kernel/money";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { balanceCents, type Order } from "@crema/shared/domain/order/order";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { systemTimers } from "@crema/shared/server/system";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withoutOne } from "./amended-order.ts";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-amended-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  rig.sandbox.control.clearPlans();
  store = new OnlineStore(rig, await rig.store());
});

/** Four espressos at 2.50. */
const FOUR = { items: [{ item_id: "espresso", qty: 4, modifier_ids: [], note: null }] };
const today = () => businessDay(rig.node.time.ms, "Europe/Berlin", 4);
const books = async () => {
  const { clock, database } = rig.node;
  return must(await booksOf({ pool: database.pool, provider: rig.provider, clock, timers: systemTimers }, store.box.storeId, today()));
};
const refundsOf = async ({ order_id }: Paid) =>
  (await rig.money(order_id)).refunds.map(({ kind, status, amount_cents, tip_cents }) => [kind, status, amount_cents, tip_cents]).sort();
const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await rig.node.database.pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
};
const context = () => ({ at: iso(rig.node.time.ms), newId: randomUUID, actor: ana });

async function amended({ order_id }: Paid, ...more: EdgeEvent[]): Promise<void> {
  must(await store.box.send(withoutOne(await rig.order(order_id), rig.node.time.ms), ...more));
  await rig.settle();
}

const handedOver = ({ order_id }: Paid): EdgeEvent[] => [
  step(store.box, order_id, "order.started", 3, "PAID"),
  step(store.box, order_id, "order.readied", 4, "IN_PROGRESS"),
  step(store.box, order_id, "order.completed", 5, "READY"),
];

/** The order owes nothing, and all three books say so. */
async function balanced(order: Paid, kept: number): Promise<void> {
  const now = await rig.order(order.order_id);
  expect([now.total_cents, now.paid_cents - now.refunded_cents, balanceCents(now)]).toEqual([kept, kept, 0]);
  const { captured_cents, refunded_cents } = rig.books(order.intent_id);
  expect(captured_cents - refunded_cents).toBe(kept + now.tip_cents);
  expect((await books()).differences).toEqual([]);
}

describe("what was paid above the new total", () => {
  test("goes back by itself, and is no refund of the sale: its tax is counted once, and no Z has it as refunded", async () => {
    const order = await store.paid();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([["CORRECTION", "SUCCEEDED", 250, 0]]);
    const told = await rig.node.database.pool.query("SELECT kind FROM message_facts WHERE order_id = $1 ORDER BY id", [order.order_id]);
    expect(told.rows.map(({ kind }) => kind)).toEqual(["ACCEPTED", "READY", "RECEIPT", "REFUNDED"]);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "COMPLETED", refund_state: "NONE", refund_pending_cents: 0 });
    await balanced(order, 250);
    const { business_day } = await rig.order(order.order_id);
    const sold = must(await storeDay(rig.node.database.pool, store.box.storeId, business_day ?? ""));
    expect(sold).toMatchObject({
      sales_cents: 250,
      sales_online_cents: 250,
      tax_cents: 40,
      refunds_online_cents: 0,
      refunded_tax_cents: 0,
    });
    const paid = must(await storeDay(rig.node.database.pool, store.box.storeId, today()));
    expect([paid.tenders, paid.corrections, paid.refunds, paid.refunds_online_cents]).toMatchObject([
      [{ method: "ONLINE", amount_cents: 500 }],
      [{ method: "ONLINE", amount_cents: 250 }],
      [],
      0,
    ]);
    expect(await withClient((client) => uncoveredOnline(client, store.box.storeId))).toEqual([]);
  });

  test("the store is told what is paid and what is under way, each time", async () => {
    const order = await store.paid("pm_card_pendingRefund");
    await amended(order);
    const told = (await store.box.receive()).filter((command) => command.kind === "refund.reported").at(-1);
    expect(told).toMatchObject({ order_id: order.order_id, paid_cents: 500, refund_pending_cents: 250, refund_state: "PENDING" });
    expect((await books()).verdict).toBe("EQUAL");
  });

  test("once for each amendment, also of several in a row and of several in one batch", async () => {
    const order = await store.paid("pm_card_visa", FOUR);
    await amended(order);
    await amended(order);
    const ids = [1, 2].map((amendment) => amendmentRefundId(order.order_id, amendment));
    expect((await rig.money(order.order_id)).refunds.map(({ refund_id }) => refund_id).sort()).toEqual(ids.sort());
    await balanced(order, 500);
    const other = await store.paid("pm_card_visa", FOUR);
    const [first] = [withoutOne(await rig.order(other.order_id), rig.node.time.ms)];
    const second = withoutOne({ ...(await rig.order(other.order_id)), ...first.priced, amendments: 1 } as Order, rig.node.time.ms);
    must(await store.box.send(first, second));
    await rig.settle();
    expect(await refundsOf(other)).toEqual([["CORRECTION", "SUCCEEDED", 500, 0]]);
    await balanced(other, 500);
  });

  test.each(["cut_before", "cut_after", "bad_gateway_after", "error_500_after", "rate_limited"] as const)(
    "once, where the provider's response is %s",
    async (outcome) => {
      const order = await store.paid();
      rig.sandbox.control.planCall({ operation: "refunds.create", outcome });
      await amended(order);
      await rig.later(31);
      await rig.later(61);
      expect(await refundsOf(order)).toEqual([["CORRECTION", "SUCCEEDED", 250, 0]]);
      await balanced(order, 250);
    },
  );

  test("the tip stays the staff's", async () => {
    const order = await store.paid("pm_card_visa", { tip_cents: cents(80) });
    await amended(order);
    expect(await refundsOf(order)).toEqual([["CORRECTION", "SUCCEEDED", 250, 0]]);
    await balanced(order, 250);
  });
});

describe("with what else happens to the order's money", () => {
  const cancelled = ({ order_id }: Paid) => step(store.box, order_id, "order.cancelled", 3, "PAID");

  test("[M3] cancelled afterwards, the rest goes back once, with the tip", async () => {
    const order = await store.paid("pm_card_visa", { tip_cents: cents(80) });
    await amended(order);
    must(await store.box.send(cancelled(order)));
    await rig.settle();
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 250, 0],
      ["GIVEN_BACK", "SUCCEEDED", 250, 80],
    ]);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 580, refunded_cents: 580 });
    expect((await books()).differences).toEqual([]);
  });

  test("[M3] cancelled in the same batch, all of it goes back in one", async () => {
    const order = await store.paid();
    await amended(order, cancelled(order));
    expect(await refundsOf(order)).toEqual([["GIVEN_BACK", "SUCCEEDED", 500, 0]]);
  });

  test("one that fails is not tried again by itself; what headquarters then gives back corrects the order", async () => {
    const order = await store.paid("pm_sandbox_refundRefused");
    await amended(order);
    await rig.later(61);
    await rig.later(3600);
    expect(await refundsOf(order)).toEqual([["CORRECTION", "FAILED", 250, 0]]);
    expect(await rig.exceptions(order.order_id)).toContain("refund.failed");
    expect((await books()).differences).toMatchObject([
      { code: "order.captured_not_the_total", reason: expect.stringContaining("refund.failed") },
    ]);
    const again = must(await store.headquartersRefunds(order, 250, "by hand"));
    expect(again.refund).toMatchObject({ kind: "CORRECTION", amount_cents: 250 });
  });

  test("one that has failed is given back by the store as well as by headquarters: a correction, and no refund of the sale", async () => {
    const order = await store.paid("pm_sandbox_refundRefused");
    await amended(order);
    await rig.later(61);
    await store.asksRefund(order, 250);
    expect(await refundsOf(order)).toContainEqual(["CORRECTION", "PENDING", 250, 0]);
    expect((await refundsOf(order)).some(([kind]) => kind === "GIVEN_BACK")).toBe(false);
  });

  test("read again by a cloud that has forgotten it, it is a correction still, whoever had asked for it", async () => {
    const order = await store.paid();
    const { intent_id, order_id } = order;
    const { account } = (await rig.money(order_id)).payment;
    const asked = { intent_id, refund_id: randomUUID(), amount_cents: 250, tip_cents: 0, is_correction: true, currency: "EUR", account };
    expect(await rig.provider.refund(asked, "of the time that is lost")).toMatchObject({ kind: "done" });
    must((await rig.node.payments?.check(order_id)) ?? refuse("payment.not_online", "no payments here"));
    await amended(order);
    expect(await refundsOf(order)).toEqual([["CORRECTION", "SUCCEEDED", 250, 0]]);
    await balanced(order, 250);
  });

  test("[M4] what the store gives back of the order as it is now is besides, also where both are heard of at once", async () => {
    const order = await store.paid();
    const { order_id } = order;
    const asks = { ...envelopeOf(store.box.storeId, context()), type: "refund.requested", order_id, request_id: randomUUID() } as const;
    await amended(order, { ...asks, amount_cents: cents(100), reason: "cold" });
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 250, 0],
      ["GIVEN_BACK", "SUCCEEDED", 100, 0],
    ]);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 350 });
    expect((await books()).differences).toEqual([]);
  });

  test("[M4] what a person has given back before it was heard of is not given back again", async () => {
    const order = await store.paid();
    must(await store.headquartersRefunds(order, 100, "on the telephone"));
    await amended(order);
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 100, 0],
      ["CORRECTION", "SUCCEEDED", 150, 0],
    ]);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 250 });
    expect((await books()).differences).toEqual([]);
  });

  test("[M4] afterwards as much is refunded as the order still costs, of its lines as they are now", async () => {
    const order = await store.paid();
    await amended(order, ...handedOver(order));
    expect(codeOf(await store.headquartersRefunds(order, 251, "too much"))).toBe("refund.exceeds_captured");
    const given = must(await store.headquartersRefunds(order, null, "all"));
    expect(given.refund).toMatchObject({ kind: "GIVEN_BACK", amount_cents: 250, lines: [{ qty: 1, amount_cents: 250, tax_cents: 40 }] });
    await rig.settle();
    expect(rig.books(order.intent_id)).toMatchObject({ refunded_cents: 500 });
    expect((await books()).differences).toEqual([]);
  });

  test("what is only authorized is the cloud's: an amendment of it waits in quarantine, and nothing moves", async () => {
    const order = await store.authorized();
    await amended(order);
    expect((await rig.money(order.order_id)).payment.status).toBe("AUTHORIZED");
    const held = await rig.node.database.pool.query("SELECT code FROM quarantine WHERE order_id = $1", [order.order_id]);
    expect(held.rows).toEqual([{ code: "order.not_authority" }]);
  });

  test("upwards it is never amended", async () => {
    const order = await store.paid();
    const now = await rig.order(order.order_id);
    const event = withoutOne(now, rig.node.time.ms);
    must(await store.box.send({ ...event, priced: { ...event.priced, total_cents: cents(501) } }));
    const held = await rig.node.database.pool.query("SELECT code FROM quarantine WHERE order_id = $1", [order.order_id]);
    expect(held.rows).toEqual([{ code: "order.invalid_transition" }]);
  });
});
