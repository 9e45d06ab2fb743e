import { createHash } from "node:crypto";
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

const pathsIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, path = ""]) => path);

test("a page names all of its first script, and its style is the one that its policy lets in", async () => {
  for (const path of ["/", "/pos", "/barista", "/board"]) {
    const { text, headers } = await box.call("GET", path, undefined, { headers: { "accept-language": "de" } });
    const named = new Set(pathsIn(text, /(?:src|href)="(\/assets\/[^"]+\.js)"/g));
    for (const script of named) {
      // What a module imports from another one; what it fetches later has a parenthesis.
      const imported = pathsIn((await box.call("GET", script)).text, /(?:from|import)\s*["']\.\/([^"']+\.js)["']/g);
      expect([script, imported.filter((one) => !named.has(`/assets/${one}`))]).toEqual([script, []]);
    }
    const [style = ""] = pathsIn(text, /<style>([^<]+)<\/style>/g);
    expect(headers.get("content-security-policy")).toContain(`'sha256-${createHash("sha256").update(style).digest("base64")}'`);
  }
});

test("fonts come as what they are and are kept for a year; script is sent in Brotli to whoever takes it", async () => {
  const { text } = await box.call("GET", "/board");
  const sheets = await Promise.all(pathsIn(text, /href="(\/assets\/[^"]+\.css)"/g).map((sheet) => box.call("GET", sheet)));
  const fonts = sheets.flatMap((sheet) => pathsIn(sheet.text, /url\((\/assets\/[^)]+\.woff2)\)/g));
  expect(fonts.length).toBeGreaterThan(0);
  for (const font of fonts) {
    const { status, headers } = await box.call("GET", font);
    const told = [status, headers.get("content-type"), headers.get("cache-control"), headers.get("content-encoding")];
    expect([font, ...told]).toEqual([font, 200, "font/woff2", "public, max-age=31536000, immutable", null]);
  }
  const [script = ""] = pathsIn(text, /src="(\/assets\/[^"]+\.js)"/g);
  const encodings = ["gzip, deflate, br", "gzip"].map(async (taken) => {
    const { headers } = await box.call("GET", script, undefined, { headers: { "accept-encoding": taken } });
    return [headers.get("content-encoding"), headers.get("vary")];
  });
  expect(await Promise.all(encodings)).toEqual([
    ["br", "Accept-Encoding"],
    ["gzip", "Accept-Encoding"],
  ]);
});
