import { systemRandomBytes } from "@crema/shared/server/system";
import { describe, expect, test } from "vitest";
import { accessToken, verifyAccessToken } from "./access-token.ts";
import { createCertificateAuthority, newCertificateKey } from "./certificate.ts";
import { type ContactKeys, createContactCipher } from "./contact-cipher.ts";
import { newToken, tokenHash } from "./opaque-token.ts";
import { hashPin, isSamePin, verifyPin } from "./pin-hash.ts";

const secret = systemRandomBytes(32);
const orderId = "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e";
const otherId = "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6f";

describe("an order's access token", () => {
  test("opens its own order and is the same each time", () => {
    const token = accessToken(secret, orderId);
    expect(verifyAccessToken(secret, token)).toBe(orderId);
    expect(accessToken(secret, orderId)).toBe(token);
  });

  test.each([
    ["another order's id under the same MAC", accessToken(secret, orderId).replace(orderId, otherId)],
    ["another secret", accessToken(systemRandomBytes(32), orderId)],
    ["a cut MAC", accessToken(secret, orderId).slice(0, -4)],
    ["no MAC", `ord_${orderId}_`],
    ["an id that is none", `ord_${"x".repeat(36)}_AAAA`],
    ["something else", "cus_abc"],
    ["nothing", ""],
  ])("is refused with %s", (_name, token) => {
    expect(verifyAccessToken(secret, token)).toBeNull();
  });
});

describe("contact data", () => {
  const keys = (current: string, ...ids: string[]): ContactKeys => ({
    current,
    keys: new Map(ids.map((id) => [id, Buffer.alloc(32, id)])),
    indexKey: Buffer.alloc(32, 1),
  });

  test("opens again, differs each time, and does not open as another column", () => {
    const cipher = createContactCipher(keys("a", "a"), systemRandomBytes);
    const sealed = cipher.seal("users.email", "ana@example.org");
    expect(sealed).not.toContain("ana");
    expect(cipher.seal("users.email", "ana@example.org")).not.toBe(sealed);
    expect(cipher.open("users.email", sealed)).toBe("ana@example.org");
    expect(() => cipher.open("users.first_name", sealed)).toThrow();
  });

  test("a changed value or a shortened tag does not open", () => {
    const cipher = createContactCipher(keys("a", "a"), systemRandomBytes);
    const deps = cipher.seal("users.email", "ana@example.org").split(".");
    const body = Buffer.from(deps[3] ?? "", "base64url");
    const rebuilt = (bytes: Buffer) => [...deps.slice(0, 3), bytes.toString("base64url")].join(".");
    const flipped = Buffer.from(body);
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    expect(() => cipher.open("users.email", rebuilt(flipped))).toThrow();
    expect(() => cipher.open("users.email", rebuilt(body.subarray(0, 4)))).toThrow();
  });

  test("rotation: the old key still opens, the new one seals, the index stays", () => {
    const before = createContactCipher(keys("a", "a"), systemRandomBytes);
    const after = createContactCipher(keys("b", "a", "b"), systemRandomBytes);
    const sealed = before.seal("users.email", "ana@example.org");
    expect(after.open("users.email", sealed)).toBe("ana@example.org");
    expect(after.isStale(sealed)).toBe(true);
    expect(after.isStale(after.seal("users.email", "x"))).toBe(false);
    expect(after.blindIndex("users.email", " ANA@example.org ")).toBe(before.blindIndex("users.email", "ana@example.org"));
    expect(() => createContactCipher(keys("b", "b"), systemRandomBytes).open("users.email", sealed)).toThrow(/"a"/);
  });
});

describe("epoch certificates", () => {
  const claim = { store_id: "s1", node_id: orderId, epoch: 3 };

  test("[U7] of this cloud verify; of another, changed or empty ones do not", async () => {
    const pem = newCertificateKey();
    const jws = await createCertificateAuthority(pem).issue(claim);
    expect(await createCertificateAuthority(pem).verify(jws)).toEqual(claim);
    expect(await createCertificateAuthority(newCertificateKey()).verify(jws)).toBeNull();
    const [head, , mac] = jws.split(".");
    const forged = Buffer.from(JSON.stringify({ ...claim, epoch: 4 })).toString("base64url");
    for (const bad of [`${head}.${forged}.${mac}`, "", "a.b.c", "x", `${head}..${mac}`]) {
      expect(await createCertificateAuthority(pem).verify(bad)).toBeNull();
    }
  });
});

test("PINs: equal ones are known as such in one store and not in two, only the right one verifies", async () => {
  const [here, there] = [systemRandomBytes(16), systemRandomBytes(16)];
  const stored = await hashPin("4711", here);
  expect(stored.digits).toBe(4);
  expect(isSamePin(await hashPin("4711", here), stored)).toBe(true);
  expect(isSamePin(await hashPin("4712", here), stored)).toBe(false);
  expect(isSamePin(await hashPin("4711", there), stored)).toBe(false);
  expect(await verifyPin("4711", stored)).toBe(true);
  expect(await verifyPin("4712", stored)).toBe(false);
});

test("an opaque token is 256 bits and is not in its hash", () => {
  const token = newToken("cus", systemRandomBytes);
  expect(token).toMatch(/^cus_[A-Za-z0-9_-]{43}$/);
  expect(tokenHash(token)).toMatch(/^[0-9a-f]{64}$/);
});
