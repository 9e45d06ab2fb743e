import { createPublicKey, sign, verify } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { manualTimers, openTestBox } from "./box.test-fixture.ts";
import { openBox } from "./box.ts";
import { DataDirInUse } from "./data-dir.ts";
import { NODE_ID, testClock } from "./store.test-fixture.ts";

const ENROL = { cloud_url: "http://cloud.example", code: "CODE-1" };
const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

describe("a box's directory", () => {
  test("is for one box at a time", async () => {
    const box = await openTestBox();
    const clock = testClock();
    const runBackup = () => Promise.reject(new Error("no backup was asked for"));
    const machine = {
      clock,
      timers: manualTimers(clock),
      random: () => 0,
      randomBytes: (n: number) => new Uint8Array(n),
      fetch,
      runBackup,
      runRelog: runBackup,
      lanAddresses: () => [],
    };
    await expect(openBox(box.settings, machine, pino({ level: "silent" }), "0")).rejects.toThrow(DataDirInUse);
    expect((await box.call("GET", "/readyz")).status).toBe(200);
    await box.stop("keep the directory");
    const next = await openTestBox({ dataDir: box.settings.dataDir });
    expect((await next.call("GET", "/readyz")).status).toBe(200);
    await next.stop();
  });

  test("has an operator's token that only its owner can read, also after a restart", async () => {
    const box = await openTestBox();
    const file = join(box.settings.dataDir, "operator.token");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(box.settings.dataDir).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, "utf8").trim()).toBe(box.operatorToken);
    await box.stop("keep the directory");
    const next = await openTestBox({ dataDir: box.settings.dataDir });
    expect(next.operatorToken).toBe(box.operatorToken);
    await next.stop();
    expect(existsSync(file)).toBe(false);
  });
});

describe("after a restart with the WAN down", () => {
  test("devices, people, orders and locked PINs are as they were", async () => {
    const box = await openTestBox();
    const pos = await box.pair("pos");
    const cashier = await box.signIn(pos.token, "cashier");
    const placed = await box.place(pos.token, "before");
    const wrong = () => box.call("POST", "/v1/staff/sign-in", { pin: "0000" }, { token: pos.token });
    await wrong();
    await wrong();
    await box.stop("keep the directory");
    const next = await openTestBox({ dataDir: box.settings.dataDir });
    expect((await next.place(pos.token, "before")).text).toBe(placed.text);
    expect((await next.call("GET", "/v1/me", undefined, { token: cashier })).json.staff).toMatchObject({ staff_id: "ana" });
    expect((await next.call("POST", "/v1/staff/sign-in", { pin: "2222" }, { token: pos.token })).json.code).toBe("auth.pin_locked");
    await next.stop();
  });

  test("[I5] a fenced box still takes no orders", async () => {
    const box = await openTestBox();
    const pos = await box.pair("pos");
    await box.store.sync.link.fence();
    await box.stop("keep the directory");
    const next = await openTestBox({ dataDir: box.settings.dataDir });
    const response = await next.place(pos.token);
    expect([response.status, response.json.code]).toEqual([403, "sync.fenced"]);
    await next.stop();
  });
});

test("[U1] a box that is switched off every night forgets old rows too", async () => {
  const box = await openTestBox();
  const pos = await box.pair("pos");
  await box.place(pos.token);
  await box.store.sync.log.acknowledge(box.store.sync.log.head());
  await box.stop("keep the directory");
  const next = await openTestBox({ dataDir: box.settings.dataDir });
  next.clock.advance(32 * 24 * 3_600_000);
  next.timers.advance(8 * 3_600_000);
  await expect.poll(() => next.store.sync.log.read(1, 10, 1_000_000)).toEqual([]);
  await next.stop();
});

