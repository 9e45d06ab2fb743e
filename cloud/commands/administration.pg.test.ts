import type { StoreInput } from "@crema/shared/contract/stores";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { PinHash } from "@crema/shared/domain/store/profile";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  enrol,
  espressos,
  guestBy,
  menuRows,
  must,
  openStore,
  placed,
  storeInput,
  type TestNode,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { readDocuments } from "../db/documents.ts";
import { INBOX_RETENTION_MS } from "../db/inbox-retention.ts";
import { prune } from "../jobs/pruning.ts";
import { menuRows as readRows } from "../reports/menu-rows.ts";
import { life, posOrder } from "../store-events.test-fixture.ts";
import { CODE_MS } from "./enroll-codes.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const documents = async (storeId: string) =>
  (
    await db.database.pool.query<{ kind: string; version: number; lsn: number }>(
      "SELECT kind, version, lsn FROM store_documents WHERE store_id = $1 ORDER BY kind",
      [storeId],
    )
  ).rows;
const pin: PinHash = { algorithm: "scrypt", n: 2, r: 8, p: 1, salt: "c2FsdA==", hash: "aGFzaA==" };
const zoe = (digits: string | null) => ({ staff_id: "zoe", name: "Zoe", role: "manager" as const, pin: digits });

describe("stores", () => {
  test("a change publishes the profile, the same again does not", async () => {
    expect(must(await node.commands.putStore("corner", storeInput(), new Map()))).toEqual({ profile_version: 1, menu_version: null });
    expect(must(await node.commands.putStore("corner", storeInput(), new Map()))).toEqual({ profile_version: 1, menu_version: null });
    expect(must(await node.commands.putStore("corner", storeInput({ name: "Corner" }), new Map()))).toEqual({
      profile_version: 2,
      menu_version: null,
    });
    expect(await documents("corner")).toEqual([{ kind: "profile", version: 2, lsn: 2 }]);
    expect((await db.database.pool.query("SELECT 1 FROM store_document_versions WHERE store_id = 'corner'")).rowCount).toBe(2);
  });

  test("a company that is taken out of the profile is off the receipts too", async () => {
    const version = async (seller?: StoreInput["seller"]) =>
      must(await node.commands.putStore("company", storeInput(seller ? { seller } : {}), new Map())).profile_version;
    const seller = { name: "Crema GmbH", tax_id: "DE123456789" };
    expect([await version(seller), await version(seller), await version()]).toEqual([1, 1, 2]);
  });

  test("a PIN is kept where none is given, and needed for a new member of staff", async () => {
    expect(await node.commands.putStore("pins", storeInput({ staff: [zoe(null)] }), new Map())).toMatchObject({
      refusal: { code: "request.invalid", fields: [{ field: "/staff/0/pin" }] },
    });
    must(await node.commands.putStore("pins", storeInput({ staff: [zoe("1234")] }), new Map([["zoe", pin]])));
    must(await node.commands.putStore("pins", storeInput({ name: "Pins", staff: [zoe(null)] }), new Map()));
    const stored = await db.database.pool.query<{ document: { staff: unknown } }>(
      "SELECT document FROM store_documents WHERE store_id = 'pins'",
    );
    expect(stored.rows[0]?.document.staff).toEqual([{ staff_id: "zoe", name: "Zoe", role: "manager", pin }]);
    expect(JSON.stringify(stored.rows)).not.toContain("1234");
  });

  test("names every field at fault, and stores nothing", async () => {
    const refused = await node.commands.putStore(
      "faulty",
      storeInput({ time_zone: "Mars/Olympus", staff: [zoe("1234"), zoe("1234")] }),
      new Map([["zoe", pin]]),
    );
    expect(refused).toMatchObject({ refusal: { fields: [{ field: "/time_zone" }, { field: "/staff/1/staff_id" }] } });
    expect((await db.database.pool.query("SELECT 1 FROM store_links WHERE store_id = 'faulty'")).rowCount).toBe(0);
  });

  test("the tax rates of the menu in force cannot be taken away, nor its currency changed", async () => {
    const box = await openStore(node);
    const refused = await node.commands.putStore(
      box.storeId,
      storeInput({ currency: "USD", tax: { inclusive: true, rounding: "LINE", rates: [] } }),
      new Map(),
    );
    expect(refused).toMatchObject({ refusal: { fields: [{ field: "/tax/rates" }, { field: "/tax/rates" }, { field: "/currency" }] } });
  });

  test("[L8] rates that say more than one for a category need a box that reads them; wrong ones are refused, each by its place", async () => {
    const drink = { tax_category: "drink", rate_ppm: 190_000 };
    const food = { tax_category: "food", rate_ppm: 70_000 };
    const put = (rates: StoreInput["tax"]["rates"]) =>
      node.commands.putStore("taxes", storeInput({ tax: { inclusive: true, rounding: "LINE", rates } }), new Map());
    const needs = async () =>
      (await db.database.pool.query("SELECT document ->> 'needs' AS needs FROM store_documents WHERE store_id = 'taxes'")).rows;
    must(await put([drink, food]));
    expect(await needs()).toEqual([{ needs: "3" }]);
    must(await put([drink, { ...drink, rate_ppm: 160_000, valid_from: "2026-07-01" }, food]));
    expect(await needs()).toEqual([{ needs: "6" }]);
    const twice = { ...drink, valid_from: "2026-07-01" };
    const components = [
      { name: "GST", rate_ppm: 50_000 },
      { name: "QST", rate_ppm: 99_750 },
    ];
    expect(
      await put([drink, twice, twice, { ...food, components }, { ...food, tax_category: "book", fulfillment_type: "PICKUP" }]),
    ).toMatchObject({
      refusal: {
        code: "request.invalid",
        fields: [{ field: "/tax/rates/2/valid_from" }, { field: "/tax/rates/3/rate_ppm" }, { field: "/tax/rates/4/tax_category" }],
      },
    });
    expect(await needs()).toEqual([{ needs: "6" }]);
  });
});

