import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { expect, test } from "vitest";
import { CallQueue } from "./call-queue.ts";

/** Calls that end when the test says so, in the order in which they began. */
function calls() {
  const begun: (() => void)[] = [];
  let count = 0;
  const call = () => {
    count += 1;
    return new Promise<string>((resolve) => begun.push(() => resolve("done")));
  };
  return { call, begun: () => count, endFirst: () => begun.shift()?.() };
}

test("so many at once, so many waiting, and not one more: what is beyond is not called at all", async () => {
  const time = createManualTime();
  const queue = new CallQueue({ ...time, atOnce: 2, waiting: 1 });
  const provider = calls();
  const first = queue.run(provider.call);
  const second = queue.run(provider.call);
  const waiting = queue.run(provider.call);
  await time.settle();
  expect([provider.begun(), queue.depth]).toEqual([2, 3]);
  expect(await queue.run(provider.call)).toBeNull();
  provider.endFirst();
  expect(await first).toBe("done");
  await time.settle();
  expect(provider.begun()).toBe(3);
  provider.endFirst();
  provider.endFirst();
  expect(await Promise.all([second, waiting])).toEqual(["done", "done"]);
  expect(queue.depth).toBe(0);
});

test("after the provider asked for a pause nobody calls before its end", async () => {
  const time = createManualTime();
  const queue = new CallQueue({ ...time, atOnce: 2, waiting: 10 });
  const provider = calls();
  queue.holdOff(2_000);
  const call = queue.run(provider.call);
  await time.advance(1_999);
  expect(provider.begun()).toBe(0);
  await time.advance(1);
  expect(provider.begun()).toBe(1);
  provider.endFirst();
  await call;
});

test("a call that throws gives its place to the next", async () => {
  const time = createManualTime();
  const queue = new CallQueue({ ...time, atOnce: 1, waiting: 1 });
  await expect(queue.run(() => Promise.reject(new Error("cut")))).rejects.toThrow("cut");
  expect(await queue.run(async () => "next")).toBe("next");
});