describe("enrolment", () => {
  test("makes a key here, stores the cloud's response, and the link starts without a restart", async () => {
    const asked: { url: string; body: Record<string, string> }[] = [];
    const cloud: typeof fetch = async (input, init) => {
      asked.push({ url: String(input), body: JSON.parse(String(init?.body)) as Record<string, string> });
      if (!String(input).endsWith("/v1/sync/enroll")) throw new Error("the WAN is down again");
      return json(201, { store_id: "main-street", node_id: NODE_ID, epoch: 4, epoch_certificate: "jws", generation: 2 });
    };
    const box = await openTestBox({ enrolled: false, documents: false, fetch: cloud });
    expect((await box.call("GET", "/v1/link")).json).toMatchObject({ state: "NOT_ENROLLED", store_id: null });
    const queue = await box.call("GET", "/v1/stores/main-street/queue", undefined, { token: box.operatorToken });
    expect(queue.json).toMatchObject({ status: 404, code: "store.not_found" });
    const response = await box.call("POST", "/v1/enroll", ENROL, { token: box.operatorToken });
    expect([response.status, response.json]).toEqual([200, { store_id: "main-street", node_id: NODE_ID, epoch: 4 }]);
    expect((await box.call("GET", "/v1/link")).json).toMatchObject({
      store_id: "main-street",
      epoch: 4,
      state: expect.not.stringMatching("NOT_ENROLLED"),
    });
    expect(asked[0]).toMatchObject({ url: "http://cloud.example/v1/sync/enroll", body: { code: "CODE-1" } });
    const publicKey = createPublicKey({ key: Buffer.from(asked[0]?.body.public_key ?? "", "base64url"), format: "der", type: "spki" });
    expect(publicKey.asymmetricKeyType).toBe("ed25519");
    expect(JSON.stringify(asked)).not.toContain("PRIVATE");
    const signature = sign(null, Buffer.from("nonce"), box.store.tables.box.box().private_key ?? "");
    expect(verify(null, Buffer.from("nonce"), publicKey, signature)).toBe(true);
    const again = await box.call("POST", "/v1/enroll", ENROL, { token: box.operatorToken });
    expect([again.status, again.json.code]).toEqual([409, "enroll.store_has_box"]);
    await box.stop();
  });

  test("a lost response, and a restart: the box asks again with the same key", async () => {
    const keys: string[] = [];
    let isLost = true;
    const cloud: typeof fetch = async (input, init) => {
      if (!String(input).endsWith("/v1/sync/enroll")) throw new Error("the WAN is down again");
      keys.push((JSON.parse(String(init?.body)) as { public_key: string }).public_key);
      if (isLost) throw new Error("the line was cut");
      return json(201, { store_id: "main-street", node_id: NODE_ID, epoch: 1, epoch_certificate: "jws", generation: 1 });
    };
    const box = await openTestBox({ enrolled: false, documents: false, fetch: cloud });
    expect((await box.call("POST", "/v1/enroll", ENROL, { token: box.operatorToken })).status).toBe(503);
    await box.stop("keep the directory");
    isLost = false;
    const next = await openTestBox({ dataDir: box.settings.dataDir, fetch: cloud });
    expect((await next.call("GET", "/v1/link")).json).toMatchObject({ state: "NOT_ENROLLED" });
    expect((await next.call("POST", "/v1/enroll", ENROL, { token: next.operatorToken })).status).toBe(200);
    expect(new Set(keys).size).toBe(1);
    const publicKey = createPublicKey({ key: Buffer.from(keys[0] ?? "", "base64url"), format: "der", type: "spki" });
    const signature = sign(null, Buffer.from("nonce"), next.store.tables.box.box().private_key ?? "");
    expect(verify(null, Buffer.from("nonce"), publicKey, signature)).toBe(true);
    await next.stop();
  });

  test("hands on what the cloud refuses, and changes nothing", async () => {
    const cloud: typeof fetch = async () => json(404, { code: "enroll.code_unknown", detail: "no such code" });
    const box = await openTestBox({ enrolled: false, documents: false, fetch: cloud });
    const response = await box.call("POST", "/v1/enroll", ENROL, { token: box.operatorToken });
    expect([response.status, response.json.code]).toEqual([404, "enroll.code_unknown"]);
    expect(box.store.queries.identity()).toBe(null);
    await box.stop();
  });

  test("with the WAN down is 503; for anyone but the operator it is closed", async () => {
    const box = await openTestBox({ enrolled: false, documents: false });
    const response = await box.call("POST", "/v1/enroll", ENROL, { token: box.operatorToken });
    expect([response.status, response.json.code]).toEqual([503, "service.unavailable"]);
    expect((await box.call("POST", "/v1/enroll", ENROL)).status).toBe(401);
    expect((await box.call("POST", "/v1/enroll", { ...ENROL, cloud_url: "ftp://x" }, { token: box.operatorToken })).json.code).toBe(
      "request.invalid",
    );
    await box.stop();
  });
});
