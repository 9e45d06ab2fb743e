import { randomUUID } from "node:crypto";
import { SHAPE_COLUMNS } from "@crema/sync/protocol/down";
import { type ChainedEntry, INBOX_GENESIS, inboxChainFault } from "@crema/sync/protocol/inbox-chain";
import { JOIN_HEADER, JOIN_PATH, type JoinRequest } from "@crema/sync/protocol/join";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCertificateAuthority, newCertificateKey } from "../auth/certificate.ts";
import { menuRows } from "../cloud-node.test-fixture.ts";
import { life, posOrder } from "../store-events.test-fixture.ts";
import { type HttpBox, type Reply, signed, TestCloud } from "./service.test-fixture.ts";
import { SHAPE_PATH } from "./sync.ts";

let cloud: TestCloud;
let owner: string;
beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
});
afterAll(() => cloud.close());

const query = (text: string, values: unknown[] = []) => cloud.database.pool.query(text, values).then((found) => found.rows);
const ask = (box: HttpBox, body: unknown): Promise<Reply> => cloud.call("POST", JOIN_PATH, { token: box.token, body });
const linkOf = async (box: HttpBox) =>
  (await query("SELECT join_number, join_nonce, last_seq, inbox_head, conflict FROM store_links WHERE store_id = $1", [box.storeId]))[0];
const exceptionsOf = async (box: HttpBox) =>
  (await query("SELECT kind FROM exceptions WHERE store_id = $1 AND resolved_at IS NULL", [box.storeId])).map((row) => row.kind);

function shape(box: HttpBox, token: string | null, more: Record<string, string> = {}): Promise<Reply> {
  const columns = SHAPE_COLUMNS.store_documents.map((name) => `"${name}"`).join(",");
  const path = `${SHAPE_PATH}?${new URLSearchParams({ table: "store_documents", offset: "-1", columns, ...more })}`;
  return cloud.call("GET", path, { token: box.token, headers: token === null ? {} : { [JOIN_HEADER]: token } });
}

describe("before it has joined", () => {
  test("[J1] a box gets nothing and is taken nothing from; the next join ends the token of the one before, in both directions", async () => {
    const box = await cloud.onlineStore(owner);
    const old = box.joinToken;
    await box.join();
    expect((await linkOf(box))?.join_number).toBe(2);
    const events = life(box, posOrder(box));
    box.log.append(...events);
    for (const join_token of [null, old, "2.AAAA"]) {
      const batch = await box.post({ ...box.batch(), join_token });
      expect([batch.status, batch.json.code, batch.headers.get("content-type")]).toEqual([
        409,
        "sync.join_first",
        expect.stringMatching(/^application\/problem\+json/),
      ]);
      const served = await shape(box, join_token);
      expect([served.status, served.json.code, served.headers.get("content-type")]).toEqual([
        409,
        "sync.join_first",
        expect.stringMatching(/^application\/problem\+json/),
      ]);
    }
    expect(await linkOf(box)).toMatchObject({ last_seq: 0 });
    expect((await shape(box, box.joinToken)).status).toBe(200);
    expect(await box.send()).toMatchObject({ ok: true, value: { last_seq: events.length } });
  });

  test("[J1] another box's token opens nothing", async () => {
    const [box, other] = [await cloud.onlineStore(owner), await cloud.onlineStore(owner)];
    expect((await shape(box, other.joinToken)).json.code).toBe("sync.join_first");
    expect((await box.post({ ...box.batch(), join_token: other.joinToken })).json.code).toBe("sync.join_first");
  });

  test("[J1] a held request ends when a join makes its token old", async () => {
    const box = await cloud.onlineStore(owner);
    const first = await shape(box, box.joinToken);
    const place = { handle: first.headers.get("electric-handle") ?? "", offset: first.headers.get("electric-offset") ?? "" };
    const held = shape(box, box.joinToken, { ...place, live: "true" });
    await box.join();
    expect((await held).json.code).toBe("sync.join_first");
  });

  test("[J1] a box of an older version goes by the rules that it was built for, until the store's box has joined", async () => {
    const storeId = await cloud.store(owner);
    const { HttpBox } = await import("./service.test-fixture.ts");
    const box = await HttpBox.enroll(cloud, storeId, await cloud.enrollCode(owner, storeId));
    expect((await box.post({ ...box.batch(), protocol_version: 4 })).status).toBe(200);
    expect((await shape(box, null)).status).toBe(200);
    expect((await box.post(box.batch())).json.code).toBe("sync.join_first");
    await box.join();
    expect((await box.post({ ...box.batch(), protocol_version: 4, join_token: null })).json.code).toBe("sync.join_first");
    expect((await shape(box, null)).json.code).toBe("sync.join_first");
  });
});

