/**
 * Staff PINs as scrypt hashes, made here and checked in the stores. Always asynchronous: scrypt on the event loop would
 * stop every stream of the process for its length. The digits themselves are neither kept nor logged.
 */
import { type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import type { RandomBytes } from "@crema/shared/clock";
import type { PinHash } from "@crema/shared/profile";

/** 16 MiB and about 30 ms per try: a store's little box has to check it too. */
const COST = { n: 16_384, r: 8, p: 1 } as const;
const HASH_BYTES = 32;

/** A fresh salt for every call: equal PINs have different hashes. */
export async function hashPin(pin: string, randomBytes: RandomBytes): Promise<PinHash> {
  const salt = Buffer.from(randomBytes(16));
  const hash = await derive(pin, salt, HASH_BYTES, { N: COST.n, r: COST.r, p: COST.p });
  return { algorithm: "scrypt", ...COST, salt: salt.toString("base64"), hash: hash.toString("base64") };
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
