/**
 * Makes a machine the store's box: with a code, once. The response may be lost on its way, so the same key gets the
 * same response again, by its code or another one of that time; any other key is refused.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { tokenHash } from "../auth/opaque-token.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { Enrolled } from "../ports.ts";
import type { CommandContext } from "./command-context.ts";

/** How long an enrolment code is good for, in milliseconds. */
export const CODE_MS = 24 * 3_600_000;
/** Letters and digits that are not mistaken for each other (Crockford). 12 of them are 60 bits. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 12;

export async function createEnrollCode(
  { executor, clock, randomBytes }: Pick<CommandContext, "executor" | "clock" | "randomBytes">,
  storeId: string,
): Promise<Result<{ code: string; expires_at: string }>> {
  const letters = [...randomBytes(CODE_LENGTH)].map((byte) => ALPHABET[byte % 32]).join("");
  const code = letters.replace(/(.{4})(.{4})(.{4})/, "$1-$2-$3");
  const now = clock.now();
  const expiresAt = iso(now + CODE_MS);
  return executor.execute(async (unit) => {
    const link = await unit.lockLink(storeId);
    if (!link) return refuse("store.not_found", `There is no store ${storeId}.`);
    if (link.node_id !== null) return refuse("enroll.store_has_box", hasBox(storeId));
    await unit.client.query("INSERT INTO enroll_codes (store_id, code_hash, created_at, expires_at) VALUES ($1, $2, $3, $4)", [
      storeId,
      codeHash(code),
      iso(now),
      expiresAt,
    ]);
    return ok({ code, expires_at: expiresAt });
  });
}

/** `publicKey`: Ed25519, SPKI in base64url, checked by the caller. */
export async function enrollBox(deps: CommandContext, code: string, publicKey: string): Promise<Result<Enrolled>> {
  const unknown = refuse("enroll.code_unknown", "A code is good once, and not for long. Make another one.");
  const found = await deps.database.pool.query<{ store_id: string }>("SELECT store_id FROM enroll_codes WHERE code_hash = $1", [
    codeHash(code),
  ]);
  const storeId = found.rows[0]?.store_id;
  if (storeId === undefined) return unknown;
  return deps.executor.execute(async (unit) => {
    const link = await unit.lockLink(storeId);
    const row = await readCode(unit, storeId, code);
    if (!link || !row) return unknown;
    const now = iso(deps.clock.now());
    if (row.used_at === null) {
      if (row.expires_at.getTime() <= deps.clock.now()) return unknown;
      await unit.client.query("UPDATE enroll_codes SET used_at = $3 WHERE store_id = $1 AND code_hash = $2", [
        storeId,
        codeHash(code),
        now,
      ]);
    }
    const again = await enrolledWith(unit, storeId, publicKey);
    if (again) return ok(again);
    if (row.used_at !== null) return unknown;
    if (link.node_id !== null) return refuse("enroll.store_has_box", hasBox(storeId));
    const box = { store_id: storeId, node_id: deps.newId(), epoch: link.epoch + 1 };
    const certificate = await deps.certificates.issue(box);
    await unit.client.query(
      "INSERT INTO edge_nodes (store_id, node_id, epoch, public_key, certificate, enrolled_at) VALUES ($1, $2, $3, $4, $5, $6)",
      [storeId, box.node_id, box.epoch, publicKey, certificate, now],
    );
    await unit.client.query("DELETE FROM store_link_seen WHERE store_id = $1", [storeId]);
    Object.assign(link, { node_id: box.node_id, epoch: box.epoch, last_seq: 0, last_hash: GENESIS_HASH, conflict: null });
    unit.pending.linkChanged = true;
    return ok({ ...box, epoch_certificate: certificate, generation: link.generation });
  });
}

const hasBox = (storeId: string): string =>
  `Store ${storeId} has a box already, and a second one is not enrolled. If that box never heard that it was, run its enrol command again with the code it was given.`;

async function readCode(unit: UnitOfWork, storeId: string, code: string): Promise<{ expires_at: Date; used_at: Date | null } | null> {
  const found = await unit.client.query<{ expires_at: Date; used_at: Date | null }>(
    "SELECT expires_at, used_at FROM enroll_codes WHERE store_id = $1 AND code_hash = $2 FOR UPDATE",
    [storeId, codeHash(code)],
  );
  return found.rows[0] ?? null;
}

async function enrolledWith(unit: UnitOfWork, storeId: string, publicKey: string): Promise<Enrolled | null> {
  const found = await unit.client.query<Enrolled>(
    `SELECT n.store_id, n.node_id, n.epoch, n.certificate AS epoch_certificate, l.generation
     FROM edge_nodes n JOIN store_links l ON l.store_id = n.store_id AND l.node_id = n.node_id
     WHERE n.store_id = $1 AND n.public_key = $2 AND n.revoked_at IS NULL`,
    [storeId, publicKey],
  );
  return found.rows[0] ?? null;
}

/** Codes are typed by people: case, spaces and dashes do not count. */
const codeHash = (code: string): string => tokenHash(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ""));
