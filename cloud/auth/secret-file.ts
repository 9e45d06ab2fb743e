/**
 * CREMA_SECRET for an installation that has not been given one: made once, kept in the data directory, readable by its
 * owner alone. Not for production, where several nodes have to share it.
 */

import { hkdfSync } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";
import type { CloudSettings } from "../settings.ts";
import type { SealingKeys } from "./contact-cipher.ts";

const FILE = "secret";
const BYTES = 32;

export async function secretOf(settings: Pick<CloudSettings, "secret" | "dataDir">, randomBytes: RandomBytes): Promise<Uint8Array> {
  if (settings.secret) return settings.secret;
  const file = join(settings.dataDir, FILE);
  await mkdir(settings.dataDir, { recursive: true });
  try {
    await writeFile(file, Buffer.from(randomBytes(BYTES)).toString("base64"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const bytes = Buffer.from((await readFile(file, "utf8")).trim(), "base64");
  if (bytes.length < BYTES)
    throw new Error(`${file} holds no secret of ${BYTES} bytes; put it back from a backup, or remove it to make a new one`);
  return new Uint8Array(bytes);
}

/** The contact keys as they are set, or one that is derived from the secret; that one opens what it sealed before keys were set. */
export function contactKeysOf(settings: Pick<CloudSettings, "contactKeys">, secret: Uint8Array): SealingKeys {
  const derived = new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(), "crema-contact-key", 32));
  const set = settings.contactKeys.map(({ id, key }): [string, Uint8Array] => [id, key]);
  return { current: set[0]?.[0] ?? "derived", keys: new Map([["derived", derived], ...set]) };
}
