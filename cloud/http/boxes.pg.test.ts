/** What headquarters sees of a store's boxes, and does about them, by HTTP. */
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import { afterAll, beforeAll, expect, test } from "vitest";
import { must, placed } from "../cloud-node.test-fixture.ts";
import { accepted, placedAt, posOrder } from "../store-events.test-fixture.ts";
import { newKeys, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator("owner");
});
afterAll(() => cloud.close());

const history = async (storeId: string, token = owner) => (await cloud.call("GET", `/v1/admin/stores/${storeId}/boxes`, { token })).json;
const codesOf = (answer: { to_do: { code: string }[] }) => answer.to_do.map(({ code }) => code);
const enroll = (code: string, publicKey = newKeys().publicKey) =>
  cloud.call("POST", "/v1/sync/enroll", { body: { code, public_key: publicKey, box_version: "1", protocol_version: PROTOCOL_VERSION } });

test("a store's boxes with their letters, how the present one stands, and what is to be done, from the first box to the third", async () => {
  const bare = await cloud.store(owner);
  expect(await history(bare)).toMatchObject({ boxes: [], state: null, to_do: [{ code: "enroll" }] });
  const box = await cloud.onlineStore(owner);
  const id = box.storeId;
  const now = await history(id);
  expect(now).toMatchObject({ state: "JOINED", frozen_since: null, codes_until: [], to_do: [], look_first_orders: 0 });
  expect(now.boxes).toMatchObject([{ node_id: box.nodeId, epoch: 1, letter: "A", ended_at: null }]);
  const order = await placed(box);
  must(await box.send(accepted(box, order)));

  cloud.node.time.ms += 11 * 60_000;
  expect(codesOf(await history(id))).toEqual(["replace_or_revoke"]);
  const path = `/v1/admin/stores/${id}/enroll-codes`;
  expect((await cloud.call("POST", path, { token: owner, body: {} })).json.code).toBe("enroll.store_has_box");
  const made = await cloud.call("POST", path, { token: owner, body: { replace: true } });
  expect(made.status).toBe(201);
  const waiting = await history(id);
  expect([codesOf(waiting), waiting.codes_until]).toEqual([["use_code", "replace_or_revoke"], [made.json.expires_at]]);

  const next = await enroll(made.json.code);
  expect([next.status, next.json.epoch, typeof next.json.snapshot]).toEqual([201, 2, "string"]);
  const after = await history(id);
  expect(after.boxes).toMatchObject([
    { epoch: 2, letter: "B", ended_at: null },
    { epoch: 1, letter: "A", ended_at: expect.any(String) },
  ]);
  expect([after.state, codesOf(after), after.look_first_orders]).toEqual(["NEVER_HEARD", ["look_first"], 1]);
  // The box before is fenced at its next word, by the token that it still has.
  const said = await box.post(box.batch());
  expect([said.status, said.json.code]).toEqual([403, "sync.fenced"]);

  const revoked = await cloud.call("POST", `/v1/admin/stores/${id}/revoke-box`, { token: owner, body: {} });
  expect([revoked.status, revoked.json.epoch]).toEqual([200, 2]);
  const gone = await history(id);
  expect(codesOf(gone)).toEqual(["enroll", "decide_orders", "look_first"]);
  expect(gone.open_orders).toMatchObject([{ order_id: order.order_id, total_cents: order.total_cents, paid_cents: 0 }]);
  const body = { order_ids: [order.order_id], reason: "stolen" };
  const it = await cloud.operator("it");
  expect((await cloud.call("POST", `/v1/admin/stores/${id}/open-orders/end`, { token: it, body })).json.code).toBe("auth.forbidden");
  const ended = await cloud.call("POST", `/v1/admin/stores/${id}/open-orders/end`, { token: owner, body });
  expect([ended.status, ended.json]).toEqual([200, { ended: [order.order_id], stays: [] }]);
  expect(codesOf(await history(id))).toEqual(["enroll"]);
  const again = await cloud.call("POST", `/v1/admin/stores/${id}/revoke-box`, { token: owner, body: {} });
  expect([again.status, again.json.code]).toEqual([409, "enroll.no_box"]);
});

test("only who may reach the store sees its boxes or takes one away", async () => {
  const box = await cloud.onlineStore(owner);
  const other = await cloud.operator("it", ["elsewhere"]);
  expect((await history(box.storeId, other)).code).toBe("auth.wrong_store");
  const revoked = await cloud.call("POST", `/v1/admin/stores/${box.storeId}/revoke-box`, { token: other, body: {} });
  expect(revoked.json.code).toBe("auth.wrong_store");
  must(await box.send(placedAt(box, posOrder(box))));
});
