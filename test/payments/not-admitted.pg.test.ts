/** The provider does not admit us: to an account, to one kind of call, or at all. What is told of it, and what is still done. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setPaymentAccount } from "@crema/cloud/payment-account.test-fixture";
import { listUndelivered } from "@crema/cloud/payments/events/undelivered";
import type { PaymentDeps } from "@crema/cloud/payments/operations/operation";
import { runDueOperations } from "@crema/cloud/payments/operations/worker";
import type { ProviderResult } from "@crema/cloud/payments/provider";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-not-admitted-"));
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

const toldOf = async (orderId: string) => {
  const found = await rig.node.database.pool.query<{ kind: string; detail: string; what_to_do: string }>(
    "SELECT kind, detail, what_to_do FROM exceptions WHERE order_id = $1 AND kind <> 'order.paid_store_silent'",
    [orderId],
  );
  return found.rows;
};
const takesCards = async ({ box }: OnlineStore) => {
  rig.node.time.ms += 1_500;
  const listed = JSON.parse((await rig.node.queries.stores()).body).stores;
  return listed.find((each: { store_id: string }) => each.store_id === box.storeId).takes_online_payment;
};
const refuses = (scope: "key" | "account" | "call") => async (): Promise<ProviderResult<never>> => ({
  kind: "not_admitted",
  scope,
  message: "no",
});
const depsWith = (changes: Partial<PaymentDeps["provider"]>): PaymentDeps => ({ ...rig.deps, provider: { ...rig.provider, ...changes } });

describe("the store is paid on another account, since the first one does not admit us", () => {
  test("a refund whose reply was lost may have been made: nobody is told to give the money back without having looked", async () => {
    await setPaymentAccount(rig.node, store.box.storeId, "acct_lost_refund");
    const order = await store.paidOn("acct_lost_refund");
    rig.sandbox.control.planCall({ operation: "refunds.create", outcome: "cut_after", times: 1 });
    await store.headquartersRefunds(order, 200, "a refund without a reply");
    await rig.settle();
    rig.sandbox.control.deauthorize("acct_lost_refund");
    await setPaymentAccount(rig.node, store.box.storeId, null);
    await rig.later(61);
    expect(rig.books(order.intent_id)).toMatchObject({ refunded_cents: 200 });
    expect(await toldOf(order.order_id)).toEqual([
      {
        kind: "refund.failed",
        detail: expect.stringMatching(/^2\.00 EUR may already have been given back on the account acct_lost_refund/),
        what_to_do: expect.stringMatching(/^Look there first/),
      },
    ]);
  });

  test("a refund that was only ever refused has not been made, however often it was tried: the money is on that account", async () => {
    await setPaymentAccount(rig.node, store.box.storeId, "acct_refused_refund");
    const order = await store.paidOn("acct_refused_refund");
    rig.sandbox.control.deauthorize("acct_refused_refund");
    await store.headquartersRefunds(order, 200, "a refund that waits");
    for (let tries = 0; tries < 3; tries += 1) await rig.later(61);
    await setPaymentAccount(rig.node, store.box.storeId, null);
    await rig.later(61);
    expect(await toldOf(order.order_id)).toEqual([
      {
        kind: "refund.failed",
        detail: expect.stringMatching(/^2\.00 EUR could not be given back/),
        what_to_do: expect.stringMatching(/^The money is on that account/),
      },
    ]);
  });

  test("a capture whose reply was lost may have taken the money of an order that has ended: that is said, and not that the hold ends by itself", async () => {
    await setPaymentAccount(rig.node, store.box.storeId, "acct_lost_capture");
    const order = await store.place();
    await rig.pay(order, "pm_card_visa", "acct_lost_capture");
    await rig.node.payments?.check(order.order_id);
    rig.sandbox.control.planCall({ operation: "payment_intents.capture", outcome: "cut_after", times: 1 });
    await store.accept(order);
    rig.sandbox.control.deauthorize("acct_lost_capture");
    await setPaymentAccount(rig.node, store.box.storeId, null);
    for (let i = 0; i < 3; i += 1) await rig.later(31);
    expect((await rig.order(order.order_id)).status).toBe("CANCELLED");
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500 });
    expect(await toldOf(order.order_id)).toEqual([
      {
        kind: "payment.not_admitted",
        detail: expect.stringMatching(/^5\.00 EUR may have been taken on the account acct_lost_capture/),
        what_to_do: expect.stringMatching(/^Look there first/),
      },
    ]);
  });
});

test("a refund that an account did not admit for a day goes on by itself once its owner has connected it again", async () => {
  await setPaymentAccount(rig.node, store.box.storeId, "acct_slow");
  const order = await store.paidOn("acct_slow");
  rig.sandbox.control.deauthorize("acct_slow");
  await store.headquartersRefunds(order, null, "a refund that waits a day");
  await rig.settle();
  await rig.later(13 * 3600);
  await rig.later(13 * 3600);
  rig.sandbox.control.connect("acct_slow");
  await rig.later(61);
  expect([rig.books(order.intent_id).refunded_cents, await toldOf(order.order_id)]).toEqual([500, []]);
});

test("a key that may not refund takes cards all the same, and headquarters is told which permission is missing", async () => {
  const order = await store.paid();
  await store.headquartersRefunds(order, null, "a refund without permission");
  await runDueOperations(depsWith({ refund: refuses("call") }));
  expect(await takesCards(store)).toBe(true);
  const told = await rig.node.database.pool.query("SELECT detail FROM exceptions WHERE store_id = $1 AND kind = 'payment.not_admitted'", [
    store.box.storeId,
  ]);
  expect(told.rows).toEqual([{ detail: "The payment provider does not let this installation's key make a refund." }]);
});

test("a refused key is told to headquarters once, and to no store, however many accounts and calls met it", async () => {
  const other = new OnlineStore(rig, await rig.store());
  const stores = [store, other];
  for (const [n, each] of stores.entries()) {
    await setPaymentAccount(rig.node, each.box.storeId, `acct_key_${n}`);
    await each.headquartersRefunds(await each.paidOn(`acct_key_${n}`), null, `a refund of ${n}`);
  }
  rig.node.time.ms += 61_000;
  const refused = depsWith({ refund: refuses("key"), undelivered: refuses("key") });
  await Promise.all([runDueOperations(refused), listUndelivered(refused)]);
  const told = await rig.node.database.pool.query(
    "SELECT store_id, what_to_do FROM exceptions WHERE kind = 'payment.not_admitted' AND (store_id IS NULL OR store_id = ANY ($1))",
    [stores.map(({ box }) => box.storeId)],
  );
  expect(told.rows).toEqual([{ store_id: null, what_to_do: expect.stringContaining("STRIPE_SECRET_KEY") }]);
  expect(await Promise.all(stores.map(takesCards))).toEqual([false, false]);
  await rig.later(61);
  expect(await Promise.all(stores.map(takesCards))).toEqual([true, true]);
});

describe("whether an account is open again", () => {
  test("is asked each minute, though refunds that wait are refused there every half minute", async () => {
    await setPaymentAccount(rig.node, store.box.storeId, "acct_busy");
    const [one, two] = [await store.paidOn("acct_busy"), await store.paidOn("acct_busy")];
    let asked = 0;
    const deps = depsWith({
      refund: refuses("account"),
      undelivered: async (account) => {
        if (account === "acct_busy") asked += 1;
        return { kind: "no_answer", message: "cut" };
      },
    });
    await store.headquartersRefunds(one, null, "the first that waits");
    for (let half = 0; half < 10; half += 1) {
      if (half === 1) await store.headquartersRefunds(two, null, "the second that waits");
      rig.node.time.ms += 30_500;
      await listUndelivered(deps);
      await runDueOperations(deps);
    }
    expect(asked).toBeGreaterThanOrEqual(4);
    await rig.later(61);
  });

  test("does not wait for a moment that a clock noted which was ahead, and the first card that is taken says so", async () => {
    const { pool } = rig.node.database;
    await setPaymentAccount(rig.node, store.box.storeId, "acct_ahead");
    await store.paidOn("acct_ahead");
    const tomorrow = new Date(rig.node.time.ms + 24 * 3_600_000);
    const note = "UPDATE psp_listings SET not_admitted_at = $1, asked_at = $1, listed_until = $1 WHERE account = 'acct_ahead'";
    await pool.query(note, [tomorrow]);
    expect(await takesCards(store)).toBe(true);
    await store.paidOn("acct_ahead");
    const noted = async () => (await pool.query("SELECT not_admitted_at FROM psp_listings WHERE account = 'acct_ahead'")).rows;
    expect(await noted()).toEqual([{ not_admitted_at: null }]);
    // And its events are asked for now, not tomorrow, from before that mark.
    await pool.query(note, [tomorrow]);
    let since = Number.POSITIVE_INFINITY;
    await listUndelivered(
      depsWith({
        undelivered: async (account, asked) => {
          if (account === "acct_ahead") since = asked.sinceMs;
          return { kind: "done", value: { events: [], next: null } };
        },
      }),
    );
    expect(since).toBeLessThan(rig.node.time.ms - 24 * 3_600_000);
    expect(await noted()).toEqual([{ not_admitted_at: null }]);
  });
});
