/** The three books of a business day, and what each kind of disagreement looks like in them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, must, operatorBy } from "@crema/cloud/cloud-node.test-fixture";
import { setPaymentAccount } from "@crema/cloud/payment-account.test-fixture";
import { booksOf } from "@crema/cloud/reports/books/books";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { systemTimers } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-books-"));
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
  rig.line.setMode("up");
  store = new OnlineStore(rig, await rig.store());
});

/** Nobody waits for a provider that is away. */
const timers: Timers = { ...systemTimers, after: (_ms, run) => systemTimers.after(0, run) };
const today = () => businessDay(rig.node.time.ms, "Europe/Berlin", 4);
const books = async (provider: PaymentRig["provider"] | null = rig.provider) => {
  const { clock, database } = rig.node;
  return must(await booksOf({ pool: database.pool, provider, clock, timers }, store.box.storeId, today()));
};
const online = (found: Awaited<ReturnType<typeof books>>, of = "the installation's own account") =>
  Object.fromEntries(
    found.rows.flatMap((row) => (row.part === "ONLINE" && row.of === of ? [[row.figure, [row.cloud, row.provider]]] : [])),
  );

describe("the online books", () => {
  test("[M3] agree over captures, refunds, released holds and orders that wait", async () => {
    await store.paid();
    await store.spoiled(await store.paid());
    const withdrawn = await store.authorized();
    await store.authorized();
    await store.place();
    must(
      await rig.node.commands.cancel(withdrawn.order_id, null, {
        principal: { kind: "anonymous", address: "192.0.2.1" },
        actor: { kind: "guest", id: null, name: "Bo" },
      }),
    );
    await rig.settle();
    const found = await books();
    expect([found.verdict, found.differences]).toEqual(["EQUAL", []]);
    expect(online(found)).toEqual({
      captured: [1000, 1000],
      refunded: [500, 500],
      "refunds pending": [0, 0],
      held: [500, 500],
      "released holds": [500, 500],
    });
  });

  test("a refund that is pending at the provider is open, not a difference", async () => {
    await store.spoiled(await store.paid("pm_card_pendingRefund"));
    const found = await books();
    expect([found.verdict, online(found)["refunds pending"]]).toEqual(["EQUAL", [500, 500]]);
    expect(found.open.map((each) => each.code)).toContain("refund.pending");
  });

  test("a refund that failed leaves a cancelled order whose money is kept: a difference, explained by its exception", async () => {
    const order = await store.paid("pm_sandbox_refundRefused");
    await store.spoiled(order);
    await rig.later(5);
    const found = await books();
    expect(found.differences).toMatchObject([{ code: "order.cancelled_and_kept", order_id: order.order_id, cloud: 500 }]);
    expect(found.differences[0]?.reason).toMatch(/^Open exception refund\.failed/);
  });

  test("a payment that the cloud has not heard of is a difference, which says when it is read again", async () => {
    const order = await store.authorized();
    await rig.stripe.paymentIntents.capture(order.intent_id);
    const found = await books();
    expect(found.differences).toMatchObject([{ code: "online.captured", intent_id: order.intent_id, cloud: 0, provider: 500 }]);
    expect(found.differences[0]?.reason).toMatch(/The cloud reads the intent again at /);
    await rig.later(21);
    expect((await books()).differences).toMatchObject([{ code: "order.captured_and_not_paid", order_id: order.order_id }]);
  });

  test("a refund made at the provider is a difference until the cloud has adopted it", async () => {
    const order = await store.paid();
    await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 200 });
    expect((await books()).differences).toMatchObject([{ code: "online.refund_unknown", intent_id: order.intent_id, provider: 200 }]);
    await rig.deliver();
    await rig.settle();
    const found = await books();
    expect([found.verdict, online(found).refunded]).toEqual(["EQUAL", [200, 200]]);
  });

  test("an intent of this store that is not in our books is found, if it has money", async () => {
    const metadata = { store_id: store.box.storeId, order_id: "0198c7f2-8b7e-7000-8000-00000000dead" };
    const make = (confirm: boolean) =>
      rig.stripe.paymentIntents.create({
        amount: 700,
        currency: "eur",
        allowed_payment_method_types: ["card"],
        metadata,
        ...(confirm ? { confirm, payment_method: "pm_card_visa" } : {}),
      });
    await make(false);
    expect((await books()).verdict).toBe("EQUAL");
    const { id } = await make(true);
    expect((await books()).differences).toMatchObject([{ code: "online.intent_unknown", intent_id: id, cloud: 0, provider: 700 }]);
  });

  test("a dispute stands beside the books and makes no difference", async () => {
    const order = await store.paid("pm_card_createDispute");
    expect(await books()).toMatchObject({ verdict: "EQUAL", disputes: [{ cloud: null, amount_cents: 500 }] });
    await rig.deliver();
    await rig.settle();
    const found = await books();
    expect(found.disputes).toMatchObject([{ order_id: order.order_id, amount_cents: 500 }]);
    expect(found.disputes[0]?.cloud).toBe(found.disputes[0]?.provider);
  });

  test("an order that counts as paid without a capture is a difference", async () => {
    const order = await store.authorized();
    const state = { ...(await rig.order(order.order_id)), status: "PAID", paid_at: new Date(rig.node.time.ms).toISOString() };
    await rig.node.database.pool.query("UPDATE orders SET status = 'PAID', state = $2 WHERE order_id = $1", [
      order.order_id,
      JSON.stringify(state),
    ]);
    expect((await books()).differences).toMatchObject([{ code: "order.paid_without_capture", order_id: order.order_id }]);
  });

  test("a provider that cannot be read is said; nothing is taken for equal", async () => {
    await store.paid();
    rig.line.setMode("reset");
    const found = await books();
    expect(found.verdict).toBe("NOT_COMPARED");
    expect(found.open.map((each) => each.code)).toContain("provider.not_read");
    expect((await books(null)).verdict).toBe("NOT_COMPARED");
  });
});

