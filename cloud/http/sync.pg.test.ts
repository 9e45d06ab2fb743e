import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { SHAPE_COLUMNS } from "@crema/sync/protocol/down";
import { JOIN_HEADER } from "@crema/sync/protocol/join";
import { MAX_BATCH_JSON_BYTES, UP_PATH } from "@crema/sync/protocol/up";
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { life, posOrder } from "../store-events.test-fixture.ts";
import { SAME_FAULTS } from "../sync/watch-batches.ts";
import { type HttpBox, newKeys, signed, TestCloud } from "./service.test-fixture.ts";
import { SHAPE_PATH } from "./sync.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;
let other: HttpBox;

beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
  other = await cloud.onlineStore(owner);
});
afterAll(() => cloud.close());

describe("an enrolment code", () => {
  const enroll = (code: string, publicKey = newKeys().publicKey) =>
    cloud.call("POST", "/v1/sync/enroll", { body: { code, public_key: publicKey, box_version: "1" } });

  test("works once; the same box may ask again, because its response may have been lost", async () => {
    const code = await cloud.enrollCode(owner, await cloud.store(owner));
    const { publicKey } = newKeys();
    const first = await enroll(code, publicKey);
    expect(first.json).toMatchObject({ epoch: 1 });
    expect((await enroll(code, publicKey)).json.node_id).toBe(first.json.node_id);
    expect((await enroll(code)).json).toMatchObject({ status: 404, code: "enroll.code_unknown" });
  });

  test("expires, is not guessed, and a store has one box", async () => {
    const storeId = await cloud.store(owner);
    const old = await cloud.enrollCode(owner, storeId);
    cloud.node.time.ms += 25 * 3_600_000;
    const late = await enroll(old);
    cloud.node.time.ms -= 25 * 3_600_000;
    expect(late.json.code).toBe("enroll.code_unknown");
    expect((await enroll("AAAA-AAAA-AAAA")).json.code).toBe("enroll.code_unknown");
    const path = `/v1/admin/stores/${box.storeId}/enroll-codes`;
    const refused = await cloud.call("POST", path, { token: owner, body: {} });
    expect(refused.json).toMatchObject({ status: 409, code: "enroll.store_has_box" });
  });

  test("needs an Ed25519 key", async () => {
    const response = await enroll(await cloud.enrollCode(owner, await cloud.store(owner)), "A".repeat(60));
    expect(response.json).toMatchObject({ status: 422, fields: [{ field: "/public_key" }] });
  });

  test("is rate limited by address, as is signing in", async () => {
    const strict = await TestCloud.open({ beside: cloud, limits: { enrollPerAddressPerMinute: 2, challengePerAddressPerMinute: 2 } });
    const tryOne = (path: string, body: object, address: string) => strict.call("POST", path, { body, address });
    const guess = { code: "AAAA-AAAA-AAAA", public_key: newKeys().publicKey, box_version: "1" };
    for (const [path, body] of [
      ["/v1/sync/enroll", guess],
      ["/v1/sync/challenge", { node_id: box.nodeId }],
    ] as const) {
      const codes = [];
      for (let i = 0; i < 3; i++) codes.push((await tryOne(path, body, "192.0.2.7")).status);
      expect(codes[2]).toBe(429);
      expect(codes.slice(0, 2)).not.toContain(429);
      expect((await tryOne(path, body, "192.0.2.8")).status).not.toBe(429);
    }
    await strict.close();
  });
});

