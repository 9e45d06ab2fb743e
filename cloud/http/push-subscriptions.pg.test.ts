import { createECDH, randomUUID } from "node:crypto";
import { systemRandomBytes } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSealer } from "../auth/contact-cipher.ts";
import { loadInstallationKeys } from "../auth/installation-keys.ts";
import { PER_CUSTOMER, PER_ORDER } from "../db/push-subscriptions.ts";
import { createEndpointGuard, HostNotResolved } from "../messages/push/endpoint-guard.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

const HOUR_MS = 3_600_000;
let cloud: TestCloud;
let owner: string;
let box: HttpBox;
let isDnsAway = false;

const resolve = async (host: string) => {
  if (isDnsAway) throw new HostNotResolved("no DNS");
  return host === "push.example.org" ? ["93.184.215.14"] : host === "inside.example.org" ? ["10.0.0.7"] : [];
};
const push = { subject: "mailto:ops@example.org", guard: createEndpointGuard(resolve, []) };

beforeAll(async () => {
  cloud = await TestCloud.open({ push });
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
beforeEach(() => {
  isDnsAway = false;
});
afterAll(() => cloud.close());

function browser(endpoint = `https://push.example.org/send/${randomUUID()}`) {
  const curve = createECDH("prime256v1");
  const keys = { p256dh: curve.generateKeys().toString("base64url"), auth: Buffer.from(systemRandomBytes(16)).toString("base64url") };
  return { endpoint, keys };
}

const subscribe = (path: string, token: string, body: object = browser()) =>
  cloud.call("POST", `${path}/push-subscriptions`, { token, body });
const ofOrder = (orderId: string) => `/v1/orders/${orderId}`;

async function rows(where: string, value: string) {
  const found = await cloud.database.pool.query(`SELECT * FROM push_subscriptions WHERE ${where} = $1 ORDER BY created_at`, [value]);
  return found.rows as { subscription_id: string; sealed: string; language: string | null; expires_at: Date; session_id: string | null }[];
}

async function newCustomer() {
  const { user_id, token } = await cloud.customer(owner);
  return { user_id, token };
}

describe("the key that browsers subscribe with", () => {
  test("is none where nothing is pushed, and nobody subscribes there", async () => {
    const off = await TestCloud.open({ beside: cloud });
    expect((await off.call("GET", "/v1/push-key")).json).toEqual({ public_key: null });
    const { token } = await newCustomer();
    const refused = await off.call("POST", "/v1/push-subscriptions", { token, body: browser() });
    expect(refused.json).toMatchObject({ status: 503, code: "push.unavailable" });
    await off.close();
  });

  test("is the same on every node and after a rotation of the contact keys, and its secret half is sealed", async () => {
    const first = (await cloud.call("GET", "/v1/push-key")).json;
    expect(Buffer.from(first.public_key, "base64url")).toHaveLength(65);
    const beside = await TestCloud.open({ beside: cloud, push });
    expect((await beside.call("GET", "/v1/push-key")).json).toEqual(first);
    await beside.close();
    const rotated = {
      current: "k2",
      keys: new Map([
        ["k2", Buffer.alloc(32, 2)],
        ["k1", Buffer.alloc(32, 1)],
      ]),
    };
    const { pushKey } = await loadInstallationKeys(cloud.database.pool, rotated, systemRandomBytes);
    expect(pushKey.publicKey).toBe(first.public_key);
    const { rows: kept } = await cloud.database.pool.query<{ value: string }>("SELECT value FROM settings WHERE name = 'push_key'");
    expect(kept[0]?.value).not.toContain(pushKey.privateKey);
    expect(createSealer(rotated, systemRandomBytes).open("settings.push_key", kept[0]?.value ?? "")).toBe(pushKey.privateKey);
  });

  test("two nodes that start at once on an empty database make one", async () => {
    await cloud.database.pool.query("DELETE FROM settings WHERE name = 'push_key'");
    const contactKeys = {
      current: "k2",
      keys: new Map([
        ["k2", Buffer.alloc(32, 2)],
        ["k1", Buffer.alloc(32, 1)],
      ]),
    };
    const load = () => loadInstallationKeys(cloud.database.pool, contactKeys, systemRandomBytes);
    const [one, other] = await Promise.all([load(), load()]);
    expect(one.pushKey).toEqual(other.pushKey);
  });
});

describe("a guest's browser", () => {
  test("is told of that order until a day after its time; the same browser again is the same row, with its new keys", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const asked = browser();
    const first = await subscribe(ofOrder(order.order_id), token, { ...asked, language: "de" });
    const expires = Date.parse(order.promised_at) + 24 * HOUR_MS;
    expect(first).toMatchObject({ status: 200, json: { expires_at: new Date(expires).toISOString() } });
    const again = await subscribe(ofOrder(order.order_id), token, { ...browser(asked.endpoint), language: "es" });
    expect(again.json.subscription_id).toBe(first.json.subscription_id);
    const [row, ...others] = await rows("order_id", order.order_id);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ language: "es", user_id: null, session_id: null, store_id: box.storeId });
    expect(JSON.stringify(row)).not.toMatch(/push\.example\.org/);
    const path = `${ofOrder(order.order_id)}/push-subscriptions/${first.json.subscription_id}`;
    for (const _twice of [1, 2]) expect((await cloud.call("DELETE", path, { token })).status).toBe(204);
    expect(await rows("order_id", order.order_id)).toEqual([]);
  });

  test("may be told of each order that was placed with it", async () => {
    const asked = browser();
    const orders = [await cloud.place(box.storeId), await cloud.place(box.storeId)];
    for (const { order, token } of orders) expect((await subscribe(ofOrder(order.order_id), token, asked)).status).toBe(200);
    for (const { order } of orders) expect(await rows("order_id", order.order_id)).toHaveLength(1);
  });

  test("gives way to the fourth one that wants to be told of the same order", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const ids: string[] = [];
    for (let n = 0; n <= PER_ORDER; n += 1) {
      cloud.node.time.ms += 1;
      ids.push((await subscribe(ofOrder(order.order_id), token)).json.subscription_id);
    }
    expect((await rows("order_id", order.order_id)).map((row) => row.subscription_id)).toEqual(ids.slice(1));
  });

  test("hears of no order but by that order's own token, and of none that is long over", async () => {
    const [mine, other] = [await cloud.place(box.storeId), await cloud.place(box.storeId)];
    expect((await subscribe(ofOrder(other.order.order_id), mine.token)).json).toMatchObject({ status: 404, code: "order.not_found" });
    const { token } = await newCustomer();
    expect((await subscribe(ofOrder(mine.order.order_id), token)).json).toMatchObject({ code: "auth.forbidden" });
    expect((await cloud.call("POST", "/v1/push-subscriptions", { token: mine.token, body: browser() })).json).toMatchObject({
      code: "auth.forbidden",
    });
    cloud.node.time.ms += 49 * HOUR_MS;
    expect((await subscribe(ofOrder(mine.order.order_id), mine.token)).json).toMatchObject({ status: 409, code: "push.order_over" });
    cloud.node.time.ms -= 49 * HOUR_MS;
  });
});

