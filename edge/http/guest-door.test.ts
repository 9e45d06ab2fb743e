/** A hostile phone, page or program on the guests' port can do nothing but fill its own few tickets. */
import { connect } from "node:net";
import { GuestDraft } from "@crema/shared/contract/guest-drafts";
import { GuestSheet } from "@crema/shared/contract/guest-sheet";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isOwnPage } from "./guest-door.ts";
import { type Asked, type GuestBox, openGuestBox, TICKET } from "./guest-phone.test-fixture.ts";

let guests: GuestBox;
beforeEach(async () => {
  guests = await openGuestBox();
});
afterEach(() => guests.stop());

describe("a hostile page or program", () => {
  const refused = async (asked: Asked) => {
    const { status, json } = await guests.hold(asked);
    return [status, json.code];
  };

  test("writes nothing from another origin, without one, or as a form", async () => {
    const FOREIGN = [403, "guest.foreign_page"];
    for (const origin of ["http://evil.example", undefined, "null", "", `${guests.url()}.evil.example`, "http://127.0.0.1:1"])
      expect([origin, await refused({ headers: { origin } })]).toEqual([origin, FOREIGN]);
    expect(await refused({ headers: { "sec-fetch-site": "cross-site" } })).toEqual(FOREIGN);
    // A name that an attacker points at the guests.box.
    const host = `evil.example:${new URL(guests.url()).port}`;
    expect(await refused({ headers: { host, origin: `http://${host}` } })).toEqual(FOREIGN);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", undefined])
      expect(await refused({ headers: { "content-type": type } })).toEqual([415, "request.unsupported_media_type"]);
    expect((await guests.phone("POST", "/v1/guest/quote", { body: TICKET, headers: { origin: "http://evil.example" } })).status).toBe(403);
    expect(await guests.held()).toEqual([]);
  });

  test("has to have the code of the sheet that hangs there, and a manager makes the old one worthless", async () => {
    for (const wrong of ["abcdefghjkmn", guests.code.toUpperCase(), `${guests.code}x`, "", "x".repeat(10_000), undefined])
      expect([403, 422]).toContain((await guests.hold({ headers: { "store-code": wrong } })).status);
    expect((await guests.hold({ headers: { "store-code": "x".repeat(20_000) } })).json.code).toBe("request.headers_too_large");
    const waiting = GuestDraft.parse((await guests.hold()).json);
    const renew = (body: object) => guests.box.call("POST", "/v1/guest-sheet/renew", body, { token: guests.till });
    expect((await renew({})).json.code).toBe("auth.manager_required");
    expect((await renew({ manager_pin: "1234" })).json.code).toBe("auth.pin_wrong");
    expect(await guests.codeNow()).toBe(guests.code);
    const renewed = GuestSheet.parse((await renew({ manager_pin: "9999" })).json);
    expect(renewed.links[0]).not.toContain(guests.code);
    expect((await guests.hold()).json.code).toBe("guest.code_unknown");
    expect((await guests.phone("GET", "/v1/guest/store")).json.code).toBe("guest.code_unknown");
    expect((await guests.phone("POST", "/v1/guest/quote", { body: TICKET })).json.code).toBe("guest.code_unknown");
    // What waits already stays.
    expect(await guests.state(waiting.token)).toMatchObject({ status: "WAITING" });
    await guests.scan();
    await guests.restart();
    expect(await guests.codeNow()).toBe(guests.code);
    expect((await guests.hold()).status).toBe(201);
  });

  test("sends numbers, texts and bodies that are too large, or odd, and is told so", async () => {
    const line = (changes: object) => ({ ...TICKET, items: [{ item_id: "espresso", qty: 1, ...changes }] });
    const long = "x".repeat(10_000);
    const NO_KEY = [400, "idempotency.key_required"];
    const INVALID = [422, "request.invalid"];
    for (const body of [
      line({ note: long }),
      line({ qty: 1e10 }),
      line({ qty: 100 }),
      line({ qty: -1 }),
      line({ qty: "9".repeat(10_000) }),
      line({ item_id: long }),
      line({ modifier_ids: Array(41).fill("oat") }),
      line({ note: "\u202etxet" }),
      line({ price_cents: 1 }),
      { ...TICKET, items: [] },
      { ...TICKET, items: Array(31).fill(TICKET.items[0]) },
      { ...TICKET, customer_name: "Bo" },
      { ...TICKET, note: "hello" },
      { ...TICKET, promotion_codes: ["STAFF100"] },
      { ...TICKET, requested_for: "2026-05-04T12:00:00.000Z" },
      { ...TICKET, fulfillment_type: long },
    ])
      expect(await refusedBy(body)).toEqual(INVALID);
    expect(await refused({ body: '{"items":' })).toEqual([400, "request.malformed"]);
    expect(await refused({ body: line({ note: "x".repeat(70_000) }) })).toEqual([413, "request.too_large"]);
    expect(await refused({ headers: { "idempotency-key": undefined } })).toEqual(NO_KEY);
    expect(await refused({ headers: { "idempotency-key": "short" } })).toEqual(NO_KEY);
    expect(await refused({ headers: { "idempotency-key": long } })).toEqual(NO_KEY);
    for (const token of ["", "x", "x".repeat(10_000), "' OR 1=1 --"])
      expect((await guests.phone("GET", "/v1/guest/draft", { headers: { authorization: `Bearer ${token}` } })).json.code).toBe(
        "draft.not_found",
      );
    expect(await guests.held()).toEqual([]);
    async function refusedBy(body: object) {
      guests.box.clock.advance(60_000);
      return refused({ body });
    }
  });

  test("finds nothing of the store's own port, by any method, cookie or token", async () => {
    const document = JSON.parse((await guests.box.call("GET", "/openapi.json")).text) as { paths: Record<string, Record<string, unknown>> };
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method, path] as const),
    );
    expect(routes.length).toBeGreaterThan(50);
    const ids = { store_id: "main-street", picture: "a".repeat(32), file: "320.webp" };
    const own = ["/v1/pictures/{picture}/{file}"];
    for (const [method, path] of [
      ...routes,
      ["get", "/docs"],
      ["get", "/openapi.json"],
      ["get", "/pos"],
      ["get", "/errors"],
      ["get", "/guest/index.html"],
    ]) {
      if (own.includes(path ?? "")) continue;
      guests.box.clock.advance(60_000);
      const at =
        path?.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name as keyof typeof ids] ?? "0198c7f2-0000-7000-8000-000000000001") ?? "";
      const headers = { authorization: `Bearer ${guests.till}`, cookie: `crema_staff_main-street=${guests.till}`, origin: guests.url() };
      const said = await guests.phone(method?.toUpperCase() ?? "", at, { headers, ...(method === "get" ? {} : { body: {} }) });
      expect([method, path, said.status]).toEqual([method, path, 404]);
    }
  });

  test("gets no cookie, no word for other origins, and nothing from outside the page's own files", async () => {
    const page = await guests.phone("GET", "/");
    expect(page.status).toBe(200);
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
    const assets = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
    expect(assets.length).toBeGreaterThan(1);
    for (const path of assets) expect([path, (await guests.phone("GET", path)).status]).toEqual([path, 200]);
    const till = /src="(\/assets\/[^"]+)"/.exec((await guests.box.call("GET", "/pos")).text)?.[1] ?? "";
    for (const path of [
      till,
      "/assets/../main.js",
      "/assets/..%2f..%2fmain.js",
      "/assets/%2e%2e/manifest.json",
      "/../crema.sqlite",
      "//etc/passwd",
    ])
      expect([path, (await guests.phone("GET", path)).status]).toEqual([path, 404]);
    const all = [
      page,
      await guests.phone("GET", "/v1/guest/menu"),
      await guests.hold(),
      await guests.phone("OPTIONS", "/v1/guest/drafts", { headers: { origin: guests.url() } }),
    ];
    for (const { headers } of all)
      expect(Object.keys(headers).filter((name) => name === "set-cookie" || name.startsWith("access-control-"))).toEqual([]);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 201, 405]);
  });

  test("finds each path by its own method alone", async () => {
    const at = async (method: string, path: string, body?: object) =>
      (await guests.phone(method, path, { ...(body && { body }), headers: { origin: guests.url() } })).status;
    expect(await at("HEAD", "/")).toBe(200);
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
      expect([method, await at(method, "/v1/guest/drafts")]).toEqual([method, 405]);
    expect(await at("HEAD", "/v1/guest/drafts")).toBe(405);
    expect(await at("PUT", "/", {})).toBe(405);
    expect(await guests.held()).toEqual([]);
  });

  test("takes away no connection from the till, and of the guests' own only so many", async () => {
    const { hostname, port } = new URL(guests.url());
    const open = await Promise.all(
      Array.from({ length: 40 }, () => {
        const socket = connect({ host: hostname, port: Number(port) });
        return new Promise<{ socket: typeof socket; isCut: Promise<boolean> }>((resolve) => {
          const isCut = new Promise<boolean>((cut) => socket.on("close", () => cut(true)).on("error", () => undefined));
          socket.once("connect", () => resolve({ socket, isCut }));
        });
      }),
    );
    const cut = await Promise.all(open.slice(24).map(({ isCut }) => isCut));
    expect(cut).toEqual(Array(16).fill(true));
    expect((await fetch(`${guests.box.url}/healthz`)).status).toBe(200);
    for (const { socket } of open) socket.destroy();
  });
});

test("which pages are our own", () => {
  const is = (headers: Record<string, string>, publicHost: string | null = null) => isOwnPage(new Headers(headers), publicHost);
  const LAN = "192.168.1.10:8090";
  expect(is({ host: LAN, origin: `http://${LAN}` })).toBe(true);
  expect(is({ host: "[fd00::1]:8090", origin: "http://[fd00::1]:8090" })).toBe(true);
  expect(is({ host: "localhost:8090", origin: "http://localhost:8090" })).toBe(true);
  expect(is({ host: "coffee.example", origin: "https://coffee.example" }, "coffee.example")).toBe(true);
  expect(is({ host: "coffee.example", origin: "https://coffee.example" })).toBe(false);
  expect(is({ host: LAN, origin: "http://192.168.1.11:8090" })).toBe(false);
  expect(is({ host: "192.168.1.10.evil.example", origin: "http://192.168.1.10.evil.example" })).toBe(false);
  expect(is({ host: LAN })).toBe(false);
  expect(is({ origin: "http://evil.example" })).toBe(false);
});
