import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestBox, type TestBox } from "../box.test-fixture.ts";

let box: TestBox;

beforeEach(async () => {
  box = await openTestBox();
});
afterEach(() => box.stop());

const begin = (address = "10.0.0.9") => box.call("POST", "/v1/pairings", { kind: "barista", name: "Bar 1" }, { address });
const approve = (code: unknown, body: object, token: string) => box.call("POST", `/v1/pairings/${code}/approve`, body, { token });
const claim = (begun: Record<string, unknown>, claim_secret = begun.claim_secret) =>
  box.call("POST", `/v1/pairings/${begun.pairing_id}/claim`, { claim_secret });

describe("pairing", () => {
  test("begin, approve by a manager's PIN, claim: each once", async () => {
    const pos = await box.pair("pos");
    const begun = (await begin()).json;
    expect(begun.code).toMatch(/^\d{6}$/);
    expect((await claim(begun)).json.code).toBe("pairing.pending");
    expect((await approve(begun.code, {}, pos.token)).json.code).toBe("auth.manager_required");
    expect((await approve(begun.code, { manager_pin: "2222" }, pos.token)).json.code).toBe("auth.pin_wrong");
    expect((await approve(begun.code, { manager_pin: "9999" }, pos.token)).status).toBe(204);
    expect((await claim(begun, "x".repeat(43))).json.code).toBe("pairing.unknown");
    const claimed = await claim(begun);
    expect(claimed.json).toMatchObject({ kind: "barista", store_id: "main-street" });
    expect(claimed.headers.get("set-cookie")).toMatch(
      /^crema_device_main-street=[\w-]{43}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Strict$/,
    );
    expect((await claim(begun)).json.code).toBe("pairing.unknown");
    const me = await box.call("GET", "/v1/me", undefined, { token: String(claimed.json.token) });
    expect(me.json).toMatchObject({ kind: "device", device: { kind: "barista", name: "Bar 1" }, staff: null });
  });

  test("a stranger who begins fifty blocks no new till, nor one that is already waiting", async () => {
    const pos = await box.pair("pos");
    const waits = (await begin("10.0.0.7")).json;
    for (let i = 0; i < 60; i++) expect((await begin(`10.0.1.${i % 4}`)).status).toBe(201);
    const late = (await begin("10.0.0.8")).json;
    for (const begun of [waits, late]) {
      expect((await approve(begun.code, { manager_pin: "9999" }, pos.token)).status).toBe(204);
      expect((await claim(begun)).status).toBe(200);
    }
    expect((await box.call("GET", "/v1/pairings", undefined, { token: box.operatorToken })).json.pairings).toHaveLength(48);
  });

  test("all the addresses of one IPv6 network count as one", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 22; i++) statuses.push((await begin(`2001:db8:1:1::${i + 1}`)).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });

  test("a signed-in manager approves without typing the PIN again", async () => {
    const pos = await box.pair("pos");
    const manager = await box.signIn(pos.token, "manager");
    const begun = (await begin()).json;
    expect((await approve(begun.code, {}, manager)).status).toBe(204);
  });

  test("a manager sees who waits; only the waiting device may read its state", async () => {
    const pos = await box.pair("pos");
    const manager = await box.signIn(pos.token, "manager");
    const begun = (await begin()).json;
    const waiting = { pairing_id: begun.pairing_id, code: begun.code, kind: "barista", name: "Bar 1", approved: false };
    const list = async (token: string) => box.call("GET", "/v1/pairings", undefined, { token });
    expect((await list(manager)).json).toMatchObject({ pairings: [waiting] });
    expect((await list(pos.token)).status).toBe(403);
    const look = (claim_secret: unknown) => box.call("POST", `/v1/pairings/${begun.pairing_id}/look`, { claim_secret });
    expect((await look(begun.claim_secret)).json).toMatchObject(waiting);
    expect((await look("x".repeat(43))).json.code).toBe("pairing.unknown");
    await approve(begun.code, {}, manager);
    expect((await look(begun.claim_secret)).json).toMatchObject({ approved: true });
    await claim(begun);
    expect((await list(manager)).json).toEqual({ pairings: [] });
    expect((await look(begun.claim_secret)).json.code).toBe("pairing.unknown");
  });

  test("ends after ten minutes, approved or not", async () => {
    const first = (await begin()).json;
    const second = (await begin()).json;
    await approve(second.code, {}, box.operatorToken);
    box.clock.advance(10 * 60_000);
    expect((await approve(first.code, {}, box.operatorToken)).json.code).toBe("pairing.unknown");
    expect((await claim(second)).json.code).toBe("pairing.unknown");
  });

  test("an address may begin twenty in ten minutes", async () => {
    const responses = [];
    for (let n = 0; n < 21; n++) responses.push(await begin());
    expect(responses.slice(0, 20).every((response) => response.status === 201)).toBe(true);
    expect([responses[20]?.status, responses[20]?.headers.get("retry-after")]).toEqual([429, "600"]);
    expect((await begin("10.0.0.10")).status).toBe(201);
  });

  test("two claims at once give one token", async () => {
    const begun = (await begin()).json;
    await approve(begun.code, {}, box.operatorToken);
    const responses = await Promise.all([claim(begun), claim(begun)]);
    expect(responses.map((response) => response.status).sort()).toEqual([200, 404]);
  });

  test("no device is paired with a box that has no store", async () => {
    const bare = await openTestBox({ enrolled: false, documents: false });
    const response = await bare.call("POST", "/v1/pairings", { kind: "pos", name: "POS" });
    expect([response.status, response.json.code]).toEqual([503, "enroll.not_enrolled"]);
    await bare.stop();
  });
});

describe("a device", () => {
  test("is listed without its token, with when it was last seen", async () => {
    const pos = await box.pair("pos");
    await box.call("GET", "/v1/me", undefined, { token: pos.token });
    await box.store.executor.run(() => ({ ok: true, value: null }));
    const listed = await box.call("GET", "/v1/devices", undefined, { token: box.operatorToken });
    expect(listed.json.devices).toEqual([
      {
        device_id: pos.device_id,
        kind: "pos",
        name: "pos 1",
        paired_at: "2026-05-04T08:00:00.000Z",
        last_seen_at: "2026-05-04T08:00:00.000Z",
        revoked_at: null,
      },
    ]);
  });

  test("that is revoked is out at once, and so is whoever signed in on it", async () => {
    const pos = await box.pair("pos");
    const cashier = await box.signIn(pos.token, "cashier");
    const other = await box.pair("pos");
    expect((await box.call("GET", "/v1/me", undefined, { token: cashier })).status).toBe(200);
    const revoke = (id: string) => box.call("POST", `/v1/devices/${id}/revoke`, {}, { token: box.operatorToken });
    expect((await revoke(pos.device_id)).json.revoked_at).toBe("2026-05-04T08:00:00.000Z");
    for (const token of [pos.token, cashier])
      expect((await box.call("GET", "/v1/me", undefined, { token })).json.code).toBe("auth.revoked");
    expect((await box.call("GET", "/v1/me", undefined, { token: other.token })).status).toBe(200);
    expect((await revoke(pos.device_id)).status).toBe(200);
    expect((await revoke("0198c7f2-8b7e-7000-8000-0000000000ff")).json.code).toBe("device.unknown");
  });
});
