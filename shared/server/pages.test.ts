import { expect, test } from "vitest";
import { createApp } from "./mount.ts";
import { contentSecurityPolicy, mountPages } from "./pages.ts";

test("a page and what is below it come with a policy that lets nothing in from elsewhere; assets are cached by the browser", async () => {
  const app = createApp();
  mountPages(app, { names: ["", "pos"], file: (name) => async (c) => c.text(name ?? c.req.path) });
  const told = async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.text(), response.headers.get("cache-control")];
  };
  expect(await told("/")).toEqual([200, "index.html", "no-cache"]);
  for (const path of ["/pos", "/pos/", "/pos/orders/1"]) expect(await told(path)).toEqual([200, "pos/index.html", "no-cache"]);
  expect(await told("/assets/a-1.js")).toEqual([200, "/assets/a-1.js", "public, max-age=31536000, immutable"]);
  expect((await app.request("/elsewhere")).status).toBe(404);
  const { headers } = await app.request("/pos");
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(headers.get("content-security-policy")).not.toMatch(/unsafe|\*/);
  expect([headers.get("x-content-type-options"), headers.get("referrer-policy")]).toEqual(["nosniff", "same-origin"]);
});

test("a missing asset is not cached", async () => {
  const app = createApp();
  mountPages(app, { names: [], file: () => (_c, next) => next() });
  const response = await app.request("/assets/gone.js");
  expect([response.status, response.headers.get("cache-control")]).toEqual([404, null]);
});

test("a server without built pages says so, and serves on", async () => {
  const app = createApp();
  mountPages(app, { names: ["", "pos"], file: null });
  for (const path of ["/", "/pos", "/assets/a.js"]) {
    const response = await app.request(path);
    expect([path, response.status, ((await response.json()) as { code: string }).code]).toEqual([path, 503, "page.not_built"]);
  }
});

test("one page may load more than the others, by directive", async () => {
  expect(contentSecurityPolicy({ "frame-src": ["https://js.example"] })).toContain("frame-src https://js.example");
  const app = createApp();
  mountPages(app, {
    names: ["app", "hq"],
    file: () => async (c) => c.text("page"),
    mayLoad: { app: { "script-src": ["https://js.example"] } },
  });
  const policyOf = async (path: string) => (await app.request(path)).headers.get("content-security-policy");
  expect(await policyOf("/app")).toContain("script-src 'self' https://js.example;");
  expect(await policyOf("/app/orders/1")).toContain("https://js.example");
  expect(await policyOf("/hq")).not.toContain("example");
});

test("a file of a page keeps its place below the page's path", async () => {
  const app = createApp();
  mountPages(app, { names: ["app"], files: ["app/worker.js"], file: (name) => async (c) => c.text(name ?? c.req.path) });
  const response = await app.request("/app/worker.js");
  expect([await response.text(), response.headers.get("cache-control")]).toEqual(["app/worker.js", "no-cache"]);
  expect(await (await app.request("/app/worker.css")).text()).toBe("app/index.html");
});

test("a page is served in the language that was chosen, is asked for, or is the place's, of those that it was built in", async () => {
  const app = createApp();
  const languages = {
    of: (page: string) => (page === "pos/index.html" ? (["en", "de", "es"] as const) : []),
    otherwise: () => "es" as const,
  };
  mountPages(app, { names: ["pos", "hq"], file: (name) => async (c) => c.text(name ?? c.req.path), languages });
  const served = async (path: string, headers: Record<string, string>) => (await app.request(path, { headers })).text();
  expect(await served("/pos/orders", { cookie: "a=b; crema_language=de", "accept-language": "en" })).toBe("pos/index.de.html");
  expect(await served("/pos", { cookie: "crema_language=../de", "accept-language": "fr, en;q=0.5, de;q=0.7" })).toBe("pos/index.de.html");
  expect(await served("/pos", { "accept-language": "fr" })).toBe("pos/index.es.html");
  expect(await served("/hq", { "accept-language": "de" })).toBe("hq/index.html");
  expect((await app.request("/pos")).headers.get("vary")).toBe("Accept-Language, Cookie");
});

test("a page lets in the style that it was built with, and no other page does", async () => {
  const app = createApp();
  const styles = (page: string) => (page === "app/index.html" ? ["'sha256-abc='"] : []);
  mountPages(app, { names: ["app", "hq"], file: () => async (c) => c.text("page"), styles });
  const policyOf = async (path: string) => (await app.request(path)).headers.get("content-security-policy");
  expect(await policyOf("/app/orders/1")).toContain("style-src 'self' 'sha256-abc=';");
  expect(await policyOf("/hq")).toContain("style-src 'self';");
});

test("what an address needs beside its page is named in the Link header, in the page's language", async () => {
  const app = createApp();
  const links = { app: (path: string, language: string | null) => [`<${path}>; rel=preload`, `<${language}>; rel=modulepreload`] };
  const languages = { of: () => ["en", "de"] as const, otherwise: () => null };
  mountPages(app, { names: ["app", "hq"], file: () => async (c) => c.text("page"), links, languages });
  const linksOf = async (path: string) => (await app.request(path, { headers: { "accept-language": "de" } })).headers.get("link");
  expect(await linksOf("/app/cart")).toBe("</app/cart>; rel=preload, <de>; rel=modulepreload");
  expect(await linksOf("/hq")).toBeNull();
});

test("a page may ask where its reader is if it has to, and no other page may", async () => {
  const app = createApp();
  mountPages(app, { names: ["app", "hq"], file: () => async (c) => c.text("page"), mayAskPlace: ["app"] });
  const permitted = async (path: string) => (await app.request(path)).headers.get("permissions-policy");
  expect(await permitted("/app/orders")).toBe("camera=(), microphone=(), geolocation=(self)");
  expect(await permitted("/hq")).toBe("camera=(), microphone=(), geolocation=()");
});
