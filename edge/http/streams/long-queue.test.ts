import { QueueResponse } from "@crema/shared/contract/queue";
import { QueueFrame } from "@crema/shared/contract/streams";
import { QUEUE_LENGTH } from "@crema/shared/domain/order/queue";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestBox, type TestBox } from "../../box.test-fixture.ts";
import { STORE_ID } from "../../store.test-fixture.ts";
import { connect } from "./stream-client.test-fixture.ts";

let box: TestBox;
let pos: { token: string };
beforeEach(async () => {
  box = await openTestBox();
  pos = await box.pair("pos");
});
afterEach(() => box.stop());

test("sends 200 of a long queue and how many there are, and the next ones once half of those are done", async () => {
  const placed = await Promise.all(Array.from({ length: QUEUE_LENGTH + 5 }, () => box.place(pos.token)));
  // Promised for the same minute, so the queue sorts them by id.
  const ids = placed.map(({ json }) => String(json.order_id)).sort();
  const client = await connect(box.url, `/v1/stores/${STORE_ID}/queue/stream`, { authorization: `Bearer ${pos.token}` });
  const first = QueueFrame.parse(await client.frame((frame) => frame.type === "snapshot"));
  if (first.type !== "snapshot") throw new Error("a stream begins with a snapshot");
  expect([first.orders.map((order) => order.order_id), first.on_queue]).toEqual([ids.slice(0, QUEUE_LENGTH), QUEUE_LENGTH + 5]);
  // The whole queue's, also of what was not sent.
  expect(first.all_day.map(({ item_id, qty }) => [item_id, qty])).toEqual([["espresso", 2 * (QUEUE_LENGTH + 5)]]);
  const manager = await box.signIn(pos.token, "manager");
  const cancel = (id: string) => box.call("POST", `/v1/orders/${id}/cancel`, { reason: "left" }, { token: manager });
  await Promise.all(ids.slice(0, QUEUE_LENGTH / 2).map(cancel));
  const next = QueueFrame.parse(await client.frame((frame) => frame.type === "snapshot" && frame.cursor > first.cursor));
  if (next.type !== "snapshot") throw new Error("it was asked for");
  expect(next.orders.map((order) => order.order_id)).toEqual(ids.slice(QUEUE_LENGTH / 2));
});

test("an order that was put first is among the 200 of a long queue, before all others, until it is put back", async () => {
  const placed = await Promise.all(Array.from({ length: QUEUE_LENGTH + 2 }, () => box.place(pos.token)));
  const ids = placed.map(({ json }) => String(json.order_id)).sort();
  const [last, before] = [ids.at(-1) ?? "", ids.at(-2) ?? ""];
  const rush = (id: string, is_rush: boolean) => box.call("POST", `/v1/orders/${id}/rush`, { is_rush }, { token: pos.token });
  const queued = async () => {
    const read = await box.call("GET", `/v1/stores/${STORE_ID}/queue`, undefined, { token: pos.token });
    return QueueResponse.parse(read.json).orders.map(({ order_id }) => order_id);
  };
  expect((await rush(last, true)).json).toMatchObject({ order_id: last, is_rush: true, status: "PLACED" });
  await rush(before, true);
  await rush(before, true);
  expect(await queued()).toEqual([before, last, ...ids.slice(0, QUEUE_LENGTH - 2)]);
  await rush(before, false);
  await rush(last, false);
  expect(await queued()).toEqual(ids.slice(0, QUEUE_LENGTH));
});

test("a finished order is not put first, and the refusal says why", async () => {
  const manager = await box.signIn(pos.token, "manager");
  const { json } = await box.place(pos.token);
  await box.call("POST", `/v1/orders/${json.order_id}/cancel`, { reason: "left" }, { token: manager });
  const refused = await box.call("POST", `/v1/orders/${json.order_id}/rush`, { is_rush: true }, { token: pos.token });
  expect([refused.status, refused.json]).toMatchObject([
    409,
    { code: "order.invalid_transition", detail: expect.stringContaining("it is cancelled"), order: { status: "CANCELLED" } },
  ]);
});