describe("a customer's browser", () => {
  test("is told nothing more once it is signed out, and others of the customer are", async () => {
    const { user_id, token } = await newCustomer();
    const cookieOf = (reply: { headers: Headers }) => (reply.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const signedIn = await cloud.call("POST", "/v1/session", { token, body: {} });
    const headers = { cookie: cookieOf(signedIn), "sec-fetch-site": "same-origin" };
    expect((await cloud.call("POST", "/v1/push-subscriptions", { headers, body: browser() })).status).toBe(200);
    const kept = (await subscribe("/v1", token)).json;
    expect(await rows("user_id", user_id)).toHaveLength(2);
    expect((await cloud.call("DELETE", "/v1/session", { headers })).status).toBe(204);
    expect((await rows("user_id", user_id)).map((row) => row.subscription_id)).toEqual([kept.subscription_id]);
    expect((await cloud.call("DELETE", `/v1/push-subscriptions/${kept.subscription_id}`, { token })).status).toBe(204);
    expect(await rows("user_id", user_id)).toEqual([]);
  });

  test("is the next customer's as soon as they say so, and nobody else can take it away", async () => {
    const [ana, bo] = [await newCustomer(), await newCustomer()];
    const shared = browser();
    const { subscription_id } = (await subscribe("/v1", ana.token, shared)).json;
    await cloud.call("DELETE", `/v1/push-subscriptions/${subscription_id}`, { token: bo.token });
    expect(await rows("user_id", ana.user_id)).toHaveLength(1);
    await subscribe("/v1", bo.token, shared);
    expect([await rows("user_id", ana.user_id), await rows("user_id", bo.user_id)]).toMatchObject([[], [{}]]);
  });

  test("is one of ten; asked for at once they are no more", async () => {
    const { user_id, token } = await newCustomer();
    const done = await Promise.all(Array.from({ length: PER_CUSTOMER + 5 }, () => subscribe("/v1", token)));
    expect(done.map(({ status }) => status)).toEqual(done.map(() => 200));
    expect(await rows("user_id", user_id)).toHaveLength(PER_CUSTOMER);
  });

  test("may ask twenty times a minute", async () => {
    const { token } = await newCustomer();
    const asked = browser();
    const statuses: number[] = [];
    for (let n = 0; n < 21; n += 1) statuses.push((await subscribe("/v1", token, asked)).status);
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
  });
});

describe("what a browser may say of itself", () => {
  test.each([
    ["http://push.example.org/send/1", "push.endpoint_not_allowed"],
    ["https://127.0.0.1/send/1", "push.endpoint_not_allowed"],
    ["https://0x7f.1/send/1", "push.endpoint_not_allowed"],
    ["https://[::ffff:a00:1]/send/1", "push.endpoint_not_allowed"],
    ["https://inside.example.org/send/1", "push.endpoint_not_allowed"],
    ["https://nowhere.example.org/send/1", "push.endpoint_not_allowed"],
    ["https://push.example.org:8443/send/1", "push.endpoint_not_allowed"],
    [`https://push.example.org/${"x".repeat(10_000)}`, "request.invalid"],
    ["no endpoint", "request.invalid"],
  ])("%s is refused", async (endpoint, code) => {
    const { user_id, token } = await newCustomer();
    expect((await subscribe("/v1", token, browser(endpoint))).json).toMatchObject({ status: 422, code });
    expect(await rows("user_id", user_id)).toEqual([]);
  });

  test.each([
    ["a point beside the curve", { p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString("base64url") }],
    ["a compressed point", { p256dh: `A${"g".repeat(43)}` }],
    ["a long secret", { auth: "A".repeat(10_000) }],
  ])("%s is refused", async (_what, changes) => {
    const { token } = await newCustomer();
    const { endpoint, keys } = browser();
    expect((await subscribe("/v1", token, { endpoint, keys: { ...keys, ...changes } })).json).toMatchObject({ code: "request.invalid" });
  });

  test("while names cannot be looked up it is taken, as it is looked at again for each message", async () => {
    isDnsAway = true;
    const { token } = await newCustomer();
    expect((await subscribe("/v1", token)).status).toBe(200);
    expect((await subscribe("/v1", token, browser("https://127.0.0.1/"))).json).toMatchObject({ code: "push.endpoint_not_allowed" });
  });
});
