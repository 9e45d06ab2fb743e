import { expect, test } from "vitest";
import { manualPorts } from "../manual-ports.test-fixture.ts";
import { createPendingWrites } from "./pending-writes.ts";
import { ApiError, NetworkError } from "./unwrap.ts";

const refusal = (status: number) => new ApiError({ type: "", code: "x", title: "", status, detail: "" }, null);
const failing = (error: Error) => (key: string) => Promise.reject(Object.assign(error, { key }));

test("a write whose response was lost goes out under the same key, also after a reload; one with a response does not", async () => {
  const ports = manualPorts();
  const keys: string[] = [];
  const send = (key: string) => {
    keys.push(key);
    return Promise.resolve("done");
  };
  for (const error of [new NetworkError("cut"), refusal(503), refusal(429)]) {
    await expect(createPendingWrites(ports).run("place", { a: 1 }, failing(error))).rejects.toThrow();
    expect(createPendingWrites(ports).pending("place")).toEqual({ a: 1 });
  }
  await createPendingWrites(ports).run("place", { a: 1 }, send);
  await createPendingWrites(ports).run("place", { a: 1 }, send);
  expect(keys).toEqual(["key-1", "key-2"]);
  expect(createPendingWrites(ports).pending("place")).toBeNull();
});

test("one that somebody forgets is another write the next time, also with the same body", async () => {
  const ports = manualPorts();
  const intents = createPendingWrites(ports);
  const keys: string[] = [];
  const send = (key: string) => Promise.resolve(void keys.push(key));
  for (const isForgotten of [false, true]) {
    await expect(intents.run("pay-in", 20, failing(new NetworkError("cut")))).rejects.toThrow();
    if (isForgotten) intents.forget("pay-in");
    await intents.run("pay-in", 20, send);
  }
  expect(keys).toEqual(["key-1", "key-3"]);
});

test("a refusal settles it, and a different body is another write", async () => {
  const ports = manualPorts();
  const intents = createPendingWrites(ports);
  const keys: string[] = [];
  const send = (key: string) => Promise.resolve(void keys.push(key));
  await expect(intents.run("place", 1, failing(refusal(409)))).rejects.toThrow();
  await intents.run("place", 1, send);
  await expect(intents.run("place", 2, failing(new NetworkError("cut")))).rejects.toThrow();
  await intents.run("place", 3, send);
  expect(keys).toEqual(["key-2", "key-4"]);
});
