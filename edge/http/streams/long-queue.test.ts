import { QueueFrame } from "@crema/shared/api/streams";
import { QUEUE_LENGTH } from "@crema/shared/order/queue";
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

test("tells 200 of a long queue and how many there are, and the next ones once half of those are done", async () => {
  const ids: string[] = [];
  for (let n = 0; n < QUEUE_LENGTH + 5; n++) ids.push(String((await box.place(pos.token)).json.order_id));
  const client = await connect(box.url, `/v1/stores/${STORE_ID}/queue/stream`, { authorization: `Bearer ${pos.token}` });
  const first = QueueFrame.parse(await client.frame((frame) => frame.type === "snapshot"));
  if (first.type !== "snapshot") throw new Error("a stream begins with a snapshot");
  expect([first.orders.map((order) => order.order_id), first.on_queue]).toEqual([ids.slice(0, QUEUE_LENGTH), QUEUE_LENGTH + 5]);
  const manager = await box.signIn(pos.token, "manager");
  for (const id of ids.slice(0, QUEUE_LENGTH / 2))
    await box.call("POST", `/v1/orders/${id}/cancel`, { reason: "left" }, { token: manager });
  const next = QueueFrame.parse(await client.frame((frame) => frame.type === "snapshot" && frame.cursor > first.cursor));
  if (next.type !== "snapshot") throw new Error("it was asked for");
  expect(next.orders.map((order) => order.order_id)).toEqual(ids.slice(QUEUE_LENGTH / 2));
});
