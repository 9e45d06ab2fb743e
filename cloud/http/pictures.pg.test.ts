import { createHash } from "node:crypto";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import { saidDigest } from "@crema/shared/server/serve-picture";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { menuRows, storeInput } from "../cloud-node.test-fixture.ts";
import { PICTURES_RETENTION_MS, prune } from "../jobs/pruning.ts";
import { drawn } from "../pictures/drawn.test-fixture.ts";
import { TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let hq: string;

beforeAll(async () => {
  cloud = await TestCloud.open();
  hq = await cloud.operator("hq");
});
afterAll(() => cloud.close());

const upload = (body: Uint8Array, headers: Record<string, string> = { "content-type": "image/png" }, token: string | undefined = hq) =>
  cloud.call("POST", "/v1/admin/pictures", { token, body, headers });
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const withPicture = (picture: string): MenuRows => ({ ...menuRows, items: menuRows.items.map((item) => ({ ...item, picture })) });
const putMenu = (storeId: string, body: MenuRows) => cloud.call("PUT", `/v1/admin/stores/${storeId}/menu`, { token: hq, body });
const publish = (storeId: string) => cloud.call("POST", `/v1/admin/stores/${storeId}/menu/publish`, { token: hq, body: {} });

describe("an upload", () => {
  test("is named by its bytes, and twice is once", async () => {
    const bytes = await drawn({ width: 1200, height: 900, format: "png" });
    const first = await upload(bytes);
    expect(first.json).toMatchObject({
      picture: sha256(bytes),
      files: [
        { path: `/v1/pictures/${sha256(bytes)}/320.webp`, width: 320, height: 240 },
        { path: `/v1/pictures/${sha256(bytes)}/960.webp`, width: 960, height: 720 },
      ],
    });
    const again = await upload(bytes, { "content-type": "application/octet-stream" });
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect((await cloud.database.pool.query("SELECT count(*)::int AS n FROM pictures")).rows).toEqual([{ n: 1 }]);
  });

  test("is headquarters' alone", async () => {
    const bytes = await drawn({ width: 10, height: 10, format: "png" });
    expect((await upload(bytes, {}, await cloud.operator("it"))).json).toMatchObject({ status: 403, code: "auth.forbidden" });
    expect((await cloud.call("POST", "/v1/admin/pictures", { body: bytes })).json).toMatchObject({ status: 401, code: "auth.required" });
  });

  test("that is no picture, whatever it says it is, is refused", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect((await upload(svg)).json).toMatchObject({ status: 422, code: "picture.unreadable" });
    expect((await upload(Buffer.alloc(0))).json).toMatchObject({ status: 422, code: "picture.unreadable" });
  });

  test("that is too large, or squeezed once more, is refused before it is read", async () => {
    expect((await upload(Buffer.alloc(10 * 1024 * 1024 + 1))).json).toMatchObject({ status: 413, code: "request.too_large" });
    const zipped = await upload(Buffer.alloc(100), { "content-encoding": "gzip" });
    expect(zipped.json).toMatchObject({ status: 415, code: "request.unsupported_media_type" });
  });

  test("beyond those that are under way waits for its turn, and says so", async () => {
    const bytes = await Promise.all(
      ["#111", "#222", "#333", "#444", "#555", "#666"].map((colour) => drawn({ width: 900, height: 900, format: "png", colour })),
    );
    const replies = await Promise.all(bytes.map((one) => upload(one)));
    const busy = replies.filter(({ status }) => status === 503);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(busy.map(({ json, headers }) => [json.code, headers.get("retry-after")])).toEqual([
      ["picture.unavailable", "2"],
      ["picture.unavailable", "2"],
    ]);
  });
});

describe("a picture", () => {
  test("is shown to anyone, for good, by its own digest", async () => {
    const bytes = await drawn({ width: 400, height: 300, format: "jpeg" });
    const { files } = (await upload(bytes)).json;
    const shown = await cloud.service.app.request(files[0].path);
    const body = new Uint8Array(await shown.arrayBuffer());
    expect(shown.status).toBe(200);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "content-type": "image/webp",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "content-length": String(files[0].bytes),
      etag: `"${sha256(body)}"`,
    });
    expect(saidDigest(shown.headers.get("repr-digest"))).toBe(sha256(body));
    const same = await cloud.call("GET", files[0].path, { headers: { "if-none-match": `"${sha256(body)}"` } });
    expect([same.status, same.text]).toEqual([304, ""]);
  });

  test("that is not here, or in a size that there is not, is refused and not cached", async () => {
    const unknown = await cloud.call("GET", `/v1/pictures/${"0".repeat(64)}/320.webp`);
    expect([unknown.json.code, unknown.headers.get("cache-control")]).toEqual(["picture.unknown", "no-store"]);
    expect((await cloud.call("GET", `/v1/pictures/${"0".repeat(64)}/64.webp`)).json.code).toBe("request.invalid");
    expect((await cloud.call("GET", "/v1/pictures/..%2f..%2fetc/320.webp")).json.code).toBe("request.invalid");
  });
});

