import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { orderIn, testId } from "@crema/shared/domain/order/order.test-fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createChangeBus } from "../../change-bus.ts";
import { openTestStore, type TestStore } from "../../store.test-fixture.ts";
import { createQueueStream } from "./queue-stream.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

/** What is still in use once everything else has been collected. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

const ORDERS = 20_000;
/** An order that is held takes some 300. */
const BYTES_PER_ORDER = 50;

test("orders that nobody ends take no memory from a box that no screen watches", async () => {
  const fail = (error: unknown) => {
    throw error;
  };
  const link = () => fail(new Error("nobody is there to be told of the link"));
  const { clock, timers, queries } = store;
  const changeBus = createChangeBus(fail);
  const stream = createQueueStream({ changeBus, queries, link, clock, timers, onError: fail });
  await stream.start();
  const before = heapBytes();
  for (let n = 1; n <= ORDERS; n++) {
    changeBus.publish([{ type: "order", cursor: n, events: [], order: orderIn("PLACED", { order_id: testId(n) }) }]);
  }
  const grown = heapBytes() - before;
  await stream.stop();
  expect(grown).toBeLessThan(ORDERS * BYTES_PER_ORDER);
});
