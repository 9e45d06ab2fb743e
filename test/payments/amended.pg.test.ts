/** The store lowers what a paid order costs: what was paid above it goes back once, and the sale is counted as it was in the end. */
import { randomUUID } from "node:crypto";
import { codeOf, must } from "@crema/cloud/cloud-node.test-fixture";
import { amendmentRefundId } from "@crema/cloud/payments/amendment-refund";
import { storeDay } from "@crema/cloud/reports/store-days";
import { uncoveredOnline } from "@crema/cloud/snapshot/uncovered-money";
import { step } from "@crema/cloud/store-events.test-fixture";
import { iso } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { cents } from "@crema/shared/domain/kernel/money";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { balanceCents, type Order } from "@crema/shared/domain/order/order";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import type pg from "pg";
import { describe, expect, test } from "vitest";
import { withoutOne } from "./amended-order.ts";
import { setUpAmended } from "./amended-store.ts";
import type { Paid } from "./payment-rig.ts";

const at = setUpAmended();
const { today, books, amended, handedOver } = at;

/** Four espressos at 2.50. */
const FOUR = { items: [{ item_id: "espresso", qty: 4, modifier_ids: [], note: null }] };
const refundsOf = async ({ order_id }: Paid) =>
  (await at.rig.money(order_id)).refunds.map(({ kind, status, amount_cents, tip_cents }) => [kind, status, amount_cents, tip_cents]).sort();
const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await at.rig.node.database.pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
};
const context = () => ({ at: iso(at.rig.node.time.ms), newId: randomUUID, actor: ana });

/** The order owes nothing, and all three books say so. */
async function balanced(order: Paid, kept: number): Promise<void> {
  const now = await at.rig.order(order.order_id);
  expect([now.total_cents, now.paid_cents - now.refunded_cents, balanceCents(now)]).toEqual([kept, kept, 0]);
  const { captured_cents, refunded_cents } = at.rig.books(order.intent_id);
  expect(captured_cents - refunded_cents).toBe(kept + now.tip_cents);
  expect((await books()).differences).toEqual([]);
}