describe("a join that makes no sense changes nothing", () => {
  const log = (box: HttpBox, changes: Partial<JoinRequest["log"]>) => ({ log: { ...box.joinRequest().log, ...changes } });
  test.each<[string, (box: HttpBox) => object, number, string]>([
    ["more acknowledged than was logged", (box) => log(box, { acked_seq: 9 }), 422, "request.invalid"],
    ["a log that begins after its end", (box) => log(box, { oldest_seq: 9 }), 422, "request.invalid"],
    ["a place beyond the log", (box) => log(box, { at: { seq: 4, hash: GENESIS_HASH } }), 422, "request.invalid"],
    ["two hashes for one place", (box) => log(box, { at: { seq: 0, hash: "f".repeat(64) } }), 422, "request.invalid"],
    ["an inbox entry without an id", () => ({ inbox: { seq: 3, id: null, chain: null } }), 422, "request.invalid"],
    ["an id before the first entry", () => ({ inbox: { seq: 0, id: randomUUID(), chain: null } }), 422, "request.invalid"],
    ["a negative number", (box) => log(box, { acked_seq: -1 }), 422, "request.invalid"],
    ["no nonce", () => ({ nonce: undefined }), 422, "request.invalid"],
    ["a number that is none", () => ({ before: { number: "1", nonce: randomUUID() } }), 422, "request.invalid"],
    ["an older version of the wire", () => ({ protocol_version: 4 }), 426, "sync.upgrade_required"],
    ["a version to come", () => ({ protocol_version: PROTOCOL_VERSION + 1, what: "else" }), 426, "sync.upgrade_required"],
    ["another store", () => ({ store_id: "elsewhere" }), 403, "auth.wrong_store"],
    ["another box", () => ({ node_id: randomUUID() }), 403, "auth.forbidden"],
    ["another epoch than the token's", () => ({ epoch: 7 }), 403, "auth.forbidden"],
    ["a made-up certificate", () => ({ epoch_certificate: "x" }), 401, "sync.challenge_failed"],
  ])("%s", async (_, changes, status, code) => {
    const box = await cloud.onlineStore(owner);
    const before = await linkOf(box);
    const refused = await ask(box, { ...box.joinRequest(), ...changes(box) });
    expect([refused.status, refused.json.code]).toEqual([status, code]);
    expect([await linkOf(box), await exceptionsOf(box)]).toEqual([before, []]);
    expect(await box.send()).toMatchObject({ ok: true });
  });

  test("a certificate of another chain", async () => {
    const box = await cloud.onlineStore(owner);
    const { storeId: store_id, nodeId: node_id, epoch } = box;
    const foreign = await createCertificateAuthority(newCertificateKey()).issue({ store_id, node_id, epoch });
    expect((await ask(box, box.joinRequest({ epoch_certificate: foreign }))).json).toMatchObject({
      status: 401,
      code: "sync.challenge_failed",
    });
  });

  test.each([
    ["no JSON", "{", 400, "request.malformed"],
    ["far too much", JSON.stringify({ protocol_version: 5, x: "x".repeat(70_000) }), 413, "sync.too_large"],
  ])("%s", async (_, body, status, code) => {
    const box = await cloud.onlineStore(owner);
    expect((await ask(box, body)).json).toMatchObject({ status, code });
  });
});