describe("menus", () => {
  test("rows are nothing until published; publishing at once makes versions without holes", async () => {
    must(await node.commands.putStore("menus", storeInput(), new Map()));
    must(await node.commands.putMenu("menus", menuRows));
    expect(codeOf(await node.queries.menu("menus"))).toBe("store.not_ready");
    const published = await Promise.all([1, 2, 3].map(() => node.commands.publishMenu("menus", null)));
    expect(published.map((one) => must(one).menu_version).sort()).toEqual([1, 2, 3]);
    node.time.ms += 1_000;
    expect(must(await node.queries.menu("menus")).etag).toBe('"3.0"');
  });

  test("what is edited is what is published, down to quantities, languages and dayparts; without dayparts there are none", async () => {
    const { storeId } = await openStore(node);
    const [espresso, ...others] = menuRows.items;
    const [size, ...groups] = menuRows.modifier_groups;
    if (!espresso || !size) throw new Error("the menu is empty");
    const rich = {
      ...menuRows,
      items: [
        { ...espresso, daypart_ids: ["morning"], allergens: ["MILK" as const], make_time_s: 30, names: { de: "Espresso" } },
        ...others,
      ],
      modifier_groups: [{ ...size, modifiers: size.modifiers.map((one) => ({ ...one, max_qty: 2 })) }, ...groups],
      dayparts: [{ daypart_id: "morning", name: "Morning", spans: [{ weekday: 1, open: "07:00", close: "11:00" }] }],
    };
    const edited = async () => must(await readRows(db.database.pool, storeId));
    const published = async () => (await readDocuments(db.database.pool, storeId))?.menu;
    must(await node.commands.putMenu(storeId, rich));
    must(await node.commands.publishMenu(storeId, null));
    expect(await edited()).toEqual(rich);
    expect(await published()).toMatchObject({ ...rich, needs: 6 });
    must(await node.commands.putMenu(storeId, menuRows));
    must(await node.commands.publishMenu(storeId, null));
    expect([await edited(), "dayparts" in ((await published()) ?? {})]).toEqual([menuRows, false]);
  });

  test("a published version that is not the expected one is named", async () => {
    must(await node.commands.putStore("cas", storeInput(), new Map()));
    must(await node.commands.putMenu("cas", menuRows));
    expect(must(await node.commands.publishMenu("cas", 0)).menu_version).toBe(1);
    expect(await node.commands.publishMenu("cas", 0)).toMatchObject({
      refusal: { code: "menu.version_changed", extra: { menu_version: 1 } },
    });
  });

  test("inconsistent rows are refused before they are stored", async () => {
    const box = await openStore(node);
    const orphan = { ...menuRows, categories: [] };
    expect(codeOf(await node.commands.putMenu(box.storeId, orphan))).toBe("menu.invalid");
    expect(codeOf(await node.commands.putMenu("nowhere", menuRows))).toBe("store.not_found");
    expect(must(await node.commands.publishMenu(box.storeId, 1)).menu_version).toBe(2);
  });

  test("a store's own history is never rewritten", async () => {
    const box = await openStore(node);
    must(await node.commands.putMenu(box.storeId, { ...menuRows, items: menuRows.items.slice(0, 1) }));
    must(await node.commands.publishMenu(box.storeId, null));
    const history = await db.database.pool.query<{ version: number; items: number }>(
      "SELECT version, json_array_length(document -> 'items') AS items FROM store_document_versions WHERE store_id = $1 AND kind = 'menu' ORDER BY version",
      [box.storeId],
    );
    expect(history.rows).toEqual([
      { version: 1, items: 3 },
      { version: 2, items: 1 },
    ]);
  });
});

