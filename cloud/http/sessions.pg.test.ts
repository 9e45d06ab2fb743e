import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tokenHash } from "../auth/opaque-token.ts";
import { type Asked, type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;

beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
afterAll(() => cloud.close());

const cookieFrom = (response: { headers: Headers }) => response.headers.get("set-cookie") ?? "";
const pair = (cookie: string) => cookie.split(";")[0] ?? "";

async function browserOf(token: string): Promise<string> {
  const opened = await cloud.call("POST", "/v1/session", { token, body: {} });
  expect(opened.status).toBe(204);
  return cookieFrom(opened);
}

async function guest() {
  const { order, token } = await cloud.place(box.storeId);
  const path = `/v1/orders/${order.order_id}`;
  const opened = await cloud.call("POST", `${path}/session`, { token, body: {} });
  return { path, token, opened, cookie: pair(cookieFrom(opened)), orderId: order.order_id };
}

describe("a browser's session", () => {
  test("is HttpOnly and SameSite, lasts as long as the sign-in, and says who it is", async () => {
    const [ana, it] = [await cloud.customer(owner), await cloud.operator("it", [box.storeId])];
    const [customer, operator] = [await browserOf(ana.token), await browserOf(it)];
    expect(customer).toMatch(/^crema_session=cus_.*; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Strict$/);
    expect(operator).toMatch(/Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    const who = async (headers: Record<string, string>) => (await cloud.call("GET", "/v1/session", { headers })).json;
    expect(await who({ cookie: pair(customer) })).toEqual({ kind: "customer", user_id: ana.user_id, first_name: "Ana" });
    expect(await who({ cookie: pair(operator) })).toMatchObject({ kind: "operator", role: "it", store_ids: [box.storeId] });
    expect(await who({ cookie: "crema_session=cus_old" })).toEqual({ kind: "anonymous" });
    expect(await who({})).toEqual({ kind: "anonymous" });
  });

  test("an operator's language is kept with the person and said to each of their browsers; a customer has none here", async () => {
    const token = await cloud.operator("hq");
    const put = (language: string | null, as = token) =>
      cloud.call("PUT", "/v1/session/language", { token: as, body: { language } }).then(({ status }) => status);
    const said = async () => (await cloud.call("GET", "/v1/session", { headers: { cookie: pair(await browserOf(token)) } })).json.language;
    expect([await said(), await put("de"), await said(), await put("tlh"), await put(null), await said()]).toEqual([
      ...[null, 204, "de"],
      ...[422, 204, null],
    ]);
    expect(await put("de", (await cloud.customer(owner)).token)).toBe(403);
  });

  test("signing out at headquarters leaves the printed link, the other browsers and the programs signed in", async () => {
    const token = await cloud.operator("hq");
    const [mine, other] = [pair(await browserOf(token)), pair(await browserOf(token))];
    expect((await cloud.call("DELETE", "/v1/session", { headers: { cookie: mine } })).status).toBe(204);
    const links = async (asked: Asked) => (await cloud.call("GET", "/v1/admin/stores", asked)).status;
    expect(await links({ headers: { cookie: mine } })).toBe(401);
    expect([await links({ token }), await links({ headers: { cookie: other } })]).toEqual([200, 200]);
    expect(await links({ headers: { cookie: pair(await browserOf(token)) } })).toBe(200);
    // A cookie of the release before holds the token itself.
    await cloud.call("DELETE", "/v1/session", { headers: { cookie: `crema_session=${token}` } });
    expect(await links({ token })).toBe(200);
  });

  test("a token that a program ends takes the browsers with it that were opened by it", async () => {
    const token = await cloud.operator("hq");
    const browser = pair(await browserOf(token));
    expect((await cloud.call("DELETE", "/v1/session", { token })).status).toBe(204);
    for (const asked of [{ token }, { headers: { cookie: browser } }])
      expect((await cloud.call("GET", "/v1/admin/stores", asked)).status).toBe(401);
  });

  test("lasts no longer than the token that it was opened with", async () => {
    const { token } = await cloud.customer(owner);
    cloud.node.time.ms += 3_600_000;
    expect(await browserOf(token)).toContain(`Max-Age=${90 * 24 * 3_600 - 3_600};`);
    cloud.node.time.ms -= 3_600_000;
  });

  test("ends at sign-out for good, and a second sign-out is none the wiser", async () => {
    const { token } = await cloud.customer(owner);
    const headers = { cookie: pair(await browserOf(token)) };
    const out = await cloud.call("DELETE", "/v1/session", { headers });
    expect([out.status, cookieFrom(out)]).toEqual([204, "crema_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"]);
    expect((await cloud.call("GET", "/v1/me/orders", { headers })).json.code).toBe("auth.required");
    expect((await cloud.call("DELETE", "/v1/session", { headers })).status).toBe(204);
  });
});

describe("the guest's own link", () => {
  test("the order's token becomes a cookie that reads, streams and cancels that order", async () => {
    const { path, opened, cookie } = await guest();
    expect([opened.status, cookieFrom(opened)]).toEqual([
      204,
      expect.stringMatching(new RegExp(`^crema_order=ord_.*; Path=${path}; Max-Age=2592000; HttpOnly; SameSite=Strict$`)),
    ]);
    const headers = { cookie };
    expect((await cloud.call("GET", path, { headers })).status).toBe(200);
    expect((await cloud.call("POST", `${path}/cancel`, { headers, body: {} })).json.status).toBe("CANCELLED");
    expect((await cloud.call("GET", "/v1/me/orders", { headers })).status).toBe(403);
  });

  test("is good for its own order alone, and a token of another opens nothing", async () => {
    const [mine, other] = [await guest(), await guest()];
    expect((await cloud.call("GET", other.path, { headers: { cookie: mine.cookie } })).json.code).toBe("order.not_found");
    expect((await cloud.call("POST", `${other.path}/session`, { token: mine.token, body: {} })).json.code).toBe("order.not_found");
    expect((await cloud.call("POST", `${mine.path}/session`, { body: {} })).json.code).toBe("auth.required");
    expect((await cloud.call("POST", `${mine.path}/session`, { headers: { cookie: mine.cookie }, body: {} })).json.code).toBe(
      "auth.required",
    );
    expect((await cloud.call("POST", "/v1/session", { token: mine.token, body: {} })).json.code).toBe("auth.forbidden");
  });

  test("beside a person's session the order's cookie speaks for its order; a bad one leaves the session in force", async () => {
    const mine = await guest();
    const { token } = await cloud.customer(owner);
    const session = pair(await browserOf(token));
    expect((await cloud.call("GET", mine.path, { headers: { cookie: session } })).status).toBe(404);
    expect((await cloud.call("GET", mine.path, { headers: { cookie: `${session}; ${mine.cookie}` } })).status).toBe(200);
    const bad = `crema_order=ord_${mine.orderId}_AAAA; ${session}`;
    expect((await cloud.call("GET", "/v1/me/orders", { headers: { cookie: bad } })).status).toBe(200);
  });

  test("the cookie goes when the guest leaves it", async () => {
    const { path, cookie } = await guest();
    const left = await cloud.call("DELETE", `${path}/session`, { headers: { cookie } });
    expect([left.status, cookieFrom(left)]).toEqual([204, `crema_order=; Path=${path}; Max-Age=0; HttpOnly; SameSite=Strict`]);
  });
});

describe("a page of another site", () => {
  test.each([
    ["Origin", { origin: "https://evil.example" }],
    ["Sec-Fetch-Site", { "sec-fetch-site": "cross-site" }],
  ])("changes nothing by cookie, told by %s; reading and our own pages go on", async (_name, foreign) => {
    const { token } = await cloud.customer(owner);
    const headers = { cookie: pair(await browserOf(token)) };
    const { order } = await cloud.place(box.storeId, { token });
    const cancel = (more: Record<string, string>) =>
      cloud.call("POST", `/v1/orders/${order.order_id}/cancel`, { headers: { ...headers, ...more }, body: {} });
    expect((await cancel(foreign)).json).toMatchObject({ status: 403, code: "auth.foreign_page" });
    expect((await cloud.call("DELETE", "/v1/session", { headers: { ...headers, ...foreign } })).json.code).toBe("auth.foreign_page");
    expect((await cloud.call("GET", `/v1/orders/${order.order_id}`, { headers: { ...headers, ...foreign } })).status).toBe(200);
    expect((await cancel({ origin: "http://localhost" })).json.status).toBe("CANCELLED");
  });

  test("a program's token does not depend on any page", async () => {
    const { token } = await cloud.customer(owner);
    const { order } = await cloud.place(box.storeId, { token, key: randomUUID() });
    const cancelled = await cloud.call("POST", `/v1/orders/${order.order_id}/cancel`, {
      token,
      headers: { origin: "https://partner.example" },
      body: {},
    });
    expect(cancelled.status).toBe(200);
  });
});

test("a browser that signed in at the very moment in which its token was taken away is not signed in", async () => {
  const token = await cloud.operator();
  const cookie = pair(await browserOf(token));
  const kind = async () => (await cloud.call("GET", "/v1/session", { headers: { cookie } })).json.kind;
  expect(await kind()).toBe("operator");
  // What two statements at once leave behind: the one did not see the other's row.
  await cloud.database.pool.query("DELETE FROM sessions WHERE token_hash = $1", [tokenHash(token)]);
  expect(await kind()).toBe("anonymous");
});
