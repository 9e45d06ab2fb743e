/**
 * Sees to it that the erased stay erased, at the start, every hour, and as soon as the database was put back: tombstones that only the
 * register knows are carried out again. And what is kept for a time only goes when its time is over.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { createJob, type Job } from "@crema/shared/server/service";
import type { Database } from "../db/database.ts";
import type { Executor } from "../executor.ts";
import type { ErasureRegister } from "../register/erasures.ts";
import { RegisterUnavailable } from "../register/register.ts";
import type { Keeping } from "../settings.ts";
import { applyErasures } from "./apply-erasures.ts";
import { blankOrders } from "./blank-orders.ts";
import { blankText } from "./blank-text.ts";
import { eraseUser, readForErasure } from "./erase-user.ts";

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** How soon after its end an order of somebody who was erased is blanked. */
const APPLY_EVERY_MS = 60_000;
/** How soon a database that was put back is noticed. */
const EVERY_MS = 5_000;
/** Orders and customers per look; each store's orders are one transaction. */
const PIECE = 100;

export interface ErasureDeps {
  readonly database: Database;
  readonly executor: Executor;
  readonly erasures: ErasureRegister;
  readonly clock: Clock;
  readonly keeping: Keeping;
  /** What is left is done by the next run. */
  readonly isStopped?: () => boolean;
}

export interface ErasureJobOptions extends ErasureDeps {
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  readonly incarnation: () => string;
  /** Whether the time is known by which it judges. */
  readonly mayRun: () => boolean;
}

export function createErasureJob(options: ErasureJobOptions): Job & { poke(): void } {
  const { timers, onError, clock, incarnation, mayRun } = options;
  let ran: { readonly at: number; readonly in: string } | null = null;
  let applied = Number.NEGATIVE_INFINITY;
  let poked = false;
  const job = createJob({
    timers,
    everyMs: EVERY_MS,
    onError,
    async run(isStopped) {
      const deps = { ...options, isStopped };
      const now = { at: clock.monotonic(), in: incarnation() };
      const isSwept = !poked && ran !== null && ran.in === now.in && now.at - ran.at < HOUR_MS;
      if (isSwept && now.at - applied < APPLY_EVERY_MS) return;
      applied = now.at;
      if (isSwept) return applyErasures(deps);
      poked = false;
      ran = now;
      await sweep(deps, mayRun());
    },
  });
  return {
    ...job,
    poke() {
      poked = true;
      job.poke();
    },
  };
}

const NEVER = () => false;

