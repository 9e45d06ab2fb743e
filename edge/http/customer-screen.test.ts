import { afterEach, beforeEach, expect, test } from "vitest";
import WebSocket from "ws";
import { openTestBox, STORE_ID, type TestBox } from "../box.test-fixture.ts";

let box: TestBox;
let till: { device_id: string; token: string };
let cashier: string;
beforeEach(async () => {
  box = await openTestBox();
  till = await box.pair("pos");
  cashier = await box.signIn(till.token, "cashier");
});
afterEach(() => box.stop());

const SCREEN = {
  ...{ ticket_key: "t-1", stage: "TICKET", store_name: "Main Street", currency: "EUR", minor_digits: 2, discounts: [], total_cents: 560 },
  lines: [{ name: "Espresso", qty: 2, choices: [], amount_cents: 560 }],
  ...{ paid_cents: 0, left_cents: 560, tip: null, ticket_number: null, customer_name: null, change_cents: 0 },
};
const invite = async (token = cashier) => String((await box.call("POST", "/v1/customer-screen/codes", {}, { token })).json.code);
const join = (code: string) => box.call("POST", "/v1/customer-screen/join", { code });
const cookieOf = (joined: Awaited<ReturnType<typeof join>>) => (joined.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
const asScreen = (cookie: string) => ({ headers: { cookie } });
const show = (screen: object, token = till.token) => box.call("PUT", "/v1/customer-screen", screen, { token });

/** The frames that are no heartbeats, as they come. */
function follow(path: string, headers: Record<string, string>) {
  const frames: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  const socket = new WebSocket(`${box.url.replace("http", "ws")}${path}`, { headers });
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  socket.on("error", () => undefined);
  socket.on("message", (text) => {
    const frame = JSON.parse(String(text)) as Record<string, unknown>;
    if (frame.type !== "heartbeat") frames.push(frame);
    for (const go of waiting.splice(0)) go();
  });
  const next = async (): Promise<Record<string, unknown>> => {
    while (frames.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return frames.shift() ?? {};
  };
  return { next, closed, close: () => socket.terminate() };
}

test("a tablet joins a till by its code, sees its ticket, and the till hears the tip; the code is good once", async () => {
  expect((await join("000000")).json.code).toBe("pairing.unknown");
  const code = await invite();
  const joined = await join(code);
  expect(joined).toMatchObject({ status: 200, json: { till: expect.any(String) } });
  expect(joined.headers.get("set-cookie")).toMatch(new RegExp(`^crema_customer_${STORE_ID}=[\\w-]{43}; .*HttpOnly; SameSite=Strict$`));
  expect((await join(code)).json.code).toBe("pairing.unknown");

  const cookie = cookieOf(joined);
  const screen = follow("/v1/customer-screen/stream", { cookie });
  expect(await screen.next()).toMatchObject({ type: "screen", screen: null });
  const tips = follow("/v1/customer-screen/tips", { authorization: `Bearer ${cashier}` });
  expect(await tips.next()).toMatchObject({ type: "tip", tip: null });
  expect((await show(SCREEN)).status).toBe(204);
  expect(await screen.next()).toMatchObject({ screen: { total_cents: 560, lines: [{ name: "Espresso", qty: 2 }] } });
  const choose = (tip_cents: number, ticket_key = "t-1") =>
    box.call("POST", "/v1/customer-screen/tip", { ticket_key, tip_cents }, asScreen(cookie));
  // Heard by nobody: the till does not ask for a tip now, or not of that ticket, or it is a slip of the finger.
  const refusal = async (reply: ReturnType<typeof choose>) => [(await reply).status, (await reply).json.code];
  expect(await refusal(choose(11))).toEqual([409, "payment.tip_not_asked"]);
  await show({ ...SCREEN, stage: "PAY", tip: { of_cents: 560, chosen_cents: 0 } });
  expect(await refusal(choose(12, "t-9"))).toEqual([409, "payment.tip_not_asked"]);
  expect(await refusal(choose(99_999_999))).toEqual([422, "payment.tip_too_large"]);
  expect(await refusal(choose(1121))).toEqual([422, "payment.tip_too_large"]);
  expect((await choose(1120)).status).toBe(204);
  expect(await tips.next()).toMatchObject({ tip: { tip_cents: 1120 } });
  expect((await choose(56)).status).toBe(204);
  expect(await tips.next()).toMatchObject({ tip: { ticket_key: "t-1", tip_cents: 56 } });
  // The next guest's ticket has no tip of the one before.
  await show({ ...SCREEN, ticket_key: "t-2" });
  const again = follow("/v1/customer-screen/tips", { authorization: `Bearer ${cashier}` });
  expect(await again.next()).toMatchObject({ tip: null });
  for (const each of [screen, tips, again]) each.close();
});

test("a till hears at once that a tablet has joined it, and that it is gone", async () => {
  const tips = follow("/v1/customer-screen/tips", { authorization: `Bearer ${cashier}` });
  expect(await tips.next()).toMatchObject({ type: "tip", tip: null });
  const hasTablet = async () => (await box.call("GET", "/v1/me", undefined, { token: cashier })).json.has_customer_screen;
  await join(await invite());
  expect([await tips.next(), await hasTablet()]).toMatchObject([{ type: "tablet" }, true]);
  await box.call("POST", "/v1/customer-screen/end", {}, { token: cashier });
  expect([await tips.next(), await hasTablet()]).toMatchObject([{ type: "tablet" }, false]);
  tips.close();
});

test("a ticket that is shown is no order: nothing of it is on the queue or in the log", async () => {
  const rows = () =>
    ["orders", "events", "drafts", "idempotency"].map((table) => box.store.db.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get());
  const before = rows();
  await show(SCREEN);
  expect(rows()).toEqual(before);
});

test("a screen may read its own till's ticket and nothing else, and sees nothing of another till", async () => {
  const cookie = cookieOf(await join(await invite()));
  for (const path of ["/v1/me", "/v1/orders", `/v1/stores/${STORE_ID}/queue`, "/v1/drafts", "/v1/drawer"]) {
    expect((await box.call("GET", path, undefined, asScreen(cookie))).json.code, path).toBe("auth.required");
  }
  expect((await box.call("PUT", "/v1/customer-screen", SCREEN, asScreen(cookie))).json.code).toBe("auth.required");
  const token = cookie.split("=")[1] ?? "";
  expect((await box.call("GET", "/v1/orders", undefined, { token })).json.code).toBe("auth.revoked");
  const other = await box.pair("pos");
  await show({ ...SCREEN, total_cents: 999 }, other.token);
  const screen = follow("/v1/customer-screen/stream", { cookie });
  expect(await screen.next()).toMatchObject({ screen: null });
  screen.close();
  // By cookie, only our own page.
  const foreign = { headers: { cookie, "sec-fetch-site": "cross-site" } };
  expect((await box.call("POST", "/v1/customer-screen/tip", { ticket_key: "t", tip_cents: 1 }, foreign)).json.code).toBe(
    "auth.foreign_page",
  );
});

test("it ends when the till takes another tablet, ends it, or is signed out for good; it outlives a restart of the box", async () => {
  const first = cookieOf(await join(await invite()));
  const stream = follow("/v1/customer-screen/stream", { cookie: first });
  await stream.next();
  const second = cookieOf(await join(await invite()));
  expect(await stream.closed).toBe(4401);
  const get = (cookie: string) => box.call("GET", "/v1/customer-screen", undefined, asScreen(cookie));
  expect([(await get(first)).json.code, (await get(second)).status]).toEqual(["auth.required", 200]);
  expect((await box.call("GET", "/v1/me", undefined, { token: till.token })).json.has_customer_screen).toBe(true);

  await box.stop("keep the directory");
  box = await openTestBox({ dataDir: box.settings.dataDir });
  expect((await get(second)).status).toBe(200);
  expect((await box.call("POST", "/v1/customer-screen/end", {}, { token: cashier })).status).toBe(204);
  expect((await get(second)).json.code).toBe("auth.required");

  const third = cookieOf(await join(await invite()));
  const last = follow("/v1/customer-screen/stream", { cookie: third });
  await last.next();
  const manager = await box.signIn((await box.pair("console")).token, "manager");
  expect((await box.call("POST", `/v1/devices/${till.device_id}/revoke`, {}, { token: manager })).status).toBe(200);
  expect(await last.closed).toBe(4401);
  expect((await get(third)).json.code).toBe("auth.required");
});

test("a code is over after five minutes, and whoever guesses is held back", async () => {
  const code = await invite();
  box.clock.advance(5 * 60_000);
  expect((await join(code)).json.code).toBe("pairing.unknown");
  const tries = Array.from({ length: 25 }, (_, at) => join(String(at).padStart(6, "0")));
  expect((await Promise.all(tries)).some(({ json }) => json.code === "request.rate_limited")).toBe(true);
});
