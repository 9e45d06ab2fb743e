/** The codes with which machines become boxes: for one box, once, and not for long. */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { tokenHash } from "../auth/opaque-token.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { CommandContext } from "./command-context.ts";

/** How long an enrolment code is good for, in milliseconds. */
export const CODE_MS = 24 * 3_600_000;
/** Letters and digits that are not mistaken for each other (Crockford). 12 of them are 60 bits. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 12;

export interface EnrollCode {
  readonly store_id: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  /** The epoch of the box that another one may replace by it. */
  readonly replaces_epoch: number | null;
}

/** `replace`: for a store that has a box, which the new one takes the place of. */
export async function createEnrollCode(
  { executor, clock, randomBytes }: Pick<CommandContext, "executor" | "clock" | "randomBytes">,
  storeId: string,
  replace: boolean,
): Promise<Result<{ code: string; expires_at: string }>> {
  const letters = [...randomBytes(CODE_LENGTH)].map((byte) => ALPHABET[byte % 32]).join("");
  const code = letters.replace(/(.{4})(.{4})(.{4})/, "$1-$2-$3");
  const now = clock.now();
  const expiresAt = iso(now + CODE_MS);
  return executor.execute(async (unit) => {
    const link = await unit.lockLink(storeId);
    if (!link) return refuse("store.not_found", `There is no store ${storeId}.`);
    if (link.node_id !== null && !replace) return refuse("enroll.store_has_box", hasBox(storeId));
    const replaces = link.node_id === null ? null : link.epoch;
    await unit.client.query(
      "INSERT INTO enroll_codes (store_id, code_hash, created_at, expires_at, replaces_epoch) VALUES ($1, $2, $3, $4, $5)",
      [storeId, codeHash(code), iso(now), expiresAt, replaces],
    );
    return ok({ code, expires_at: expiresAt });
  });
}

export const hasBox = (storeId: string): string =>
  `Store ${storeId} has a box already, and a second one is not enrolled beside it. If that box never heard that it was, run its enrol command again with the code it was given. To put another box in its place, make a code with --replace.`;

export async function storeOfCode({ pool }: CommandContext["database"], code: string): Promise<string | null> {
  const found = await pool.query<{ store_id: string }>("SELECT store_id FROM enroll_codes WHERE code_hash = $1", [codeHash(code)]);
  return found.rows[0]?.store_id ?? null;
}

export async function readCode(unit: UnitOfWork, storeId: string, code: string): Promise<EnrollCode | null> {
  const found = await unit.client.query<EnrollCode>(
    "SELECT store_id, expires_at, used_at, replaces_epoch FROM enroll_codes WHERE store_id = $1 AND code_hash = $2 FOR UPDATE",
    [storeId, codeHash(code)],
  );
  return found.rows[0] ?? null;
}

export async function spendCode(unit: UnitOfWork, storeId: string, code: string): Promise<void> {
  await unit.client.query("UPDATE enroll_codes SET used_at = $3 WHERE store_id = $1 AND code_hash = $2 AND used_at IS NULL", [
    storeId,
    codeHash(code),
    iso(unit.clock.now()),
  ]);
}

/** Codes are typed by people: case, spaces and dashes do not count. */
const codeHash = (code: string): string => tokenHash(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ""));