describe("enrolment", () => {
  test("[L8] is refused to a release that would misread the menu in force, and the code stays good", async () => {
    must(await node.commands.putStore("needy", storeInput(), new Map()));
    const dayparts = [{ daypart_id: "morning", name: "Morning", spans: [{ weekday: 1, open: "07:00", close: "11:00" }] }];
    must(await node.commands.putMenu("needy", { ...menuRows, dayparts }));
    must(await node.commands.publishMenu("needy", null));
    const { code } = must(await node.commands.createEnrollCode("needy", false));
    const asked = { code, publicKey: "old", storeId: null };
    for (const protocolVersion of [null, 5])
      expect(codeOf(await node.commands.enroll({ ...asked, protocolVersion }))).toBe("enroll.box_too_old");
    must(await node.commands.enroll({ ...asked, protocolVersion: 6 }));
  });

  test("one box per store, one use per code; the same code and key get the same response", async () => {
    must(await node.commands.putStore("boxes", storeInput(), new Map()));
    const { code } = must(await node.commands.createEnrollCode("boxes", false));
    const second = must(await node.commands.createEnrollCode("boxes", false));
    const tries = await Promise.all(["one", "two", "three"].map((key) => enrol(node, code, key)));
    const won = tries.findIndex((one) => one.ok);
    expect(tries.map(codeOf).sort()).toEqual(["enroll.code_unknown", "enroll.code_unknown", "ok"]);
    const key = ["one", "two", "three"][won] ?? "";
    expect(must(await enrol(node, ` ${code.toLowerCase().replaceAll("-", " ")} `, key))).toEqual(must(tries[won] ?? tries[0]!));
    expect(codeOf(await enrol(node, second.code, "four"))).toBe("enroll.store_has_box");
    // The box lost the response, and somebody types in the other code.
    expect(must(await enrol(node, second.code, key))).toEqual(must(tries[won] ?? tries[0]!));
    expect(codeOf(await enrol(node, second.code, "four"))).toBe("enroll.code_unknown");
  });

  test("no code is made for a store that has a box: the refusal says what to do", async () => {
    const { storeId } = await openStore(node);
    const refused = await node.commands.createEnrollCode(storeId, false);
    expect(refused).toMatchObject({
      ok: false,
      refusal: { code: "enroll.store_has_box", detail: expect.stringContaining("run its enrol") },
    });
    const codes = await db.database.pool.query("SELECT 1 FROM enroll_codes WHERE store_id = $1", [storeId]);
    expect(codes.rowCount).toBe(1);
  });

  test("an old code, an unknown code, an unknown store", async () => {
    must(await node.commands.putStore("late", storeInput(), new Map()));
    const { code } = must(await node.commands.createEnrollCode("late", false));
    node.time.ms += CODE_MS;
    expect(codeOf(await enrol(node, code, "one"))).toBe("enroll.code_unknown");
    expect(codeOf(await enrol(node, "AAAA-AAAA-AAAA", "one"))).toBe("enroll.code_unknown");
    expect(codeOf(await node.commands.createEnrollCode("nowhere", false))).toBe("store.not_found");
  });
});