describe("a cloud that was set back", () => {
  /** Whatever the cloud heard of the store's box, and the box itself, is forgotten. */
  const forget = async (box: HttpBox) => {
    for (const table of ["edge_nodes", "sync_tokens", "store_link_seen"])
      await query(`DELETE FROM ${table} WHERE store_id = $1`, [box.storeId]);
    await query(
      `UPDATE store_links SET node_id = NULL, epoch = 0, last_seq = 0, last_hash = $2, join_number = 0, join_nonce = NULL WHERE store_id = $1`,
      [box.storeId, GENESIS_HASH],
    );
  };
  const signIn = async (box: HttpBox, proof: object): Promise<Reply> => {
    const { json } = await cloud.call("POST", "/v1/sync/challenge", { body: { node_id: box.nodeId, ...proof } });
    const signature = signed(box.privateKey, json.nonce);
    return cloud.call("POST", "/v1/sync/session", { body: { node_id: box.nodeId, nonce: json.nonce, signature, ...proof } });
  };

  test("[J1] a box that it has forgotten signs in by its certificate, for a join and nothing else", async () => {
    const box = await cloud.onlineStore(owner);
    await forget(box);
    expect((await signIn(box, {})).json.code).toBe("sync.challenge_failed");
    const proof = { epoch_certificate: box.joins.certificate() };
    const session = await signIn(box, proof);
    expect(session.status).toBe(200);
    box.token = session.json.token;
    expect((await ask(box, box.joinRequest())).json).toMatchObject({ plan: "rebuild" });
    expect((await box.post(box.batch())).json.code).toBe("sync.join_first");
    expect((await box.post({ ...box.batch(), protocol_version: 4 })).json.code).toBe("sync.conflict");
    expect((await shape(box, box.joinToken)).json.code).toBe("sync.join_first");
    expect((await shape(box, null)).json.code).toBe("sync.join_first");
    expect(await linkOf(box)).toMatchObject({ join_number: 0, last_seq: 0 });
  });

  test("[J1] not by a certificate that does not bind its key, with another key, or of an epoch that is known here", async () => {
    const box = await cloud.onlineStore(owner);
    const other = await cloud.onlineStore(owner);
    const certificate = box.joins.certificate();
    await forget(box);
    const nonce = async (proof: object) =>
      (await cloud.call("POST", "/v1/sync/challenge", { body: { node_id: box.nodeId, ...proof } })).json.nonce;
    const proof = { epoch_certificate: certificate };
    const asked = await nonce(proof);
    const forged = { node_id: box.nodeId, nonce: asked, signature: signed(other.privateKey, asked), ...proof };
    expect((await cloud.call("POST", "/v1/sync/session", { body: forged })).json.code).toBe("sync.challenge_failed");
    expect((await signIn(box, { epoch_certificate: other.joins.certificate() })).json.code).toBe("sync.challenge_failed");
    expect((await signIn(box, { epoch_certificate: "x" })).json.code).toBe("sync.challenge_failed");
    await query("UPDATE store_links SET epoch = 1, node_id = $2 WHERE store_id = $1", [box.storeId, randomUUID()]);
    expect((await signIn(box, proof)).json.code).toBe("sync.fenced");
  });

  test("[J2] it is back at menu 1, the box has 2, and headquarters publishes another 2: nothing goes down, a person is told", async () => {
    const box = await cloud.onlineStore(owner);
    const document = { kind: "menu", store: box.storeId };
    const publish = async (price_cents: number) => {
      const items = menuRows.items.map((item) => (item.item_id === "espresso" ? { ...item, name: `Espresso ${price_cents}` } : item));
      const edited = await cloud.call("PUT", `/v1/admin/stores/${box.storeId}/menu`, { token: owner, body: { ...menuRows, items } });
      expect(edited.status).toBe(200);
      expect((await cloud.call("POST", `/v1/admin/stores/${box.storeId}/menu/publish`, { token: owner, body: {} })).status).toBe(200);
    };
    const places = () =>
      query(
        `SELECT kind, version, encode(sha256(convert_to(document::text, 'UTF8')), 'hex') AS sha256 FROM store_documents WHERE store_id = $1`,
        [box.storeId],
      );
    const backup = await query("SELECT * FROM store_documents WHERE store_id = $1 AND kind = $2", [document.store, document.kind]);
    await publish(260);
    const menu = (await places()).find((place) => place.kind === "menu");
    box.joins.documents = { menu: { version: menu?.version, sha256: menu?.sha256 }, profile: null };
    await box.join();
    // The database as it was before that publication.
    await query("DELETE FROM store_document_versions WHERE store_id = $1 AND kind = 'menu' AND version = 2", [box.storeId]);
    await query("UPDATE store_documents SET version = 1, document = $2 WHERE store_id = $1 AND kind = 'menu'", [
      box.storeId,
      JSON.stringify(backup[0]?.document),
    ]);
    await publish(900);
    expect((await places()).find((place) => place.kind === "menu")?.version).toBe(menu?.version);
    const planned = await ask(box, box.joinRequest());
    expect(planned.json).toMatchObject({ plan: "rebuild" });
    expect(await exceptionsOf(box)).toEqual(["sync.rewound"]);
    expect((await linkOf(box))?.join_number).toBe(2);
  });
});

describe("a box that was upgraded", () => {
  test("[J1] goes on from where it stood: by number and id, and is told the chain and a certificate that binds its key", async () => {
    const box = await cloud.onlineStore(owner);
    await cloud.place(box.storeId);
    await box.receive();
    await box.send();
    await cloud.place(box.storeId);
    await box.receive();
    await box.send();
    const text = "SELECT seq, id, chain, command::text AS command FROM store_inbox WHERE store_id = $1 ORDER BY seq";
    const entries: ChainedEntry[] = await query(text, [box.storeId]);
    expect([entries.length, inboxChainFault({ seq: 0, chain: INBOX_GENESIS }, entries)]).toEqual([2, null]);
    const said = box.joinRequest();
    const upgraded = { ...said, inbox: { ...said.inbox, chain: null } };
    const planned = await ask(box, upgraded);
    expect(planned.json).toMatchObject({ plan: "continue", inbox_chain: entries[1]?.chain, epoch_certificate: said.epoch_certificate });
    expect(planned.json.cloud_time).toMatch(/Z$/);
    const other = { ...upgraded, nonce: randomUUID(), before: { number: planned.json.join.number, nonce: said.nonce } };
    expect((await ask(box, { ...other, inbox: { seq: 2, id: randomUUID(), chain: null } })).json).toMatchObject({ plan: "rebuild" });
  });
});

test("[J2] a clone is told so; one exception once it stands by its disk, and the other box goes on", async () => {
  const box = await cloud.onlineStore(owner);
  const clone = box.joinRequest();
  await box.join();
  for (let again = 0; again < 2; again++) expect((await ask(box, clone)).json).toMatchObject({ plan: "fork" });
  expect(await exceptionsOf(box)).toEqual([]);
  for (let again = 0; again < 2; again++) expect((await ask(box, { ...clone, contested: true })).json).toMatchObject({ plan: "fork" });
  expect([await exceptionsOf(box), (await linkOf(box))?.conflict]).toEqual([
    ["sync.conflict"],
    expect.stringContaining("Another disk has joined"),
  ]);
  expect(await box.send()).toMatchObject({ ok: true });
});
