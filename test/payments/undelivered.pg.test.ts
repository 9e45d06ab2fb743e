/** What no webhook has told, and what nobody had asked about. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { setPaymentAccount } from "@crema/cloud/payment-account.test-fixture";
import { listUndelivered } from "@crema/cloud/payments/events/undelivered";
import type { PaymentProvider, ProviderEvent } from "@crema/cloud/payments/provider";
import { booksOf } from "@crema/cloud/reports/books/books";
import { iso } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { systemTimers } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-undelivered-"));
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

const chargeOf = async ({ intent_id }: Paid) => String((await rig.stripe.paymentIntents.retrieve(intent_id)).latest_charge);

test("a bank's early fraud warning is a person's to act on before it becomes a dispute", async () => {
  const order = await store.paid();
  rig.sandbox.control.warn({ charge: await chargeOf(order) });
  rig.sandbox.control.closeReview(rig.sandbox.control.openReview(await chargeOf(order)).id, "approved");
  await rig.stripe.charges.update(await chargeOf(order), { description: "two coffees" });
  await rig.deliver();
  await rig.settle();
  expect(await rig.exceptions(order.order_id)).toEqual(["payment.fraud_warning"]);
});

test("a payment account that takes its access away is told of for each of its stores", async () => {
  await setPaymentAccount(rig.node, store.box.storeId, "acct_leaving");
  rig.sandbox.control.deauthorize("acct_leaving");
  const gone = rig.sandbox.control.events().at(-1);
  expect(await rig.webhook({ ...gone })).toBe("ok");
  await rig.settle();
  const raised = await rig.node.database.pool.query<{ kind: string; detail: string }>(
    "SELECT kind, detail FROM exceptions WHERE store_id = $1 AND order_id IS NULL AND kind LIKE 'payment.%'",
    [store.box.storeId],
  );
  expect(raised.rows).toMatchObject([{ kind: "payment.not_admitted", detail: expect.stringContaining("acct_leaving") }]);
});

test("nobody orders online at a store whose payment account waits for its owner, until it has another", async () => {
  await setPaymentAccount(rig.node, store.box.storeId, "acct_closed");
  const order = await store.paidOn("acct_closed");
  rig.sandbox.control.deauthorize("acct_closed");
  await store.headquartersRefunds(order, null, "a refund that waits");
  await rig.settle();
  await expect(store.place()).rejects.toThrow("takes no cards online at the moment");
  await setPaymentAccount(rig.node, store.box.storeId, null);
  await store.authorized();
});

test("an event behind a page of newer ones is listed, and of the types that tell us something alone", async () => {
  rig.sandbox.control.addEndpoint({ url: "http://127.0.0.1:9/", secret: "whsec_nobody" });
  rig.sandbox.control.planWebhook({ action: "drop", times: 1_000_000 });
  const order = await store.paid();
  rig.sandbox.control.dispute({ charge: await chargeOf(order) });
  for (let n = 0; n < 105; n += 1) {
    const type = n < 3 ? "invoice.paid" : "charge.refunded";
    rig.sandbox.control.sendOwnEvent({ type, object: { id: `ch_${n}`, object: "charge", payment_intent: `pi_${n}` } });
  }
  await rig.later(61);
  expect(await rig.exceptions(order.order_id)).toEqual(["payment.dispute"]);
  const listed = await rig.node.database.pool.query("SELECT 1 FROM psp_events WHERE type = 'invoice.paid'");
  expect(listed.rowCount).toBe(0);
});

describe("after a store's payment account has taken its access away", () => {
  const kinds = async () => {
    const found = await rig.node.database.pool.query<{ kind: string; order_id: string | null }>(
      "SELECT kind, order_id FROM exceptions WHERE store_id = $1 AND kind LIKE 'payment.%' AND resolved_at IS NULL ORDER BY raised_at, exception_id",
      [store.box.storeId],
    );
    return found.rows;
  };
  const takesCards = async () => {
    rig.node.time.ms += 1_500;
    const listed = JSON.parse((await rig.node.queries.stores()).body).stores;
    return listed.find((each: { store_id: string }) => each.store_id === store.box.storeId).takes_online_payment;
  };

  test("the first guest is refused like the next one, and no order of theirs is left", async () => {
    await setPaymentAccount(rig.node, store.box.storeId, "acct_first");
    rig.sandbox.control.deauthorize("acct_first");
    await expect(store.place()).rejects.toThrow("payment.online_unavailable");
    await expect(store.place()).rejects.toThrow("payment.online_unavailable");
    const orders = await rig.node.database.pool.query("SELECT status, state->>'cancel_reason' AS reason FROM orders WHERE store_id = $1", [
      store.box.storeId,
    ]);
    expect(orders.rows).toEqual([{ status: "CANCELLED", reason: "Cards could not be taken online for the store." }]);
    // The same request again is not told that an order waits for it.
    await expect(rig.place(store.box, "a guest's key no. 1")).rejects.toThrow("payment.online_unavailable");
    const open = await rig.node.database.pool.query("SELECT 1 FROM payment_operations WHERE store_id = $1 AND state = 'OPEN'", [
      store.box.storeId,
    ]);
    expect([open.rowCount, await kinds()]).toEqual([0, [{ kind: "payment.not_admitted", order_id: null }]]);
  });

  test("the app offers no card there, though no webhook told it, until the account is back", async () => {
    await setPaymentAccount(rig.node, store.box.storeId, "acct_silent");
    await store.paidOn("acct_silent");
    expect(await takesCards()).toBe(true);
    rig.sandbox.control.deauthorize("acct_silent");
    await rig.later(61);
    expect([await takesCards(), await kinds()]).toEqual([false, [{ kind: "payment.not_admitted", order_id: null }]]);
    rig.sandbox.control.connect("acct_silent");
    await rig.later(61);
    expect(await takesCards()).toBe(true);
  });

  test("what waits on it ends with a word to a person once the store has another one, and the guest's order is not left open", async () => {
    await setPaymentAccount(rig.node, store.box.storeId, "acct_sold");
    const [refunded, unpaid] = [await store.paidOn("acct_sold"), await store.place()];
    const held = await store.place();
    await rig.pay(held, "pm_card_visa", "acct_sold");
    must((await rig.node.payments?.check(held.order_id)) ?? refuse("payment.not_online", "no payments here"));
    rig.sandbox.control.deauthorize("acct_sold");
    await store.headquartersRefunds(refunded, null, "a refund that waits");
    await rig.later(901);
    expect((await rig.order(unpaid.order_id)).status).toBe("CANCELLED");
    expect((await rig.money(refunded.order_id)).refunds).toMatchObject([{ status: "PENDING" }]);
    await setPaymentAccount(rig.node, store.box.storeId, null);
    await rig.later(61);
    expect((await rig.money(refunded.order_id)).refunds).toMatchObject([{ status: "FAILED" }]);
    expect(await rig.exceptions(refunded.order_id)).toContain("refund.failed");
    expect((await rig.order(held.order_id)).status).toBe("CANCELLED");
    expect(await rig.exceptions(held.order_id)).toEqual(["payment.not_admitted"]);
    const { payment } = await rig.money(refunded.order_id);
    const asked = { pool: rig.node.database.pool, provider: rig.provider, clock: rig.node.clock, timers: systemTimers };
    const books = must(await booksOf(asked, store.box.storeId, String(payment.business_day)));
    expect([books.verdict, books.differences]).toEqual(["NOT_COMPARED", []]);
    expect(books.open.find((each) => each.code === "provider.not_read")?.text).toContain("does not admit this installation");
    const open = await rig.node.database.pool.query("SELECT kind FROM payment_operations WHERE store_id = $1 AND state = 'OPEN'", [
      store.box.storeId,
    ]);
    expect(open.rows).toEqual([]);
  });
});

test("after days without webhooks all of 1,250 events are read, though a run reads less and one page fails; only then the mark moves on", async () => {
  const { database, clock } = rig.node;
  const events = Array.from({ length: 1_250 }, (_, n): ProviderEvent => {
    return {
      event_id: `evt_${n}`,
      account: null,
      type: "charge.refunded",
      created_at: iso(clock.now() - n),
      object_id: null,
      intent_id: null,
    };
  });
  let fails = false;
  const undelivered: PaymentProvider["undelivered"] = async (account, { types }, after) => {
    expect(types.length).toBeLessThanOrEqual(20);
    // Each account is listed for itself; those of the tests before have nothing to tell.
    if (account !== null) return { kind: "done", value: { events: [], next: null } };
    if (fails) return { kind: "no_answer", message: "cut" };
    const from = after === null ? 0 : events.findIndex((event) => event.event_id === after) + 1;
    const page = events.slice(from, from + 100);
    fails = from === 600;
    return { kind: "done", value: { events: page, next: from + 100 < events.length ? (page.at(-1)?.event_id ?? null) : null } };
  };
  const deps = { ...rig.deps, provider: { ...rig.provider, undelivered } };
  const mark = async () =>
    (await database.pool.query<{ at: Date }>("SELECT listed_until AS at FROM psp_listings WHERE account = ''")).rows[0]?.at.getTime();
  rig.node.time.ms += 61_000;
  const [began, before] = [clock.now(), await mark()];
  expect(await listUndelivered(deps)).toBe(700);
  fails = false;
  rig.node.time.ms += 1_000;
  expect([await listUndelivered(deps), await mark()]).toEqual([550, began]);
  expect(before).toBeLessThan(began);
  expect(await listUndelivered(deps)).toBe(0);
});