describe("a store's look", () => {
  const put = (storeId: string, look: object) =>
    cloud.call("PUT", `/v1/admin/stores/${storeId}`, { token: hq, body: { ...storeInput(), look } });

  test("is refused field by field: a logo that nobody uploaded, an accent that is no colour", async () => {
    const storeId = await cloud.store(hq);
    expect((await put(storeId, { logo: "0".repeat(64) })).json.fields).toEqual([
      { field: "/look/logo", message: "is no picture that was uploaded" },
    ]);
    expect((await put(storeId, { accent: "red" })).json.fields).toMatchObject([{ field: "/look/accent" }]);
  });

  test("is read as it was put, told with the menu and the list of stores", async () => {
    const storeId = await cloud.store(hq);
    const { picture: logo } = (await upload(await drawn({ width: 60, height: 60, format: "png", colour: "#0b5d3b" }))).json;
    const look = { accent: "#0b5d3b", logo };
    expect((await put(storeId, look)).status).toBe(200);
    expect((await cloud.call("GET", `/v1/admin/stores/${storeId}`, { token: hq })).json.store.look).toEqual(look);
    expect((await cloud.call("GET", `/v1/stores/${storeId}/menu`)).json.look).toEqual(look);
    cloud.node.time.ms += 1_000;
    const { stores } = (await cloud.call("GET", "/v1/stores")).json;
    expect(stores.find(({ store_id }: { store_id: string }) => store_id === storeId).look).toEqual(look);
  });
});

describe("a menu", () => {
  test("that names a picture which nobody uploaded is not stored, and the refusal says where", async () => {
    const storeId = await cloud.store(hq);
    expect((await putMenu(storeId, withPicture("0".repeat(64)))).json).toMatchObject({
      status: 422,
      code: "menu.invalid",
      fields: expect.arrayContaining([{ field: "/items/0/picture", message: "is no picture that was uploaded" }]),
    });
  });

  test("comes with another currency only with pictures that are here", async () => {
    const storeId = await cloud.store(hq);
    const body = { currency: "CHF", menu: withPicture("0".repeat(64)) };
    const changed = await cloud.call("PUT", `/v1/admin/stores/${storeId}/currency`, { token: hq, body });
    expect([changed.json.code, changed.json.fields[0].field]).toEqual(["menu.invalid", "/items/0/picture"]);
  });

  test("is published with its pictures, and not when one of them has gone since", async () => {
    const storeId = await cloud.store(hq);
    const { picture } = (await upload(await drawn({ width: 50, height: 50, format: "webp", colour: "#00ff00" }))).json;
    expect((await putMenu(storeId, withPicture(picture))).status).toBe(200);
    expect((await publish(storeId)).status).toBe(200);
    const menu = (await cloud.call("GET", `/v1/stores/${storeId}/menu`)).json;
    expect(menu.items[0].picture).toBe(picture);
    await cloud.database.pool.query("DELETE FROM pictures WHERE picture = $1", [picture]);
    const refused = (await publish(storeId)).json;
    expect([refused.code, refused.fields.map(({ field }: { field: string }) => field)]).toEqual([
      "menu.invalid",
      menuRows.items.map((_item, i) => `/items/${i}/picture`),
    ]);
  });

  test("keeps its pictures, and a store its logo; one that neither names goes after 90 days", async () => {
    const storeId = await cloud.store(hq);
    const names = await Promise.all(
      ["#0000ff", "#ff00ff", "#ffff00", "#00ffff"].map(
        async (colour) => (await upload(await drawn({ width: 20, height: 20, format: "png", colour }))).json.picture,
      ),
    );
    const [inForce = "", edited = "", unnamed = "", logo = ""] = names;
    await cloud.call("PUT", `/v1/admin/stores/${storeId}`, { token: hq, body: { ...storeInput(), look: { logo } } });
    await putMenu(storeId, withPicture(inForce));
    await publish(storeId);
    await putMenu(storeId, withPicture(edited));
    const left = async (ms: number) => {
      await prune({ database: cloud.database, clock: { ...cloud.node.clock, now: () => cloud.node.clock.now() + ms } });
      const found = await cloud.database.pool.query<{ picture: string }>("SELECT picture FROM pictures WHERE picture = ANY ($1)", [names]);
      return found.rows.map(({ picture }) => picture).sort();
    };
    expect(await left(PICTURES_RETENTION_MS - 1)).toEqual([inForce, edited, unnamed, logo].sort());
    expect(await left(PICTURES_RETENTION_MS + 1)).toEqual([inForce, edited, logo].sort());
  });
});
