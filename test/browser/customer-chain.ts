/**
 * What a customer's browser talks to: a real cloud on real Postgres, a real box at the store, and the payment sandbox,
 * in the test's own process with the true time. When its line is cut the box reaches nobody, but its LAN, and so its
 * staff, go on.
 */

import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContactCipher } from "@crema/cloud/auth/contact-cipher";
import { createOperator } from "@crema/cloud/cli/create-operator";
import { SECRET } from "@crema/cloud/cloud-node.test-fixture";
import { createTestDatabase } from "@crema/cloud/db/database.test-fixture";
import { SERVING } from "@crema/cloud/http/serving";
import { type MessageChannels, NO_CHANNELS } from "@crema/cloud/jobs/message-jobs";
import type { Mail } from "@crema/cloud/mail/mailer";
import { createEndpointGuard } from "@crema/cloud/messages/push/endpoint-guard";
import { createHostResolver } from "@crema/cloud/messages/push/resolve-host";
import { startCloudNode } from "@crema/cloud/node";
import type { PaymentProvider } from "@crema/cloud/payments/provider";
import { createStripeProvider } from "@crema/cloud/payments/stripe/stripe-provider";
import { MemoryErasures } from "@crema/cloud/register/memory-erasures.test-fixture";
import { MemoryRegister } from "@crema/cloud/register/memory-register.test-fixture";
import { openBox } from "@crema/edge/box";
import { parseEdgeSettings } from "@crema/edge/settings";
import { PAYMENT_WEBHOOK_PATH } from "@crema/shared/contract/payments";
import type { Picture } from "@crema/shared/contract/pictures";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type { DeviceKind } from "@crema/shared/domain/staff/actor";
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { listen } from "@crema/shared/server/listen";
import { describeProblems } from "@crema/shared/server/settings";
import { systemClock, systemRandomBytes, systemRandomFraction, systemTimers } from "@crema/shared/server/system";
import { startPushSandbox } from "@crema/tools/dev/push-sandbox/push-sandbox";
import { menuRows } from "@crema/tools/dev/seed/menu";
import { startSandbox } from "@crema/tools/dev/stripe-sandbox/sandbox";
import pino from "pino";
import { CONTACT_KEYS } from "../world/cloud-node.ts";
import { MANAGER_PIN, storeInput } from "../world/menu.ts";

const STORE = "store-1";
const WEBHOOK_SECRET = "whsec_browser";
const PLENTY = 100_000;
const log = pino({ level: "silent" });

export type CustomerChain = Awaited<ReturnType<typeof openCustomerChain>>;

