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