describe("what was paid above the new total", () => {
  test("goes back by itself, and is no refund of the sale: its tax is counted once, and no Z has it as refunded", async () => {
    const order = await at.store.paid();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([["CORRECTION", "SUCCEEDED", 250, 0]]);
    const told = await at.rig.node.database.pool.query("SELECT kind FROM message_facts WHERE order_id = $1 ORDER BY id", [order.order_id]);
    expect(told.rows.map(({ kind }) => kind)).toEqual(["ACCEPTED", "READY", "RECEIPT", "REFUNDED"]);
    expect(await at.rig.order(order.order_id)).toMatchObject({ status: "COMPLETED", refund_state: "NONE", refund_pending_cents: 0 });
    await balanced(order, 250);
    const { business_day } = await at.rig.order(order.order_id);
    const sold = must(await storeDay(at.rig.node.database.pool, at.store.box.storeId, business_day ?? ""));
    expect(sold).toMatchObject({
      sales_cents: 250,
      sales_online_cents: 250,
      tax_cents: 40,
      refunds_online_cents: 0,
      refunded_tax_cents: 0,
    });
    const paid = must(await storeDay(at.rig.node.database.pool, at.store.box.storeId, today()));
    expect([paid.tenders, paid.corrections, paid.refunds, paid.refunds_online_cents]).toMatchObject([
      [{ method: "ONLINE", amount_cents: 500 }],
      [{ method: "ONLINE", amount_cents: 250 }],
      [],
      0,
    ]);
    expect(await withClient((client) => uncoveredOnline(client, at.store.box.storeId))).toEqual([]);
  });

  test("the store is told what is paid and what is under way, each time", async () => {
    const order = await at.store.paid("pm_card_pendingRefund");
    await amended(order);
    const told = (await at.store.box.receive()).filter((command) => command.kind === "refund.reported").at(-1);
    expect(told).toMatchObject({ order_id: order.order_id, paid_cents: 500, refund_pending_cents: 250, refund_state: "PENDING" });
    expect((await books()).verdict).toBe("EQUAL");
  });

  test("once for each amendment, also of several in a row and of several in one batch", async () => {
    const order = await at.store.paid("pm_card_visa", FOUR);
    await amended(order);
    await amended(order);
    const ids = [1, 2].map((amendment) => amendmentRefundId(order.order_id, amendment));
    expect((await at.rig.money(order.order_id)).refunds.map(({ refund_id }) => refund_id).sort()).toEqual(ids.sort());
    await balanced(order, 500);
    const other = await at.store.paid("pm_card_visa", FOUR);
    const [first] = [withoutOne(await at.rig.order(other.order_id), at.rig.node.time.ms)];
    const second = withoutOne({ ...(await at.rig.order(other.order_id)), ...first.priced, amendments: 1 } as Order, at.rig.node.time.ms);
    must(await at.store.box.send(first, second));
    await at.rig.settle();
    expect(await refundsOf(other)).toEqual([["CORRECTION", "SUCCEEDED", 500, 0]]);
    await balanced(other, 500);
  });

  test.each(["cut_before", "cut_after", "bad_gateway_after", "error_500_after", "rate_limited"] as const)(
    "once, where the provider's response is %s",
    async (outcome) => {
      const order = await at.store.paid();
      at.rig.sandbox.control.planCall({ operation: "refunds.create", outcome });
      await amended(order);
      await at.rig.later(31);
      await at.rig.later(61);
      expect(await refundsOf(order)).toEqual([["CORRECTION", "SUCCEEDED", 250, 0]]);
      await balanced(order, 250);
    },
  );

  test("the tip stays the staff's", async () => {
    const order = await at.store.paid("pm_card_visa", { tip_cents: cents(80) });
    await amended(order);
    expect(await refundsOf(order)).toEqual([["CORRECTION", "SUCCEEDED", 250, 0]]);
    await balanced(order, 250);
  });
});