describe("a box signs in", () => {
  const challenge = async (nodeId = box.nodeId): Promise<string> =>
    (await cloud.call("POST", "/v1/sync/challenge", { body: { node_id: nodeId } })).json.nonce;
  const session = (nonce: string, signature: string, nodeId = box.nodeId) =>
    cloud.call("POST", "/v1/sync/session", { body: { node_id: nodeId, nonce, signature } });

  test("with a nonce that is good once", async () => {
    const nonce = await challenge();
    const signature = signed(box.privateKey, nonce);
    expect((await session(nonce, signature)).json).toMatchObject({ expires_in_s: 3600 });
    expect((await session(nonce, signature)).json).toMatchObject({ status: 401, code: "sync.challenge_failed" });
  });

  test("not with a forged or reused signature, another box's nonce, another context, a nonce of its own or a late one", async () => {
    const nonce = await challenge();
    const refusedWith = async (response: Promise<{ json: { code: string } }>) =>
      expect((await response).json.code).toBe("sync.challenge_failed");
    await refusedWith(session(nonce, signed(newKeys().privateKey, nonce)));
    await refusedWith(session(nonce, signed(box.privateKey, nonce)));
    const stripNul = await challenge();
    await refusedWith(session(stripNul, signed(box.privateKey, stripNul, "")));
    const theirs = await challenge(other.nodeId);
    await refusedWith(session(theirs, signed(box.privateKey, theirs)));
    await refusedWith(session("made-up", signed(box.privateKey, "made-up")));
    await refusedWith(session(await challenge(), "not base64 at all"));
    const late = await challenge();
    await cloud.database.pool.query("UPDATE sync_challenges SET expires_at = now() WHERE node_id = $1", [box.nodeId]);
    await refusedWith(session(late, signed(box.privateKey, late)));
    const nobody = randomUUID();
    const unknown = await challenge(nobody);
    await refusedWith(session(unknown, signed(box.privateKey, unknown), nobody));
  });

  test("its token ends, and is not a person's", async () => {
    const lost = await cloud.onlineStore(owner);
    await cloud.database.pool.query("UPDATE sync_tokens SET expires_at = now() WHERE node_id = $1", [lost.nodeId]);
    expect((await lost.post(lost.batch())).json).toMatchObject({ status: 401, code: "auth.revoked" });
    expect((await cloud.call("GET", "/v1/me/orders", { token: box.token })).status).toBe(403);
    expect((await cloud.call("GET", `/v1/admin/stores/${box.storeId}/orders`, { token: box.token })).status).toBe(403);
    expect((await cloud.call("POST", UP_PATH, { token: owner, body: box.batch() })).status).toBe(403);
  });

  test("[U7] a replaced box is fenced: no batch, no shape, no new token", async () => {
    const old = await cloud.onlineStore(owner);
    await cloud.database.pool.query("UPDATE store_links SET epoch = epoch + 1, node_id = $2 WHERE store_id = $1", [
      old.storeId,
      randomUUID(),
    ]);
    expect((await old.post(old.batch())).json).toMatchObject({ status: 403, code: "sync.fenced" });
    expect((await cloud.call("GET", shape(), { token: old.token, headers: joinOf(old) })).json.code).toBe("sync.fenced");
    const nonce = await challenge(old.nodeId);
    expect((await session(nonce, signed(old.privateKey, nonce), old.nodeId)).json.code).toBe("sync.fenced");
  });
});

