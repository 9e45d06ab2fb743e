import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestBox, type TestBox } from "../box.test-fixture.ts";

let box: TestBox;
beforeAll(async () => {
  box = await openTestBox();
  if ((await box.call("GET", "/")).status === 503) throw new Error('the pages are not built; run "npm run build" first');
});
afterAll(() => box.stop());

test("every page of the store opens for anyone, also with a cookie that is no longer good", async () => {
  for (const path of ["/", "/pos", "/barista", "/board"]) {
    const headers = { cookie: "crema_device_main-street=gone" };
    const { status, text, headers: answered } = await box.call("GET", path, undefined, { headers });
    expect([path, status, answered.get("content-type")]).toEqual([path, 200, "text/html; charset=utf-8"]);
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(text)?.[1] ?? "";
    const asset = await box.call("GET", script);
    expect([asset.status, asset.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    expect(text).not.toMatch(/(src|href)="?(https?:)?\/\//);
  }
});

test("no path leads out of the folder, and what is not there is a problem as everywhere", async () => {
  for (const path of ["/assets/..%2f..%2fmain.js", "/assets/%2e%2e/%2e%2e/main.js", "/assets/gone.js", "/manifest.json"]) {
    expect([path, (await box.call("GET", path)).json.code]).toEqual([path, "request.not_found"]);
  }
  expect((await box.call("POST", "/pos", {})).status).toBe(405);
});
