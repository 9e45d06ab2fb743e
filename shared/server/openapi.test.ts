import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { OF_A_BOX } from "../contract/refusals.ts";
import { createApp, createMount } from "./mount.ts";
import { builtDocument, mountOpenApi } from "./openapi.ts";

const folder = mkdtempSync(join(tmpdir(), "crema-openapi-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `built`: what a build has left; null as when the sources run. `described`: how often the document was made. */
function appWith(built: string | null) {
  const file = join(folder, built === null ? "nothing.json" : "openapi.json");
  if (built !== null) writeFileSync(file, built);
  let described = 0;
  const app = createApp();
  mountOpenApi(
    app,
    createMount(app, () => ({ kind: "anonymous", address: "127.0.0.1" }), OF_A_BOX),
    {
      info: { title: "For tests", version: "1", description: "-" },
      side: OF_A_BOX,
      figures: { monitor: true, store: "none" },
      rawRoutes: [],
      streams: () => ({ made: ++described }),
      built: pathToFileURL(file),
    },
  );
  const read = (encoding: string) => app.request("/openapi.json", { headers: { "accept-encoding": encoding } });
  return { read, described: () => described };
}

test("what a build has left is served byte for byte, plain and zipped, and the first request makes nothing", async () => {
  const text = JSON.stringify({ openapi: "3.1.0", info: { title: "Ł".repeat(2_000) } });
  const { read, described } = appWith(text);
  const [plain, zipped] = [await read("identity"), await read("gzip")];
  expect([plain.headers.get("content-encoding"), zipped.headers.get("content-encoding")]).toEqual([null, "gzip"]);
  expect([plain, zipped].map(({ headers }) => headers.get("vary"))).toEqual(["accept-encoding", "accept-encoding"]);
  expect(await plain.text()).toBe(text);
  expect(gunzipSync(await zipped.arrayBuffer()).toString()).toBe(text);
  expect(described()).toBe(0);
});

test("without a build the document is made once, from what is mounted", async () => {
  const { read, described } = appWith(null);
  const first = await (await read("identity")).text();
  expect(JSON.parse(first)).toMatchObject({ paths: { "/metrics": {}, "/openapi.json": {} }, "x-streams": { made: 1 } });
  expect(gunzipSync(await (await read("gzip")).arrayBuffer()).toString()).toBe(first);
  expect(described()).toBe(1);
});

test("the document lies beside the bundle", () => {
  expect(builtDocument("file:///box/dist/main.js").pathname).toBe("/box/dist/openapi.json");
});
