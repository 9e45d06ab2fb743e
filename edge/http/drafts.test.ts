/** Tickets on hold: one screen gets each, a restart loses none, and none of it goes up. */
import { QueueFrame } from "@crema/shared/contract/streams";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestBox, STORE_ID, type TestBox } from "../box.test-fixture.ts";
import { connect } from "./streams/stream-client.test-fixture.ts";

let box: TestBox;
let one: string;
let two: string;
beforeAll(async () => {
  box = await openTestBox();
  one = (await box.pair("pos")).token;
  two = await box.signIn((await box.pair("pos")).token, "cashier");
});
afterAll(() => box.stop());

const TICKET = { fulfillment_type: "IN_STORE", items: [{ item_id: "espresso", qty: 2 }], customer_name: "Bo" };
const hold = (key: string, changes = {}, token = one) =>
  box.call("POST", "/v1/drafts", { ...TICKET, ...changes }, { token, headers: { "idempotency-key": key } });
const act = (id: unknown, what: string, token = one) => box.call("POST", `/v1/drafts/${id}/${what}`, {}, { token });
const held = async (of = box) => (await of.call("GET", "/v1/drafts", undefined, { token: one })).json.drafts as { draft_id: string }[];

describe("a ticket on hold", () => {
  test("is held once per key, listed latest first, and is no order", async () => {
    const first = await hold("h1");
    expect(first.json).toMatchObject({ total_cents: 500, customer_name: "Bo", items: [{ item_id: "espresso", qty: 2, modifier_ids: [] }] });
    expect((await hold("h1")).text).toBe(first.text);
    box.clock.advance(1000);
    const second = await hold("h2", { items: [{ item_id: "gone-from-the-menu", qty: 1 }] });
    expect(second.json).toMatchObject({ total_cents: null });
    expect((await held()).map((draft) => draft.draft_id)).toEqual([second.json.draft_id, first.json.draft_id]);
    const logged = box.store.sync.log.read(1, 100, 1_000_000).map(({ body }) => JSON.parse(body).type);
    expect(logged).toEqual(["device.paired", "device.paired"]);
    expect(box.store.queries.queue(null).orders).toEqual([]);
  });

  test("keeps each choice as often as it was named", async () => {
    const items = [{ item_id: "latte", qty: 1, modifier_ids: ["oat", "shot", "shot"] }];
    const { draft_id } = (await hold("h0", { items })).json;
    expect((await act(draft_id, "resume")).json).toMatchObject({ items });
  });

  test("is resumed by one of two screens; the one that has it may ask again, the other is told who has it", async () => {
    const { draft_id } = (await hold("h3")).json;
    const responses = await Promise.all([act(draft_id, "resume"), act(draft_id, "resume", two)]);
    expect(responses.map((response) => response.status)).toEqual([200, 409]);
    expect(responses[1]?.json).toMatchObject({ code: "draft.taken", taken_by: { kind: "device", name: "pos 1" } });
    expect((await act(draft_id, "resume")).json).toMatchObject({ draft_id });
    expect((await act(draft_id, "discard", two)).json.code).toBe("draft.taken");
    expect((await held()).map((draft) => draft.draft_id)).not.toContain(draft_id);
  });

  test("is thrown away for good", async () => {
    const { draft_id } = (await hold("h4")).json;
    expect((await act(draft_id, "discard")).status).toBe(204);
    for (const what of ["discard", "resume"]) expect((await act(draft_id, what)).json.code).toBe("draft.not_found");
  });

  test("is for those who sell, and screens hear how many there are", async () => {
    const barista = (await box.pair("barista")).token;
    expect((await hold("h5", {}, barista)).status).toBe(403);
    const before = (await held()).length;
    const client = await connect(box.url, `/v1/stores/${STORE_ID}/queue/stream`, { authorization: `Bearer ${one}` });
    expect(await client.frame((frame) => frame.type === "snapshot")).toMatchObject({ held_drafts: before });
    await hold("h6");
    expect(QueueFrame.parse(await client.frame((frame) => frame.type === "drafts"))).toMatchObject({ held: before + 1 });
    client.socket.close();
  });

  test("survives a restart", async () => {
    const before = await held();
    await box.stop("keep the directory");
    const again = await openTestBox({ dataDir: box.settings.dataDir });
    expect(await held(again)).toEqual(before);
    box = again;
  });
});
