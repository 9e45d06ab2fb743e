/**
 * Staff PINs as scrypt hashes, made here and checked in the stores. Always asynchronous: scrypt on the event loop would
 * stop every stream of the process for its length. The digits themselves are neither kept nor logged.
 */
import { type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import type { PinHash } from "@crema/shared/domain/store/profile";

/** 16 MiB and about 30 ms per try: a store's little box has to check it too. */
const COST = { n: 16_384, r: 8, p: 1 } as const;
const HASH_BYTES = 32;

/** `salt`: the store's one, so that a try at the till costs one hash whoever's PIN it is. */
export async function hashPin(pin: string, salt: Uint8Array): Promise<PinHash> {
  const hash = await derive(pin, Buffer.from(salt), HASH_BYTES, { N: COST.n, r: COST.r, p: COST.p });
  return { algorithm: "scrypt", ...COST, salt: Buffer.from(salt).toString("base64"), hash: hash.toString("base64"), digits: pin.length };
}

/** Whether two hashes are of the same PIN, as far as that can be seen: those of one salt are equal, others tell nothing. */
export function isSamePin(a: PinHash, b: PinHash): boolean {
  return a.salt === b.salt && a.hash === b.hash;
}

export async function verifyPin(pin: string, stored: PinHash): Promise<boolean> {
  const expected = Buffer.from(stored.hash, "base64");
  const given = await derive(pin, Buffer.from(stored.salt, "base64"), expected.length, { N: stored.n, r: stored.r, p: stored.p });
  return timingSafeEqual(given, expected);
}

function derive(pin: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, length, { ...options, maxmem: 128 * 1024 * 1024 }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
