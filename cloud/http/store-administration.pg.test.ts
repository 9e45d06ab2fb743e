import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos, storeInput } from "../cloud-node.test-fixture.ts";
import { METRICS_TOKEN, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;

beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
});
afterAll(() => cloud.close());

const DAY_MS = 24 * 3_600_000;

describe("what headquarters says of a store", () => {
  test("a PIN is one person's alone in its store; nobody learns whose it is that they have met", async () => {
    const put = (staff: object[], settings = {}) =>
      cloud.call("PUT", "/v1/admin/stores/pins", {
        token: owner,
        body: { ...storeInput(), settings: { ...storeInput().settings, ...settings }, staff },
      });
    const person = (staff_id: string, pin: string | null, role = "barista") => ({ staff_id, name: staff_id, role, pin });
    expect((await put([person("ana", "4711"), person("mia", "4711", "manager")])).json).toMatchObject({
      status: 422,
      fields: [{ field: "/staff/0/pin" }, { field: "/staff/1/pin" }],
    });
    expect((await put([person("ana", "4711"), person("mia", "8086", "manager")])).status).toBe(200);
    const taken = await put([person("ana", null), person("mia", null, "manager"), person("ben", "8086")]);
    expect(taken.json).toMatchObject({ status: 422, fields: [{ field: "/staff/2/pin" }] });
    expect(taken.text).not.toMatch(/mia|8086/);
    const changed = await put([person("ana", null), person("mia", "4711", "manager")]);
    expect(changed.json.fields).toMatchObject([{ field: "/staff/1/pin" }]);
    const found = await cloud.database.pool.query("SELECT document FROM store_documents WHERE store_id = 'pins'");
    const pins = found.rows[0].document.staff.map((member: { pin: { salt: string; digits: number } }) => member.pin);
    expect(pins[0]).toMatchObject({ salt: pins[1].salt, digits: 4 });
    // Six digits for managers: once every manager's is known to have them.
    const six = { six_digit_manager_pins: true };
    const short = await put([person("ana", null), person("mia", null, "manager")], six);
    expect(short.json.fields).toMatchObject([{ field: "/staff/1/pin", message: "a manager's PIN has six digits or more here" }]);
    expect((await put([person("ana", null), person("mia", "808600", "manager")], six)).status).toBe(200);
  });

  test("a store is read as it is put, so that one PIN is changed by changing one PIN", async () => {
    const path = "/v1/admin/stores/readable";
    const put = (body: unknown) => cloud.call("PUT", path, { token: owner, body });
    const person = (staff_id: string, pin: string) => ({ staff_id, name: staff_id, role: "barista", pin, language: "es" });
    expect((await cloud.call("GET", path, { token: owner })).json.code).toBe("store.not_found");
    await put({ ...storeInput(), staff: [person("ana", "4711"), person("ben", "8086")] });
    const read = await cloud.call("GET", path, { token: owner });
    expect(read.json).toMatchObject({ profile_version: 1, retired_at: null, pins_to_renew: [] });
    expect(read.text).not.toMatch(/scrypt|4711|8086/);
    expect((await put(read.json.store)).json).toMatchObject({ profile_version: 1 });
    expect(read.json.store.staff[0]).toEqual({ staff_id: "ana", name: "ana", role: "barista", pin: null, language: "es" });
    const staff = read.json.store.staff.map((one: { staff_id: string }) => ({ ...one, pin: one.staff_id === "ben" ? "6502" : null }));
    expect((await put({ ...read.json.store, staff })).json).toMatchObject({ profile_version: 2 });
    // As the release before stored it: a salt of its own, and no length.
    await cloud.database.pool.query(
      `UPDATE store_documents SET document = (jsonb_set(document::jsonb, '{staff,0,pin,salt}', '"b3du"') #- '{staff,0,pin,digits}')::json
       WHERE store_id = 'readable' AND kind = 'profile'`,
    );
    expect((await cloud.call("GET", path, { token: owner })).json.pins_to_renew).toEqual(["ana"]);
  });

  test("a store whose hours were let through once and are refused today is read all the same, so that they can be put right", async () => {
    const path = "/v1/admin/stores/never-open";
    await cloud.call("PUT", path, { token: owner, body: storeInput() });
    await cloud.database.pool.query(
      `UPDATE store_documents SET document = jsonb_set(document::jsonb, '{hours,0,close}', document::jsonb #> '{hours,0,open}')::json
       WHERE store_id = 'never-open' AND kind = 'profile'`,
    );
    const read = await cloud.call("GET", path, { token: owner });
    expect(read.json.store?.hours[0]).toEqual({ weekday: 0, open: "06:00", close: "06:00" });
    const refused = await cloud.call("PUT", path, { token: owner, body: read.json.store });
    expect(refused.json).toMatchObject({ status: 422, fields: [{ field: "/hours/0/close" }] });
  });

  test("a store that is closed for good leaves the app and takes no orders from it, until it is opened again", async () => {
    const own = await cloud.onlineStore(owner);
    const path = `/v1/admin/stores/${own.storeId}/retired`;
    const listed = async () => {
      cloud.node.time.ms += 1_000;
      const { stores } = (await cloud.call("GET", "/v1/stores")).json;
      return stores.some((store: { store_id: string }) => store.store_id === own.storeId);
    };
    const { order, token } = await cloud.place(own.storeId);
    expect((await cloud.call("POST", path, { token: owner, body: { retired: true } })).json.retired_at).toMatch(/^2026-/);
    expect(await listed()).toBe(false);
    await expect(cloud.place(own.storeId)).rejects.toThrow(/store\.retired/);
    // Its past orders are still shown by its clock.
    const past = await cloud.call("GET", `/v1/orders/${order.order_id}`, { token });
    expect([past.status, past.json.time_zone]).toEqual([200, "Europe/Berlin"]);
    expect((await cloud.call("POST", path, { token: owner, body: { retired: false } })).json.retired_at).toBeNull();
    expect(await listed()).toBe(true);
    expect((await cloud.call("POST", "/v1/admin/stores/nowhere/retired", { token: owner, body: { retired: true } })).json.code).toBe(
      "store.not_found",
    );
  });

  test("a store's day begins at its cut-off hour: at half past one in the night today is still the day before", async () => {
    const path = "/v1/admin/stores/night";
    await cloud.call("PUT", path, { token: owner, body: { ...storeInput(), time_zone: "UTC", business_day_cutoff_hour: 4 } });
    const today = async () => {
      const { stores } = (await cloud.call("GET", "/v1/admin/stores", { token: owner })).json;
      return stores.find((store: { store_id: string }) => store.store_id === "night").business_day;
    };
    const { time } = cloud.node;
    const [before, midnight] = [time.ms, Math.ceil(time.ms / DAY_MS) * DAY_MS];
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    time.ms = midnight + 1.5 * 3_600_000;
    expect(await today()).toBe(day(midnight - DAY_MS));
    time.ms = midnight + 4 * 3_600_000;
    expect(await today()).toBe(day(midnight));
    time.ms = before;
  });

  test("special days are refused field by field, read as they were put, and told to whoever wants to order", async () => {
    const own = await cloud.onlineStore(owner);
    const path = `/v1/admin/stores/${own.storeId}`;
    const put = (special_days: object[]) => cloud.call("PUT", path, { token: owner, body: { ...storeInput(), special_days } });
    const fieldsOf = async (special_days: object[]) => {
      const { json } = await put(special_days);
      return [json.code, ...(json.fields ?? []).map((fault: { field: string }) => fault.field)];
    };
    const christmas = { date: "2026-12-25", name: "Christmas", spans: [] };
    expect(await fieldsOf([christmas, christmas])).toEqual(["request.invalid", "/special_days/1/date"]);
    expect(await fieldsOf([{ ...christmas, name: " " }])).toEqual(["request.invalid", "/special_days/0/name"]);
    expect(await fieldsOf([{ ...christmas, date: "2026-02-30" }])).toEqual(["request.invalid", "/special_days/0/date"]);
    const spans = (...times: [string, string][]) => [{ date: "2026-12-24", spans: times.map(([open, close]) => ({ open, close })) }];
    expect(await fieldsOf(spans(["08:00", "08:00"]))).toEqual(["request.invalid", "/special_days/0/spans/0/close"]);
    expect(await fieldsOf(spans(["08:00", "12:00"], ["11:00", "14:00"]))).toEqual(["request.invalid", "/special_days/0/spans/1/open"]);

    // It is Monday, 4 May 2026, ten in the morning in Berlin.
    const days = [
      { date: "2026-05-04", name: "Staff day", spans: [{ open: "06:00", close: "09:00" }] },
      { date: "2026-05-05", name: "Whit Tuesday", spans: [] },
    ];
    expect((await put(days)).status).toBe(200);
    expect((await cloud.call("GET", path, { token: owner })).json.store.special_days).toEqual(days);
    cloud.node.time.ms += 1_000;
    const { stores } = (await cloud.call("GET", "/v1/stores")).json;
    expect(stores.find((store: { store_id: string }) => store.store_id === own.storeId)).toMatchObject({
      status: "CLOSED",
      hours_today: [{ open: "06:00", close: "09:00" }],
      special_day: { date: "2026-05-04", name: "Staff day" },
    });
    const slots = (await cloud.call("GET", `/v1/stores/${own.storeId}/slots`)).json;
    expect([slots.closed_days, slots.slots[0]]).toEqual([[{ date: "2026-05-05", name: "Whit Tuesday" }], "2026-05-06T04:00:00.000Z"]);
    const detailOf = async (requested_for: string | null) => {
      const headers = { "idempotency-key": `special-day-${requested_for}` };
      return (await cloud.call("POST", "/v1/orders", { body: espressos(own.storeId, { requested_for }), headers })).json.detail;
    };
    const when = "time to order for is Wednesday, 06:00; choose a time from then on.";
    expect(await detailOf(null)).toBe(
      `Main Street is closed on 4 May (Staff day) at that time; its hours are 06:00 to 09:00. The first ${when}`,
    );
    expect(await detailOf("2026-05-05T10:00:00.000Z")).toBe(`Main Street is closed on 5 May (Whit Tuesday). The next ${when}`);
  });

  test("text that no screen or database can carry is refused wherever it stands, and the field named", async () => {
    const put = (name: string) => cloud.call("PUT", "/v1/admin/stores/texts", { token: owner, body: { ...storeInput(), name } });
    for (const name of ["a\u0000b", "\u202eabc", "\ud83d", "\u001b[2J"])
      expect((await put(name)).json).toMatchObject({ status: 422, code: "request.invalid", fields: [{ field: "/name" }] });
    expect((await put("\u200b\u200d")).json).toMatchObject({ status: 422, fields: [{ field: "/name" }] });
    expect((await put("Main\nStreet")).status).toBe(200);
    const stores = (await cloud.call("GET", "/v1/admin/stores", { token: owner })).json.stores;
    expect(stores.find((store: { store_id: string }) => store.store_id === "texts").name).toBe("Main Street");
    expect((await cloud.call("GET", "/v1/admin/orders?q=a%00b", { token: owner })).status).toBe(422);
    expect((await cloud.call("GET", "/v1/admin/stores/a%00b/orders", { token: owner })).status).toBe(422);
  });

  test("nothing personal is kept by anyone, nothing is framed, nothing is taken for what it is not", async () => {
    const { storeId } = await cloud.onlineStore(owner);
    const { order, token } = await cloud.place(storeId);
    const asked: [string, object][] = [
      [`/v1/orders/${order.order_id}`, { token }],
      ["/v1/admin/stores", { token: owner }],
      ["/v1/me", {}],
      ["/v1/nothing", {}],
      ["/docs", {}],
      ["/healthz", {}],
    ];
    for (const [path, as] of asked) {
      const { headers } = await cloud.call("GET", path, as);
      expect([path, headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual([path, "no-store", "nosniff"]);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    }
    const menu = await cloud.call("GET", `/v1/stores/${storeId}/menu`);
    expect([menu.headers.get("x-content-type-options"), menu.headers.get("cache-control")]).toEqual([
      "nosniff",
      "public, max-age=5, must-revalidate",
    ]);
    // On a socket as well, where Node merges them.
    const real = await fetch(`${await cloud.listening()}/v1/orders/${order.order_id}`, { headers: { authorization: `Bearer ${token}` } });
    expect([real.headers.get("cache-control"), real.headers.get("x-content-type-options")]).toEqual(["no-store", "nosniff"]);
    await real.body?.cancel();
  });

  test("the figures are for owners, IT and whoever has the token of the settings", async () => {
    expect((await cloud.call("GET", "/metrics")).json.code).toBe("auth.required");
    expect((await cloud.call("GET", "/metrics", { token: await cloud.operator("hq") })).json.code).toBe("auth.forbidden");
    expect((await cloud.call("GET", "/metrics", { token: await cloud.operator("it") })).status).toBe(200);
    expect((await cloud.call("GET", "/metrics", { token: METRICS_TOKEN })).status).toBe(200);
    expect((await cloud.call("GET", "/v1/admin/stores", { token: METRICS_TOKEN })).json.code).toBe("auth.forbidden");
  });
});