describe("a batch", () => {
  test("[U3] is taken once, gzip or plain", async () => {
    const events = life(box, posOrder(box));
    expect(await box.send(...events)).toMatchObject({ ok: true, value: { last_seq: events.length } });
    const again = { ...box.batch(), from_seq: 1, events: box.log.entries };
    const response = await cloud.call("POST", UP_PATH, { token: box.token, body: again });
    expect([response.status, response.json.last_seq]).toEqual([200, events.length]);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    const totals = await cloud.call("GET", `/v1/admin/stores/${box.storeId}/totals`, { token: owner });
    expect(totals.json).toMatchObject({ orders: 1, payments: 1, orders_by_status: { COMPLETED: 1 } });
  });

  test("[U4] a gap is refused with the expected seq", async () => {
    const batch = box.batch();
    const response = await box.post({ ...batch, from_seq: batch.from_seq + 5, head_seq: batch.head_seq + 5 });
    expect(response.json).toMatchObject({ status: 409, code: "sync.gap", expected_seq: batch.from_seq });
  });

  test("of another store, another box, or without our certificate is refused", async () => {
    const batch = box.batch();
    expect((await box.post({ ...batch, store_id: other.storeId })).json).toMatchObject({ status: 403, code: "auth.wrong_store" });
    expect((await box.post({ ...batch, node_id: other.nodeId })).status).toBe(403);
    expect((await box.post({ ...batch, epoch_certificate: other.batch().epoch_certificate })).json.code).toBe("sync.conflict");
    expect((await box.post({ ...batch, epoch_certificate: "x" })).json.code).toBe("sync.conflict");
  });

  test("[L5] of a wire to come waits, whatever it looks like", async () => {
    const response = await box.post({ protocol_version: PROTOCOL_VERSION + 1, something: "else" });
    expect(response.json).toMatchObject({ status: 426, code: "sync.upgrade_required" });
  });

  const bomb = () => gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));
  test.each([
    ["a zip bomb", bomb, {}, 413, "sync.too_large"],
    [
      "more than a batch may hold, plain",
      () => Buffer.alloc(MAX_BATCH_JSON_BYTES + 1, " "),
      { "content-encoding": "identity" },
      413,
      "sync.too_large",
    ],
    ["101 events", () => gzipSync(JSON.stringify({ ...box.batch(), events: Array(101).fill({}) })), {}, 413, "sync.too_large"],
    ["half a gzip", () => gzipSync(JSON.stringify(box.batch())).subarray(0, 40), {}, 400, "request.malformed"],
    ["what is not gzip", () => Buffer.from("{}"), {}, 400, "request.malformed"],
    ["gzip of no JSON", () => gzipSync("{"), {}, 400, "request.malformed"],
    ["broken UTF-8", () => gzipSync(Buffer.from([0x22, 0xff, 0x22])), {}, 400, "request.malformed"],
    ["another encoding", () => Buffer.from("{}"), { "content-encoding": "br" }, 415, "request.unsupported_media_type"],
    ["another content type", () => gzipSync("{}"), { "content-type": "text/plain" }, 415, "request.unsupported_media_type"],
    ["another shape", () => gzipSync(JSON.stringify({ ...box.batch(), from_seq: 0 })), {}, 422, "request.invalid"],
  ])("%s is refused and changes nothing", async (_name, bytes, headers, status, code) => {
    const sent = { "content-type": "application/json", "content-encoding": "gzip", ...headers };
    const response = await cloud.call("POST", UP_PATH, { token: box.token, body: new Uint8Array(bytes()), headers: sent });
    expect(response.json).toMatchObject({ status, code });
    expect(await box.send()).toMatchObject({ ok: true });
  });
});

const joinOf = (asker: HttpBox) => ({ [JOIN_HEADER]: asker.joinToken ?? "" });

function shape(): string {
  const columns = SHAPE_COLUMNS.store_documents.map((name) => `"${name}"`).join(",");
  return `${SHAPE_PATH}?${new URLSearchParams({ table: "store_documents", offset: "-1", columns })}`;
}

test("a box reads its own store's documents as a shape, nobody else does", async () => {
  const response = await cloud.call("GET", shape(), { token: box.token, headers: joinOf(box) });
  expect(response.status).toBe(200);
  expect(response.headers.get("electric-handle")).toBeTruthy();
  expect(response.text).toContain(`"${box.storeId}"`);
  expect(response.text).not.toContain(`"${other.storeId}"`);
  expect((await cloud.call("GET", shape())).status).toBe(401);
  expect((await cloud.call("GET", shape(), { token: owner })).status).toBe(403);
});

test("headquarters is told, once, of a batch that fails the same way again and again", async () => {
  const stuck = await cloud.onlineStore(owner);
  const { pool } = cloud.database;
  await pool.query(
    `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a bug of ours'; END $$;
     CREATE TRIGGER broken BEFORE INSERT ON orders FOR EACH ROW WHEN (NEW.store_id = '${stuck.storeId}') EXECUTE FUNCTION broken();`,
  );
  const told = async () =>
    (await cloud.call("GET", `/v1/admin/exceptions?store_id=${stuck.storeId}`, { token: owner })).json.exceptions.map(
      ({ kind, detail }: { kind: string; detail: string }) => [kind, detail],
    );
  const batch = await stuck.send(...life(stuck, posOrder(stuck))).then(() => stuck.batch());
  for (let again = 2; again < SAME_FAULTS; again++) expect((await stuck.post(batch)).status).toBe(500);
  expect(await told()).toEqual([]);
  for (let again = 0; again <= SAME_FAULTS; again++) expect((await stuck.post(batch)).status).toBe(500);
  expect(await told()).toEqual([["sync.batch_fails", expect.stringContaining("a bug of ours")]]);
  await pool.query("DROP TRIGGER broken ON orders");
  expect((await stuck.post(batch)).status).toBe(200);
});
