/** What no webhook has told, and what nobody had asked about. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setPaymentAccount } from "@crema/cloud/cloud-node.test-fixture";
import { listUndelivered } from "@crema/cloud/payments/events/undelivered";
import type { PaymentProvider, ProviderEvent } from "@crema/cloud/payments/provider";
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
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
