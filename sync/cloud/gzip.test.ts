import { gunzipSync } from "node:zlib";
import { wantsGzip, zippedBody } from "@crema/shared/server/gzip";
import { expect, test } from "vitest";
import { menu } from "../testing/documents.test-fixture.ts";
import { Changes, ManualTime } from "../testing/manual-time.test-fixture.ts";
import { MemoryShapeSource, SHAPE_NODE } from "../testing/memory-source.test-fixture.ts";
import { createShapeHandler } from "./shape-handler.ts";

const LONG = "menu ".repeat(1_000);

test.each<[string | null, boolean]>([
  ["gzip, deflate", true],
  ["br;q=1.0, gzip;q=0.8, *;q=0.1", true],
  ["deflate, gzip", true],
  ["gzip;q=0", false],
  ["gzip;q=0.0", false],
  ["br", false],
  ["x-gzip-like", false],
  [null, false],
])("Accept-Encoding %s", (header, zipped) => {
  expect(wantsGzip(header, LONG)).toBe(zipped);
  expect(wantsGzip(header, "short")).toBe(false);
});

test("a body is zipped once, however many ask for it", async () => {
  const menu = { body: LONG };
  const [first, second] = await Promise.all([zippedBody(menu), zippedBody(menu)]);
  expect(second).toBe(first);
  expect(zippedBody(menu)).toBe(first);
  expect(gunzipSync(first).toString()).toBe(LONG);
});

test("a document goes zipped to a box that reads that, with the same headers", async () => {
  const time = new ManualTime();
  const source = new MemoryShapeSource(time.timers, new Changes());
  source.putDocument("s1", "menu", 7, { ...menu("s1", 7), note: "x".repeat(100_000) });
  const handler = createShapeHandler({ source, clock: time.clock, joinTokens: { isCurrent: () => false } });
  const url = "http://cloud.test/v1/shape?table=store_documents&offset=-1";
  const box = { store_id: "s1", node_id: SHAPE_NODE, epoch: 1 };
  const plain = await handler(new Request(url), box);
  const zipped = await handler(new Request(url, { headers: { "accept-encoding": "gzip, deflate" } }), box);
  expect([plain.headers.get("content-encoding"), zipped.headers.get("content-encoding")]).toEqual([null, "gzip"]);
  expect(zipped.headers.get("electric-offset")).toBe(plain.headers.get("electric-offset"));
  const bytes = Buffer.from(await zipped.arrayBuffer());
  expect(bytes.length).toBeLessThan(5_000);
  expect(gunzipSync(bytes).toString()).toBe(await plain.text());
});
