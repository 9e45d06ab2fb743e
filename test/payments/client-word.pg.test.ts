/** What a client or a stranger says about money, at the HTTP surface; and what the log keeps of it. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { espressos, type TestBox } from "@crema/cloud/cloud-node.test-fixture";
import { NO_CHANNELS } from "@crema/cloud/jobs/message-jobs";
import { type CloudNode, startCloudNode } from "@crema/cloud/node";
import { MemoryErasures } from "@crema/cloud/register/memory-erasures.test-fixture";
import { MemoryRegister } from "@crema/cloud/register/memory-register.test-fixture";
import { PAYMENT_WEBHOOK_PATH } from "@crema/shared/contract/payments";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import { checkerOf } from "@crema/shared/server/served-document.test-fixture";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import pino from "pino";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONTACT_KEYS, SECRET } from "../world/cloud-node.ts";
import { PaymentRig, WEBHOOK_SECRET } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-word-"));
const lines: string[] = [];
const PLENTY = 10_000;
let rig: PaymentRig;
let box: TestBox;
let service: CloudNode;
let document: string | null = null;
let keys = 0;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
  box = await rig.store();
  service = await startCloudNode({
    database: rig.db.another(),
    secret: SECRET,
    contactKeys: CONTACT_KEYS,
    limits: {
      guestOrdersPerAddressPerMinute: PLENTY,
      openOrdersPerCustomer: PLENTY,
      openOrdersPerAddress: PLENTY,
      guestOrdersPerStorePerMinute: PLENTY,
      enrollPerAddressPerMinute: PLENTY,
      challengePerAddressPerMinute: PLENTY,
      signInPerAddressPerMinute: PLENTY,
    },
    paymentProvider: rig.provider,
    payWithinMs: 900_000,
    register: new MemoryRegister(),
    channels: NO_CHANNELS,
    publicUrl: null,
    erasures: new MemoryErasures(),
    keeping: { namesMs: 90 * 86_400_000, customersMs: null },
    mailer: null,
    secureCookies: false,
    trustedProxies: 0,
    clock: rig.node.clock,
    timers: systemTimers,
    newId: createIdSource(rig.node.clock, systemRandomBytes),
    randomBytes: systemRandomBytes,
    log: pino({ level: "trace" }, { write: (line: string) => void lines.push(line) }),
  });
});
afterAll(async () => {
  await service.stop();
  await rig.close();
  rmSync(dir, { recursive: true });
});

function post(path: string, body: string, headers: Record<string, string> = {}) {
  return ask(path, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
}

/** Held against the document that the service serves. */
async function ask(path: string, init: RequestInit = {}) {
  document ??= await (await service.app.request("/openapi.json")).text();
  const bindings = { incoming: { socket: { remoteAddress: "127.0.0.1" } } };
  const result = await service.app.fetch(new Request(`http://cloud.test${path}`, init), bindings);
  const [text, contentType] = [await result.text(), result.headers.get("content-type")];
  checkerOf(document)({ method: init.method ?? "GET", path, status: result.status, contentType, text });
  return { status: result.status, body: JSON.parse(text) };
}

function place(more: object) {
  keys += 1;
  const order = { ...espressos(box.storeId, { payment_method: "ONLINE" }), ...more };
  return post("/v1/orders", JSON.stringify(order), { "idempotency-key": `a client's own key no. ${keys}` });
}

const forged = (intent: string) =>
  JSON.stringify({
    id: "evt_forged",
    object: "event",
    type: "payment_intent.succeeded",
    created: 1,
    data: {
      object: {
        id: intent,
        object: "payment_intent",
        status: "succeeded",
        amount_received: 500,
        receipt_email: "bo@example.org",
        note: "4242424242424242",
      },
    },
  });

describe("[M8] money never comes from the client's word", () => {
  test("a total that the client names is compared, never charged", async () => {
    expect(await place({ expected_total_cents: 1 })).toMatchObject({ status: 409, body: { code: "order.price_changed" } });
  });

  test.each([{ total_cents: 1 }, { amount_cents: 1 }, { paid_cents: 500 }, { payment_status: "CAPTURED" }, { status: "PAID" }])(
    "an order that says %j of its money is refused as a whole",
    async (said) => {
      const before = rig.sandbox.control.books();
      expect(await place(said)).toMatchObject({ status: 422 });
      expect(rig.sandbox.control.books()).toEqual(before);
    },
  );

  test.each([
    ["without a signature", () => ({}), "webhook.signature_invalid"],
    [
      "signed with another secret",
      (payload: string, timestamp: number) => ({
        "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload, secret: "whsec_other", timestamp }),
      }),
      "webhook.signature_invalid",
    ],
    [
      "signed long ago",
      (payload: string, timestamp: number) => ({
        "stripe-signature": Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, timestamp: timestamp - 3_600 }),
      }),
      "webhook.too_old",
    ],
  ])("a webhook %s is refused, moves nothing, and is logged without what it says", async (_, headersOf, code) => {
    const placed = await place({});
    const intent = String(placed.body.client_secret).split("_secret_")[0] ?? "";
    const payload = forged(intent);
    const refused = await post(PAYMENT_WEBHOOK_PATH, payload, headersOf(payload, Math.floor(rig.node.time.ms / 1000)));
    expect(refused.body).toMatchObject({ code });
    expect((await rig.order(placed.body.order_id)).payment_status).toBe("REQUIRES_PAYMENT");
    const stored = await rig.node.database.pool.query("SELECT 1 FROM psp_events WHERE event_id = 'evt_forged'");
    expect(stored.rowCount).toBe(0);
    expect(lines.join("")).toContain(code);
    expect(lines.join("")).not.toMatch(/4242424242424242|bo@example\.org|_secret_|"Bo"/);
  });

  test("even a signed event counts for nothing where the provider itself says otherwise", async () => {
    const placed = await place({});
    const intent = String(placed.body.client_secret).split("_secret_")[0] ?? "";
    expect(await rig.webhook(JSON.parse(forged(intent)))).toBe("ok");
    await rig.settle();
    expect(await rig.order(placed.body.order_id)).toMatchObject({ status: "PLACED", paid_cents: 0, payment_status: "REQUIRES_PAYMENT" });
  });
});

describe("while nobody has said what a store's prices mean", () => {
  test("its orders are paid at the store, and the app is told so before anything is filled in", async () => {
    const { storeId: store_id } = await rig.store("HUF");
    const ofStore = async () => {
      rig.node.time.ms += 1_500;
      const { body } = await ask("/v1/stores");
      return body.stores.find((store: { store_id: string }) => store.store_id === store_id).takes_online_payment;
    };
    expect(await ofStore()).toBe(true);
    // As an older release left it: the menu says nothing of its digits.
    await rig.node.database.pool.query(
      `UPDATE store_documents SET document = (document::jsonb - 'minor_digits')::json, version = version + 1
       WHERE store_id = $1 AND kind = 'menu'`,
      [store_id],
    );
    expect(await ofStore()).toBe(false);
    const before = rig.sandbox.control.books();
    const refused = await place({ store_id });
    expect(refused).toMatchObject({ status: 422, body: { code: "payment.online_unavailable" } });
    expect(refused.body.detail).toMatch(/pay at the store/);
    expect(rig.sandbox.control.books()).toEqual(before);
    expect(await place({ store_id, payment_method: "AT_STORE" })).toMatchObject({ status: 201 });
  });
});
