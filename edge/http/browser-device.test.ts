/** A tablet as its browser sees it: paired by a cookie, following the queue with it, revoked. Over real HTTP and sockets. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestBox, PINS, STORE_ID, type TestBox } from "../box.test-fixture.ts";
import { connect, UpgradeRefused } from "./streams/stream-client.test-fixture.ts";

let box: TestBox;
beforeEach(async () => {
  box = await openTestBox();
});
afterEach(() => box.stop());

/** Keeps cookies as a browser does; scripts on the page see none of them. */
class Browser {
  readonly #jar = new Map<string, string>();
  origin = box.url;

  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async ask(method: string, path: string, body?: object, token?: string): Promise<{ status: number; json: Record<string, unknown> }> {
    const headers = {
      origin: this.origin,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
      ...(this.#jar.size > 0 ? { cookie: this.cookie } : {}),
    };
    const response = await fetch(box.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    for (const line of response.headers.getSetCookie()) {
      expect(line).toMatch(/; HttpOnly; SameSite=Strict$/);
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      if (value === "" || /Max-Age=0/.test(line)) this.#jar.delete(name);
      else this.#jar.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, json: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
  }

  async pair(kind: string): Promise<string> {
    const begun = (await this.ask("POST", "/v1/pairings", { kind, name: `${kind} tablet` })).json;
    const { token } = await box.pair("pos");
    await box.call("POST", `/v1/pairings/${begun.code}/approve`, { manager_pin: PINS.manager }, { token });
    const claimed = await this.ask("POST", `/v1/pairings/${begun.pairing_id}/claim`, { claim_secret: begun.claim_secret });
    return String(claimed.json.device_id);
  }

  follow(origin = this.origin) {
    return connect(box.url, `/v1/stores/${STORE_ID}/queue/stream`, { cookie: this.cookie, origin });
  }
}

test("paired by a manager's PIN, it is the device that was asked for, and staff sign in on it", async () => {
  const tablet = new Browser();
  await tablet.pair("pos");
  expect((await tablet.ask("GET", "/v1/me")).json).toMatchObject({ kind: "device", device: { kind: "pos", name: "pos tablet" } });
  expect((await tablet.ask("POST", "/v1/staff/sign-in", { pin: PINS.cashier })).status).toBe(200);
  expect((await tablet.ask("GET", "/v1/me")).json).toMatchObject({ kind: "staff", staff: { role: "cashier" } });
  await tablet.ask("POST", "/v1/staff/sign-out");
  expect((await tablet.ask("GET", "/v1/me")).json).toMatchObject({ kind: "device" });
});

test("revoked, its stream ends at once, its cookie is taken away with the next request, and it can be paired again", async () => {
  const tablet = new Browser();
  const deviceId = await tablet.pair("barista");
  const stream = await tablet.follow();
  await stream.frame((frame) => frame.type === "snapshot");
  await box.call("POST", `/v1/devices/${deviceId}/revoke`, {}, { token: box.operatorToken });
  expect(await stream.closed).toBe(4401);
  expect((await tablet.ask("GET", "/v1/me")).json.code).toBe("auth.revoked");
  expect(tablet.cookie).toBe("");
  await tablet.pair("barista");
  expect((await tablet.ask("GET", "/v1/me")).status).toBe(200);
});

test("paired again, its old token is no longer valid, and whoever was signed in by it is out", async () => {
  const tablet = new Browser();
  await tablet.pair("pos");
  const [, before = ""] = /crema_device_[^=]*=([^;]*)/.exec(tablet.cookie) ?? [];
  const staff = await box.signIn(before, "cashier");
  const stream = await tablet.follow();
  await stream.frame((frame) => frame.type === "snapshot");
  await tablet.pair("board");
  expect(await stream.closed).toBe(4401);
  expect((await tablet.ask("GET", "/v1/me")).json).toMatchObject({ kind: "device", device: { kind: "board" } });
  for (const token of [before, staff]) expect((await box.call("GET", "/v1/me", undefined, { token })).json.code).toBe("auth.revoked");
});

test("given a new token, its old one ends with its stream and whoever is signed in on it; the device stays", async () => {
  const tablet = new Browser();
  const deviceId = await tablet.pair("barista");
  const stream = await tablet.follow();
  await stream.frame((frame) => frame.type === "snapshot");
  await tablet.ask("POST", "/v1/staff/sign-in", { pin: PINS.barista });
  const rotated = await box.call("POST", `/v1/devices/${deviceId}/rotate`, {}, { token: box.operatorToken });
  expect(rotated.json).toMatchObject({ device_id: deviceId, store_id: STORE_ID, kind: "barista" });
  expect(await stream.closed).toBe(4401);
  expect((await tablet.ask("GET", "/v1/me")).json.code).toBe("auth.revoked");
  expect((await box.call("GET", "/v1/me", undefined, { token: String(rotated.json.token) })).json).toMatchObject({
    device: { device_id: deviceId, name: "barista tablet" },
  });
});

test("another site's page neither writes nor listens with the tablet's cookie", async () => {
  const tablet = new Browser();
  await tablet.pair("pos");
  tablet.origin = "http://evil.example";
  const written = await tablet.ask("PATCH", `/v1/stores/${STORE_ID}/items/espresso`, { is_available: false });
  expect([written.status, written.json.code]).toEqual([403, "auth.foreign_page"]);
  const heard = await tablet.follow().catch((error: unknown) => error);
  expect(heard).toBeInstanceOf(UpgradeRefused);
  expect(heard).toMatchObject({ status: 403 });
});

test("set up on the box, its token is sent once and is the browser's cookie from then on; a stranger's is refused", async () => {
  const tablet = new Browser();
  const { token } = await box.pair("barista");
  expect((await tablet.ask("POST", "/v1/me/device", undefined, "made-up-token")).status).toBe(401);
  expect((await tablet.ask("POST", "/v1/me/device", undefined, token)).json).toMatchObject({ kind: "barista", store_id: STORE_ID });
  expect((await tablet.ask("GET", "/v1/me")).json).toMatchObject({ kind: "device", device: { kind: "barista" } });
});
