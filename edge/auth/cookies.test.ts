import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestBox, type TestBox } from "../box.test-fixture.ts";

let box: TestBox;
let device: { device_id: string; token: string };

beforeAll(async () => {
  box = await openTestBox();
  device = await box.pair("pos");
});
afterAll(() => box.stop());

const OURS = { host: "box.local:8080", origin: "http://box.local:8080" };
const cookie = (token: string, role = "device") => ({ cookie: `theme=dark; crema_${role}_main-street=${token}` });
const signIn = (headers: Record<string, string>) => box.call("POST", "/v1/staff/sign-in", { pin: "2222" }, { headers });

test("a browser asks by cookie; a write has to come from one of our own pages", async () => {
  expect((await box.call("GET", "/v1/me", undefined, { headers: cookie(device.token) })).json.kind).toBe("device");
  expect((await signIn({ ...cookie(device.token), ...OURS })).status).toBe(200);
  for (const origin of ["http://evil.example", "http://box.local:9090", "null"]) {
    const response = await signIn({ ...cookie(device.token), ...OURS, origin });
    expect([response.status, response.json.code]).toEqual([403, "auth.foreign_page"]);
  }
  // No browser leaves the Origin out of a write.
  expect((await signIn({ ...cookie(device.token), host: OURS.host })).status).toBe(200);
});

test("a cookie of another store's box on the same host is not ours", async () => {
  const response = await box.call("GET", "/v1/me", undefined, { headers: { cookie: `crema_device_other=${device.token}` } });
  expect([response.status, response.json.code]).toEqual([401, "auth.required"]);
});

test("a device's token in the staff cookie does not make anybody staff", async () => {
  const response = await box.call("GET", "/v1/me", undefined, { headers: cookie(device.token, "staff") });
  expect(response.status).toBe(401);
});

test("a cookie that is no longer good is taken from the browser; the device's stays", async () => {
  const token = String((await signIn({ ...cookie(device.token), ...OURS })).json.token);
  await box.call("POST", "/v1/staff/sign-out", undefined, { token });
  const both = { cookie: `crema_staff_main-street=${token}; crema_device_main-street=${device.token}` };
  const asDevice = await box.call("GET", "/v1/me", undefined, { headers: both });
  expect(asDevice.json).toMatchObject({ kind: "device", staff: null });
  expect(asDevice.headers.get("set-cookie")).toBe("crema_staff_main-street=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
  const alone = await box.call("GET", "/v1/me", undefined, { headers: cookie(token, "staff") });
  expect([alone.status, alone.json.code]).toEqual([401, "auth.revoked"]);
  expect(alone.headers.get("set-cookie")).toMatch(/Max-Age=0/);
});

test("a token in Authorization wins over a cookie", async () => {
  const response = await box.call("GET", "/v1/me", undefined, { headers: { ...cookie(device.token), authorization: "Bearer nobody" } });
  expect(response.status).toBe(401);
});