/** Each part for itself, so that one which fails keeps no other. `knowsTime` false: nothing goes by age. Rejects after having tried all. */
export async function sweep(deps: ErasureDeps, knowsTime = true): Promise<void> {
  const parts = [
    carryOutTombstones,
    applyErasures,
    forgetMessages,
    ...(knowsTime ? [forgetOldCustomers, forgetOldNames, forgetOldQuarantine] : []),
  ];
  const failures: unknown[] = [];
  for (const part of parts) {
    if (deps.isStopped?.()) break;
    try {
      await part(deps);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, "not everybody could be erased who is to be");
}

/** Tombstones of the register that this database does not have, or has and holds the customer all the same. Rejects after the others where one is unreadable. */
export async function carryOutTombstones({
  database: { pool },
  executor,
  erasures,
  isStopped = NEVER,
}: Pick<ErasureDeps, "database" | "executor" | "erasures" | "isStopped">): Promise<void> {
  const userIds = await erasures.userIds();
  const missing = await pool.query<{ user_id: string }>(
    `SELECT user_id FROM unnest($1::uuid[]) AS told (user_id)
     WHERE NOT EXISTS (SELECT FROM erased_users e WHERE e.user_id = told.user_id) OR EXISTS (SELECT FROM users u WHERE u.user_id = told.user_id)`,
    [userIds],
  );
  const unreadable: string[] = [];
  for (const { user_id } of missing.rows) {
    if (isStopped()) break;
    const tombstone = await erasures.read(user_id);
    if (tombstone === null) {
      unreadable.push(user_id);
      continue;
    }
    await executor.execute(async ({ client }) => {
      await readForErasure(client, user_id);
      await eraseUser(client, tombstone, null);
      return ok(null);
    });
  }
  if (unreadable.length > 0) throw new RegisterUnavailable(`tombstones were passed over that cannot be read: ${unreadable.join(", ")}`);
}

/** Whoever planned a message while its recipient was erased may have committed after it. */
async function forgetMessages({ database: { pool }, clock }: ErasureDeps): Promise<void> {
  const text = `DELETE FROM messages m USING erased_orders e LEFT JOIN erased_users u USING (user_id)
    WHERE (u.erased_at > $1 OR e.blanked_at IS NULL) AND m.store_id = e.store_id AND m.order_id = e.order_id`;
  await pool.query(text, [iso(clock.now() - 2 * DAY_MS)]);
}

/** They have not signed in for as long, nor ordered. */
const GONE = `role = 'customer' AND created_at < $1 AND greatest(created_at, email_proved_at, signed_in_at) < $1
  AND NOT EXISTS (SELECT FROM sessions s WHERE s.user_id = u.user_id)
  AND NOT EXISTS (SELECT FROM orders o WHERE o.user_id = u.user_id AND o.promised_at >= $1)`;

export async function forgetOldCustomers(deps: ErasureDeps): Promise<void> {
  const { executor, erasures, clock, keeping, isStopped = NEVER } = deps;
  const { pool } = deps.database;
  if (keeping.customersMs === null) return;
  const now = clock.now();
  const before = iso(now - keeping.customersMs);
  for (let more = true; more; ) {
    const found = await pool.query<{ user_id: string }>(`SELECT user_id FROM users u WHERE ${GONE} LIMIT ${PIECE}`, [before]);
    for (const { user_id } of found.rows) {
      if (isStopped()) return;
      await executor.execute(async ({ client }) => {
        const theirs = await readForErasure(client, user_id);
        if (!theirs) return ok(null);
        // They may have signed in or ordered since they were found; under the lock nobody does.
        const still = await client.query(`SELECT FROM users u WHERE user_id = $2 AND ${GONE}`, [before, user_id]);
        if (still.rowCount === 0) return ok(null);
        const tombstone = { user_id, erased_at: iso(now), asked_by: "AGE", ...theirs } as const;
        await erasures.write(tombstone);
        await eraseUser(client, tombstone, null);
        return ok(null);
      });
    }
    more = found.rows.length === PIECE;
  }
}

/** Store by store, so that one whose row is taken keeps no other. Rejects, after having tried every store, where one failed. */
export async function forgetOldNames({ database: { pool }, executor, clock, keeping, isStopped = NEVER }: ErasureDeps): Promise<void> {
  const before = iso(clock.now() - Math.max(keeping.namesMs, DAY_MS));
  const stores = await pool.query<{ store_id: string }>({
    name: "stores_with_old_names",
    text: `SELECT store_id FROM stores s
           WHERE EXISTS (SELECT FROM orders o WHERE o.store_id = s.store_id AND o.promised_at < $1 AND NOT o.without_person) ORDER BY store_id`,
    values: [before],
  });
  const failures: unknown[] = [];
  for (const { store_id } of stores.rows) {
    try {
      while (!isStopped() && (await forgetPiece(executor, store_id, before)));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `names are still to go at ${failures.length} stores`);
}

/** False: none is left. */
async function forgetPiece(executor: Executor, storeId: string, before: string): Promise<boolean> {
  const done = await executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    const found = await unit.client.query<{ order_id: string }>({
      name: "old_names",
      text: `SELECT order_id FROM orders WHERE store_id = $1 AND promised_at < $2 AND NOT without_person ORDER BY promised_at LIMIT ${PIECE}`,
      values: [storeId, before],
    });
    await blankOrders(
      unit.client,
      storeId,
      found.rows.map(({ order_id }) => order_id),
    );
    return ok(found.rows.length === PIECE);
  });
  return done.ok && done.value;
}

/** Events of which no order came to be keep their body for as long as an order keeps its name. */
async function forgetOldQuarantine({ database: { pool }, clock, keeping, isStopped = NEVER }: ErasureDeps): Promise<void> {
  const before = iso(clock.now() - Math.max(keeping.namesMs, DAY_MS));
  for (let more = true; more && !isStopped(); ) {
    const found = await pool.query<{ store_id: string; epoch: number; seq: number; body: Buffer }>({
      name: "old_quarantine",
      text: `SELECT store_id, epoch, seq, body FROM quarantine WHERE received_at < $1 AND NOT without_person ORDER BY received_at LIMIT ${PIECE}`,
      values: [before],
    });
    for (const { store_id, epoch, seq, body } of found.rows)
      await pool.query("UPDATE quarantine SET body = $4, without_person = true WHERE store_id = $1 AND epoch = $2 AND seq = $3", [
        store_id,
        epoch,
        seq,
        Buffer.from(blankText(body.toString("utf8")), "utf8"),
      ]);
    more = found.rows.length === PIECE;
  }
}