describe("per account", () => {
  test("a payment stays on the account on which it was made, its refund and its books too", async () => {
    const { storeId } = store.box;
    const set = (account: string | null) => setPaymentAccount(rig.node, storeId, account);
    await set("acct_one");
    const first = await store.paidOn("acct_one");
    await set("acct_two");
    await store.paidOn("acct_two");
    await store.spoiled(first);
    const found = await books();
    expect([found.verdict, found.differences]).toEqual(["EQUAL", []]);
    expect(online(found, "acct_one")).toMatchObject({ captured: [500, 500], refunded: [500, 500] });
    expect(online(found, "acct_two")).toMatchObject({ captured: [500, 500], refunded: [0, 0] });
    expect(codeOf(await rig.node.commands.putPaymentAccount("nowhere", { account: null, confirmation: null }, operatorBy))).toBe(
      "store.not_found",
    );
  });

  test("an event of another account about the intent changes nothing", async () => {
    await setPaymentAccount(rig.node, store.box.storeId, "acct_one");
    const order = await store.place();
    await rig.pay(order, "pm_card_visa", "acct_one");
    const [event] = (
      await rig.stripe.events.list({ type: "payment_intent.amount_capturable_updated", limit: 1 }, { stripeAccount: "acct_one" })
    ).data;
    expect(event?.account).toBe("acct_one");
    await rig.webhook({ ...event, id: "evt_of_two", account: "acct_two" });
    await rig.settle();
    expect((await rig.order(order.order_id)).handoff).toBe("AWAITING_PAYMENT");
    await rig.webhook({ ...event });
    await rig.settle();
    expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
  });
});

describe("money facts are append-only", () => {
  const refused = (sql: string, id: string) =>
    expect(rig.node.database.pool.query(sql, [id])).rejects.toThrow(/cannot be (changed|deleted)/);

  test("the database refuses to change or delete a capture or a refund", async () => {
    const order = await store.paid();
    await store.spoiled(order);
    for (const table of ["payments", "refunds"]) {
      await refused(`UPDATE ${table} SET amount_cents = 1 WHERE order_id = $1`, order.order_id);
      await refused(`DELETE FROM ${table} WHERE order_id = $1`, order.order_id);
    }
    expect(await rig.money(order.order_id)).toMatchObject({ payment: { amount_cents: 500 }, refunds: [{ amount_cents: 500 }] });
  });
});
