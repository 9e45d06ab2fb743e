/**
 * The keys that the installation makes for itself, once, and stores in the database: what signs epoch certificates, what
 * indexes contact data, and what push services know it by. Sealed with the contact keys, so that a copy of the database
 * alone reveals none of them. When two nodes start at once, the first row stays and both read it.
 */

import type { RandomBytes } from "@crema/shared/domain/kernel/clock";
import type { Pool } from "pg";
import { newCertificateKey } from "./certificate.ts";
import { createSealer, type Sealer, type SealingKeys } from "./contact-cipher.ts";
import { newPushKey, type PushKey, pushKeyOf } from "./push-key.ts";

export interface InstallationKeys {
  /** PKCS #8 PEM. */
  readonly certificateKey: string;
  readonly indexKey: Uint8Array;
  readonly pushKey: PushKey;
}

/** Throws when a key cannot be opened: CREMA_CONTACT_KEYS lacks the key that sealed it. */
export async function loadInstallationKeys(pool: Pool, contactKeys: SealingKeys, randomBytes: RandomBytes): Promise<InstallationKeys> {
  const sealer = createSealer(contactKeys, randomBytes);
  const certificateKey = await setting(pool, sealer, "certificate_key", newCertificateKey);
  const indexKey = await setting(pool, sealer, "contact_index_key", () => Buffer.from(randomBytes(32)).toString("base64"));
  const pushKey = pushKeyOf(await setting(pool, sealer, "push_key", newPushKey));
  return { certificateKey, indexKey: new Uint8Array(Buffer.from(indexKey, "base64")), pushKey };
}

async function setting(pool: Pool, sealer: Sealer, name: string, make: () => string): Promise<string> {
  const purpose = `settings.${name}`;
  const read = async () => (await pool.query<{ value: string }>("SELECT value FROM settings WHERE name = $1", [name])).rows[0]?.value;
  let sealed = await read();
  if (sealed === undefined) {
    await pool.query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
      name,
      JSON.stringify(sealer.seal(purpose, make())),
    ]);
    sealed = await read();
  }
  if (sealed === undefined) throw new Error(`setting ${name} has gone while it was made`);
  const text = sealer.open(purpose, sealed);
  if (sealer.isStale(sealed)) {
    await pool.query("UPDATE settings SET value = $2 WHERE name = $1 AND value::text = $3", [
      name,
      JSON.stringify(sealer.seal(purpose, text)),
      JSON.stringify(sealed),
    ]);
  }
  return text;
}