async function done<T>(response: Response | Promise<Response>): Promise<T> {
  const got = await response;
  const text = await got.text();
  if (!got.ok) throw new Error(`${got.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** `cardForm`: what browsers are told of the provider; the cloud itself talks to the sandbox all the same. `channels`: by which customers are told. */
export async function openCustomerChain(
  cardForm: PaymentProvider["forBrowsers"] | null = null,
  payWithinMs = 900_000,
  channels: MessageChannels = NO_CHANNELS,
) {
  const failures: unknown[] = [];
  const lifecycle = new Lifecycle((_name, error) => failures.push(error));
  const dir = mkdtempSync(join(tmpdir(), "crema-customer-"));
  lifecycle.push("directory", () => rmSync(dir, { recursive: true, force: true }));
  const db = await createTestDatabase();
  lifecycle.push("database", () => db.drop());
  const sandbox = await startSandbox({ dir: join(dir, "psp") });
  lifecycle.push("sandbox", () => sandbox.stop());
  const pushSandbox = await startPushSandbox({ now: systemClock.now });
  lifecycle.push("push sandbox", () => pushSandbox.stop());
  const mails: Mail[] = [];
  const settings = { secretKey: "sk_test_browser", webhookSecrets: [WEBHOOK_SECRET], publishableKey: null, apiUrl: new URL(sandbox.url) };
  const provider = createStripeProvider({ settings, clock: systemClock, timers: systemTimers });
  const newId = createIdSource(systemClock, systemRandomBytes);
  const service = await startCloudNode({
    database: db.database,
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
    paymentProvider: cardForm ? { ...provider, forBrowsers: cardForm } : provider,
    payWithinMs,
    register: new MemoryRegister(),
    channels,
    publicUrl: new URL("https://order.example.org"),
    erasures: new MemoryErasures(),
    keeping: { namesMs: 90 * 86_400_000, customersMs: null },
    mailer: { send: async (mail) => void mails.push(mail) },
    push: { subject: "mailto:ops@example.org", guard: createEndpointGuard(createHostResolver(), [pushSandbox.host]) },
    secureCookies: false,
    trustedProxies: 0,
    clock: systemClock,
    timers: systemTimers,
    newId,
    randomBytes: systemRandomBytes,
    log,
  });
  lifecycle.push(
    "service",
    () => service.stop(),
    () => service.drain(),
  );
  const http = await listen(service, {
    ...SERVING,
    host: "127.0.0.1",
    port: 0,
    timers: systemTimers,
    onError: (error) => failures.push(error),
  });
  lifecycle.push(
    "http",
    () => http.stop(),
    () => http.drain(),
  );
  sandbox.control.addEndpoint({ url: `${http.url}${PAYMENT_WEBHOOK_PATH}`, secret: WEBHOOK_SECRET });

  const cipher = createContactCipher({ ...CONTACT_KEYS, indexKey: Buffer.alloc(32, 2) }, systemRandomBytes);
  const parts = { pool: db.database.pool, clock: systemClock, newId, randomBytes: systemRandomBytes, cipher };
  const owner = await createOperator(parts, { role: "owner", storeIds: null, email: null });
  if (!owner.ok) throw new Error(owner.refusal.detail);
  const admin = <T>(method: string, path: string, body?: unknown) =>
    done<T>(
      fetch(`${http.url}/v1/admin${path}`, {
        method,
        headers: { authorization: `Bearer ${owner.value.token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  /** Its name. */
  const uploadPicture = async (file: Buffer): Promise<string> => {
    const headers = { authorization: `Bearer ${owner.value.token}` };
    const taken = await done<Picture>(fetch(`${http.url}/v1/admin/pictures`, { method: "POST", headers, body: new Uint8Array(file) }));
    return taken.picture;
  };
  const publish = async (rows: MenuRows) => {
    await admin("PUT", `/stores/${STORE}/menu`, rows);
    await admin("POST", `/stores/${STORE}/menu/publish`, {});
  };
  await admin("PUT", `/stores/${STORE}`, storeInput());
  await publish(menuRows);

  let isCut = false;
  const parsed = parseEdgeSettings({ CREMA_EDGE_PORT: "0", CREMA_DATA_DIR: join(dir, "edge"), CREMA_MIN_FREE_DISK_MIB: "0" });
  if (!parsed.ok) throw new Error(describeProblems(parsed.problems));
  const onLine = new Set<AbortController>();
  const line: typeof fetch = (input, init) => {
    if (isCut) return Promise.reject(new TypeError("fetch failed"));
    const wire = new AbortController();
    onLine.add(wire);
    const signal = init?.signal ? AbortSignal.any([init.signal, wire.signal]) : wire.signal;
    return fetch(input, { ...init, signal });
  };
  const runBackup = () => Promise.reject(new Error("no backup was asked for"));
  const machine = {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandomFraction,
    randomBytes: systemRandomBytes,
    fetch: line,
    runBackup,
    runRelog: runBackup,
    lanAddresses: () => [],
  };
  const box = await openBox(parsed.settings, machine, log, "0.1.0");
  lifecycle.push("box", () => box.lifecycle.stop());
  const lan = <T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> =>
    done<T>(
      fetch(`${box.url}${path}`, {
        method,
        headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  const { code } = await admin<{ code: string }>("POST", `/stores/${STORE}/enroll-codes`, {});
  await lan("POST", "/v1/enroll", box.operatorToken, { cloud_url: http.url, code });
  const isOpen = async () => {
    const { stores } = await done<{ stores: { status: string }[] }>(fetch(`${http.url}/v1/stores`));
    return stores[0]?.status === "OPEN" && box.store.queries.menu() !== null;
  };
  while (!(await isOpen())) await new Promise((resolve) => setTimeout(resolve, 50));

  /** Lets a device in, as IT does it on the box. */
  const pair = async (kind: DeviceKind): Promise<string> => {
    const begun = await lan<Record<"pairing_id" | "code" | "claim_secret", string>>("POST", "/v1/pairings", null, { kind, name: kind });
    await lan("POST", `/v1/pairings/${begun.code}/approve`, box.operatorToken, {});
    const claimed = await lan<{ token: string }>("POST", `/v1/pairings/${begun.pairing_id}/claim`, null, {
      claim_secret: begun.claim_secret,
    });
    return claimed.token;
  };
  const signIn = async (device: string) => (await lan<{ token: string }>("POST", "/v1/staff/sign-in", device, { pin: MANAGER_PIN })).token;
  const till = await signIn(await pair("pos"));

  return {
    url: http.url,
    sandbox,
    pushSandbox,
    /** How many browsers are told of something. */
    async subscriptions(): Promise<number> {
      return (await db.database.pool.query("SELECT 1 FROM push_subscriptions")).rowCount ?? 0;
    },
    mails,
    admin,
    /** The token of an operator who may do everything. */
    owner: owner.value.token,
    /** A paired device of the store, with the manager signed in. */
    async atStore(kind: DeviceKind) {
      const device = await pair(kind);
      return { url: box.url, cookies: { [`crema_device_${STORE}`]: device, [`crema_staff_${STORE}`]: await signIn(device) } };
    },
    publish,
    uploadPicture,
    /** How many files of pictures the store has. */
    picturesAtStore: () => (existsSync(join(dir, "edge", "pictures")) ? readdirSync(join(dir, "edge", "pictures")).length : 0),
    /** As the cloud sells it now. */
    async priceOf(itemId: string) {
      const menu = await done<{ items: { item_id: string; base_price_cents: number }[] }>(fetch(`${http.url}/v1/stores/${STORE}/menu`));
      return menu.items.find((item) => item.item_id === itemId)?.base_price_cents;
    },
    /** At the till, with the manager signed in. */
    async atTill<T>(method: string, path: string, body: unknown): Promise<T> {
      const headers = { authorization: `Bearer ${till}`, "content-type": "application/json", "idempotency-key": newId() };
      return done<T>(fetch(`${box.url}${path}`, { method, headers, body: JSON.stringify(body) }));
    },
    move: (orderId: string, from: string, to: string) =>
      lan("POST", `/v1/orders/${orderId}/transition`, till, { expected_status: from, to_status: to }),
    cut() {
      isCut = true;
      for (const wire of onLine) wire.abort();
      onLine.clear();
    },
    mend() {
      isCut = false;
    },
    async close() {
      await lifecycle.stop();
      if (failures.length > 0) throw new AggregateError(failures);
    },
  };
}