describe("with what else happens to the order's money", () => {
  const cancelled = ({ order_id }: Paid) => step(at.store.box, order_id, "order.cancelled", 3, "PAID");

  test("[M3] cancelled afterwards, the rest goes back once, with the tip", async () => {
    const order = await at.store.paid("pm_card_visa", { tip_cents: cents(80) });
    await amended(order);
    must(await at.store.box.send(cancelled(order)));
    await at.rig.settle();
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 250, 0],
      ["GIVEN_BACK", "SUCCEEDED", 250, 80],
    ]);
    expect(at.rig.books(order.intent_id)).toMatchObject({ captured_cents: 580, refunded_cents: 580 });
    expect((await books()).differences).toEqual([]);
  });

  test("[M3] cancelled in the same batch, all of it goes back in one", async () => {
    const order = await at.store.paid();
    await amended(order, cancelled(order));
    expect(await refundsOf(order)).toEqual([["GIVEN_BACK", "SUCCEEDED", 500, 0]]);
  });

  test("one that fails is not tried again by itself; what headquarters then gives back corrects the order", async () => {
    const order = await at.store.paid("pm_sandbox_refundRefused");
    await amended(order);
    await at.rig.later(61);
    await at.rig.later(3600);
    expect(await refundsOf(order)).toEqual([["CORRECTION", "FAILED", 250, 0]]);
    expect(await at.rig.exceptions(order.order_id)).toContain("refund.failed");
    expect((await books()).differences).toMatchObject([
      { code: "order.captured_not_the_total", reason: expect.stringContaining("refund.failed") },
    ]);
    const again = must(await at.store.headquartersRefunds(order, 250, "by hand"));
    expect(again.refund).toMatchObject({ kind: "CORRECTION", amount_cents: 250 });
  });

  test("one that has failed is given back by the store as well as by headquarters: a correction, and no refund of the sale", async () => {
    const order = await at.store.paid("pm_sandbox_refundRefused");
    await amended(order);
    await at.rig.later(61);
    await at.store.asksRefund(order, 250);
    expect(await refundsOf(order)).toContainEqual(["CORRECTION", "PENDING", 250, 0]);
    expect((await refundsOf(order)).some(([kind]) => kind === "GIVEN_BACK")).toBe(false);
  });

  test("read again by a cloud that has forgotten it, it is a correction still, whoever had asked for it", async () => {
    const order = await at.store.paid();
    const { intent_id, order_id } = order;
    const { account } = (await at.rig.money(order_id)).payment;
    const asked = { intent_id, refund_id: randomUUID(), amount_cents: 250, tip_cents: 0, is_correction: true, currency: "EUR", account };
    expect(await at.rig.provider.refund(asked, "of the time that is lost")).toMatchObject({ kind: "done" });
    must((await at.rig.node.payments?.check(order_id)) ?? refuse("payment.not_online", "no payments here"));
    await amended(order);
    expect(await refundsOf(order)).toEqual([["CORRECTION", "SUCCEEDED", 250, 0]]);
    await balanced(order, 250);
  });

  test("[M4] what the store gives back of the order as it is now is besides, also where both are heard of at once", async () => {
    const order = await at.store.paid();
    const { order_id } = order;
    const asks = { ...envelopeOf(at.store.box.storeId, context()), type: "refund.requested", order_id, request_id: randomUUID() } as const;
    await amended(order, { ...asks, amount_cents: cents(100), reason: "cold" });
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 250, 0],
      ["GIVEN_BACK", "SUCCEEDED", 100, 0],
    ]);
    expect(at.rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 350 });
    expect((await books()).differences).toEqual([]);
  });

  test("[M4] what a person has given back before it was heard of is not given back again", async () => {
    const order = await at.store.paid();
    must(await at.store.headquartersRefunds(order, 100, "on the telephone"));
    await amended(order);
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 100, 0],
      ["CORRECTION", "SUCCEEDED", 150, 0],
    ]);
    expect(at.rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 250 });
    expect((await books()).differences).toEqual([]);
  });

  test("[M4] afterwards as much is refunded as the order still costs, of its lines as they are now", async () => {
    const order = await at.store.paid();
    await amended(order, ...handedOver(order));
    expect(codeOf(await at.store.headquartersRefunds(order, 251, "too much"))).toBe("refund.exceeds_captured");
    const given = must(await at.store.headquartersRefunds(order, null, "all"));
    expect(given.refund).toMatchObject({ kind: "GIVEN_BACK", amount_cents: 250, lines: [{ qty: 1, amount_cents: 250, tax_cents: 40 }] });
    await at.rig.settle();
    expect(at.rig.books(order.intent_id)).toMatchObject({ refunded_cents: 500 });
    expect((await books()).differences).toEqual([]);
  });

  test("what is only authorized is the cloud's: an amendment of it waits in quarantine, and nothing moves", async () => {
    const order = await at.store.authorized();
    await amended(order);
    expect((await at.rig.money(order.order_id)).payment.status).toBe("AUTHORIZED");
    const held = await at.rig.node.database.pool.query("SELECT code FROM quarantine WHERE order_id = $1", [order.order_id]);
    expect(held.rows).toEqual([{ code: "order.not_authority" }]);
  });

  test("upwards it is never amended", async () => {
    const order = await at.store.paid();
    const now = await at.rig.order(order.order_id);
    const event = withoutOne(now, at.rig.node.time.ms);
    must(await at.store.box.send({ ...event, priced: { ...event.priced, total_cents: cents(501) } }));
    const held = await at.rig.node.database.pool.query("SELECT code FROM quarantine WHERE order_id = $1", [order.order_id]);
    expect(held.rows).toEqual([{ code: "order.invalid_transition" }]);
  });
});
