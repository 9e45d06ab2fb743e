import { systemRandomBytes } from "@crema/shared/server/system";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestCloud } from "../http/service.test-fixture.ts";
import { createContactCipher } from "./contact-cipher.ts";
import { loadInstallationKeys } from "./installation-keys.ts";
import { keysText, resealPiece, sealedBy } from "./key-rotation.ts";
import { contactKeysOf } from "./secret-file.ts";

const KEYS: ReadonlyMap<string, Uint8Array> = new Map([
  ["k2", Buffer.alloc(32, 2)],
  ["k1", Buffer.alloc(32, 1)],
]);

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.open();
});
afterAll(() => cloud.close());

test("after a rotation everything is sealed with the new key, the old one may go, and customers still find their address", async () => {
  const { pool } = cloud.database;
  const owner = await cloud.operator();
  const people = [];
  for (let i = 0; i < 5; i++) people.push(await cloud.customer(owner, `person${i}@example.org`));
  const old = Buffer.alloc(32, 1);
  const fresh = Buffer.alloc(32, 2);
  const both = {
    current: "k2",
    keys: new Map([
      ["k2", fresh],
      ["k1", old],
    ]),
  };
  const { indexKey } = await loadInstallationKeys(pool, both, systemRandomBytes);
  const cipher = createContactCipher({ ...both, indexKey }, systemRandomBytes);
  expect(keysText(await sealedBy(pool), "k2", ["k2", "k1"])).toMatch(
    /^k2 {2}3 values {2}seals\nk1 {2}5 values {2}is being replaced; keep it$/,
  );
  // A piece at a time: whoever stops half-way goes on from there.
  expect([
    await resealPiece(pool, cipher, "k2", 3),
    await resealPiece(pool, cipher, "k2", 3),
    await resealPiece(pool, cipher, "k2", 3),
  ]).toEqual([3, 2, 0]);
  const sealed = await sealedBy(pool);
  expect(keysText(sealed, "k2", ["k2", "k1"])).toMatch(/^k2 {2}8 values {2}seals\nk1 {2}0 values {2}may go$/);
  expect(keysText(sealed, "k1", ["k1"])).toMatch(/k2 {2}8 values {2}MISSING: the service does not start/);
  const rows = await pool.query<{ user_id: string; email_ciphertext: string; email_key_id: string }>(
    "SELECT user_id, email_ciphertext, email_key_id FROM users WHERE email_ciphertext IS NOT NULL",
  );
  const onlyNew = createContactCipher({ current: "k2", keys: new Map([["k2", fresh]]), indexKey }, systemRandomBytes);
  for (const row of rows.rows) {
    expect(row.email_key_id).toBe("k2");
    expect(onlyNew.open("users.email", row.email_ciphertext)).toMatch(/^person\d@example\.org$/);
  }
  expect(rows.rows.map((row) => row.user_id).sort()).toEqual(people.map((one) => one.user_id).sort());
});

test("a value that is damaged keeps no other from the new key", async () => {
  const { pool } = cloud.database;
  const owner = await cloud.operator();
  const damagedOne = await cloud.customer(owner, "damaged@example.org");
  const whole = await cloud.customer(owner, "whole@example.org");
  await pool.query("UPDATE users SET email_ciphertext = left(email_ciphertext, -4) || 'AAAA' WHERE user_id = $1", [damagedOne.user_id]);
  const both = { current: "k3", keys: new Map([...KEYS, ["k3", Buffer.alloc(32, 3)] as const]) };
  const { indexKey } = await loadInstallationKeys(pool, both, systemRandomBytes);
  const cipher = createContactCipher({ ...both, indexKey }, systemRandomBytes);
  const damaged = new Map<string, unknown>();
  // One at a time, so that the damaged one is met first wherever it stands.
  for (let n = 0; n < 20; n++) await resealPiece(pool, cipher, "k3", 1, damaged);
  expect([...damaged.keys()]).toEqual([`users.email_ciphertext ${damagedOne.user_id}`]);
  const under = await pool.query<{ user_id: string }>("SELECT user_id FROM users WHERE email_key_id = 'k3' AND user_id = ANY($1)", [
    [damagedOne.user_id, whole.user_id],
  ]);
  expect(under.rows.map((row) => row.user_id)).toEqual([whole.user_id]);
});

test("a service that had no keys of its own can be given some: what the secret's key sealed still opens", () => {
  const secret = systemRandomBytes(32);
  const before = createContactCipher({ ...contactKeysOf({ contactKeys: [] }, secret), indexKey: secret }, systemRandomBytes);
  const keys = contactKeysOf({ contactKeys: [{ id: "k1", key: Buffer.alloc(32, 1) }] }, secret);
  const after = createContactCipher({ ...keys, indexKey: secret }, systemRandomBytes);
  const sealed = before.seal("users.email", "ana@example.org");
  expect([after.open("users.email", sealed), after.isStale(sealed)]).toEqual(["ana@example.org", true]);
});

test("a node that runs without the new key says so to who asks for what it sealed, and serves the others", async () => {
  const owner = await cloud.operator();
  const [ana, bo] = [await cloud.customer(owner), await cloud.customer(owner)];
  const sealed = `v1.k9.${"A".repeat(16)}.${"A".repeat(40)}`;
  await cloud.database.pool.query("UPDATE users SET email_ciphertext = $2, email_key_id = 'k9' WHERE user_id = $1", [ana.user_id, sealed]);
  const refused = await cloud.call("GET", "/v1/me", { token: ana.token });
  expect(refused.json).toMatchObject({
    status: 503,
    code: "service.unavailable",
    detail: expect.stringContaining("add the key and restart"),
  });
  expect((await cloud.call("GET", "/v1/me", { token: bo.token })).status).toBe(200);
});
