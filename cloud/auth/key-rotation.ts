/**
 * Contact data moves to the current key, a piece at a time, while everything goes on. A key may leave CREMA_CONTACT_KEYS once
 * nothing is sealed with it; a service that lacks one that something is sealed with does not start.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { createJob, type Job } from "@crema/shared/server/service";
import type { Pool } from "pg";
import { MAIL_PURPOSE } from "../mail/mail-rows.ts";
import { EMAIL_PURPOSE, MESSAGE_PURPOSE, PHONE_PURPOSE, type Sealer, SUBSCRIPTION_PURPOSE } from "./contact-cipher.ts";

const EVERY_MS = 60_000;
/** Rows per statement; each is opened and sealed in this process. */
const PIECE = 200;

interface SealedKind {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  readonly purpose: string;
  /** SQL: the id of the key that a row is sealed with. */
  readonly keyId: string;
  readonly also: string;
}

const KINDS: readonly SealedKind[] = [
  {
    table: "users",
    id: "user_id",
    column: "email_ciphertext",
    purpose: EMAIL_PURPOSE,
    keyId: "email_key_id",
    also: ", email_key_id = split_part($2, '.', 2)",
  },
  {
    table: "users",
    id: "user_id",
    column: "phone_ciphertext",
    purpose: PHONE_PURPOSE,
    keyId: "phone_key_id",
    also: ", phone_key_id = split_part($2, '.', 2)",
  },
  sealedColumn("mails", "mail_id", "sealed", MAIL_PURPOSE),
  sealedColumn("order_contacts", "order_id", "email_sealed", EMAIL_PURPOSE),
  sealedColumn("order_contacts", "order_id", "phone_sealed", PHONE_PURPOSE),
  sealedColumn("push_subscriptions", "subscription_id", "sealed", SUBSCRIPTION_PURPOSE),
  sealedColumn("messages", "message_id", "sealed", MESSAGE_PURPOSE),
];

function sealedColumn(table: string, id: string, column: string, purpose: string): SealedKind {
  return { table, id, column, purpose, keyId: `split_part(${column}, '.', 2)`, also: "" };
}

/** key id -> how many values are sealed with it, the installation's own among them. */
export async function sealedBy(pool: Pool): Promise<Map<string, number>> {
  const counts = KINDS.map(
    ({ table, keyId }) => `SELECT ${keyId} AS key_id, count(*)::int AS sealed FROM ${table} WHERE ${keyId} IS NOT NULL GROUP BY 1`,
  );
  counts.push("SELECT split_part(value #>> '{}', '.', 2), count(*)::int FROM settings WHERE value #>> '{}' LIKE 'v1.%' GROUP BY 1");
  const found = await pool.query<{ key_id: string; sealed: number }>(counts.join(" UNION ALL "));
  const sums = new Map<string, number>();
  for (const { key_id, sealed } of found.rows) sums.set(key_id, (sums.get(key_id) ?? 0) + sealed);
  return sums;
}

/**
 * Seals up to `piece` values of each kind again that are under another key than the current one; how many it was. A value that
 * cannot be opened is put into `damaged`, by its column and id, and passed over from then on: it keeps no other.
 */
export async function resealPiece(
  pool: Pool,
  sealer: Sealer,
  current: string,
  piece = PIECE,
  damaged = new Map<string, unknown>(),
): Promise<number> {
  let done = 0;
  for (const { table, id, column, purpose, keyId, also } of KINDS) {
    const named = (rowId: string) => `${table}.${column} ${rowId}`;
    const stale = await pool.query<{ id: string; sealed: string }>(
      `SELECT ${id} AS id, ${column} AS sealed FROM ${table} WHERE ${keyId} <> $1 AND NOT '${named("")}' || ${id} = ANY($3) LIMIT $2`,
      [current, piece, [...damaged.keys()]],
    );
    for (const row of stale.rows) {
      let fresh: string;
      try {
        fresh = sealer.seal(purpose, sealer.open(purpose, row.sealed));
      } catch (error) {
        damaged.set(named(row.id), new Error(`${named(row.id)} cannot be opened`, { cause: error }));
        continue;
      }
      // Not where somebody else has written the value meanwhile.
      const written = await pool.query(`UPDATE ${table} SET ${column} = $2${also} WHERE ${id} = $1 AND ${column} = $3`, [
        row.id,
        fresh,
        row.sealed,
      ]);
      done += written.rowCount ?? 0;
    }
  }
  return done;
}

export interface RotationOptions {
  readonly pool: Pool;
  readonly sealer: Sealer;
  readonly current: string;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  /** After something was sealed again: what is sealed with which key. */
  readonly onProgress: (sealed: ReadonlyMap<string, number>) => void;
}

export function createKeyRotation({ pool, sealer, current, timers, onError, onProgress }: RotationOptions): Job {
  const run = async () => {
    const damaged = new Map<string, unknown>();
    const next = () => resealPiece(pool, sealer, current, PIECE, damaged);
    let moved = 0;
    for (let piece = await next(); piece > 0; piece = await next()) moved += piece;
    if (moved > 0) onProgress(await sealedBy(pool));
    if (damaged.size > 0) throw new AggregateError(damaged.values(), `${damaged.size} values cannot be opened by any key`);
  };
  return createJob({ timers, everyMs: EVERY_MS, onError, run });
}

export function keysText(sealed: ReadonlyMap<string, number>, current: string, known: readonly string[]): string {
  return [...new Set([...known, ...sealed.keys()])]
    .map((id) => {
      const count = sealed.get(id) ?? 0;
      const words =
        id === current
          ? "seals"
          : !known.includes(id)
            ? "MISSING: the service does not start without it"
            : count > 0
              ? "is being replaced; keep it"
              : "may go";
      return `${id}  ${count} values  ${words}`;
    })
    .join("\n");
}