describe("customers", () => {
  test("an address is one customer's, whatever its case, and is not readable in the database", async () => {
    must(await node.commands.createCustomer("Ana", "Ana@Example.com"));
    expect(codeOf(await node.commands.createCustomer("Anna", "ana@example.COM"))).toBe("user.exists");
    const stored = await db.database.pool.query("SELECT * FROM users");
    expect(stored.rowCount).toBe(1);
    expect(JSON.stringify(stored.rows).toLowerCase()).not.toContain("example.com");
  });
});

describe("pruning", () => {
  test("[D6] takes applied entries after a week, never the last one that a box has named, never an unapplied one", async () => {
    const box = await openStore(node);
    for (const key of ["first-long-enough", "second-long-enough"]) await placed(box, key);
    await box.receive();
    must(await box.send(...life(box, posOrder(box))));
    must(await node.commands.place(espressos(box.storeId), "third-long-enough", guestBy));
    const seqs = async () =>
      (
        await db.database.pool.query<{ seq: number }>("SELECT seq FROM store_inbox WHERE store_id = $1 ORDER BY seq", [box.storeId])
      ).rows.map((row) => row.seq);
    await prune(node);
    expect(await seqs()).toEqual([1, 2, 3]);
    node.time.ms += INBOX_RETENTION_MS + 1;
    await prune(node);
    expect(await seqs()).toEqual([2, 3]);
    const hashes = async () => (await db.database.pool.query("SELECT 1 FROM ingested_hashes WHERE store_id = $1", [box.storeId])).rowCount;
    expect(await hashes()).toBe(5);
    node.time.ms += 30 * 24 * 3_600_000;
    // Of what an earlier box sent nothing stays; in pieces of two: three rows are more than one statement takes.
    await db.database.pool.query("UPDATE ingested_hashes SET epoch = 0 WHERE store_id = $1 AND seq <= 3", [box.storeId]);
    await prune(node, 2);
    expect(await hashes()).toBe(2);
    // [U5] The last batch of the present one may come again.
    expect(await box.deliver({ ...box.batch(), from_seq: 4, events: box.log.read(4, 2, 1_000_000) })).toMatchObject({ ok: true });
    await db.database.pool.query("UPDATE store_links SET last_seq = 105 WHERE store_id = $1", [box.storeId]);
    await prune(node);
    expect(await hashes()).toBe(0);
  });

  test("a kind that cannot be taken away keeps no other: sessions that are over go all the same", async () => {
    const { pool } = db.database;
    const box = await openStore(node);
    await placed(box);
    await box.receive();
    must(await box.send());
    await pool.query("UPDATE store_link_seen SET inbox_seq = inbox_seq + 1 WHERE store_id = $1", [box.storeId]);
    await pool.query(
      `CREATE FUNCTION not_now() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
       CREATE TRIGGER not_now BEFORE DELETE ON store_inbox FOR EACH ROW EXECUTE FUNCTION not_now();`,
    );
    await pool.query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ('over', gen_random_uuid(), $1, $1)", [
      iso(node.time.ms - 1),
    ]);
    node.time.ms += INBOX_RETENTION_MS + 1;
    await expect(prune(node)).rejects.toThrow("1 kinds");
    expect((await pool.query("SELECT 1 FROM sessions WHERE token_hash = 'over'")).rowCount).toBe(0);
  });
});
