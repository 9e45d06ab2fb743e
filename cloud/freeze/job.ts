/**
 * What has to happen while stores are frozen, and right after: the provider is read, a person is told of a freeze that lasts, and
 * holds that nobody remembers are let go.
 */
import { iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { createJob, type Job } from "@crema/shared/server/service";
import type { Database } from "../db/database.ts";
import type { Executor } from "../executor.ts";
import { type ReadDeps, readProvider, type Unread } from "./read-provider.ts";

const EVERY_MS = 1_000;
const OVERDUE_MS = 10 * 60_000;

export interface FreezeDeps extends ReadDeps {
  readonly database: Database;
  readonly executor: Executor;
}

export function createFreezeJob(deps: FreezeDeps, timers: Timers, onError: (error: unknown) => void): Job {
  return createJob({ timers, everyMs: EVERY_MS, onError, run: () => tendFreezes(deps) });
}

export async function tendFreezes(deps: FreezeDeps): Promise<void> {
  const { pool } = deps.database;
  const open = await pool.query<Unread & { provider_read_at: Date | null; overdue_at: Date | null }>(
    "SELECT store_id, incarnation_id, begun_at, lost_from, provider_read_at, overdue_at FROM store_freezes WHERE ended_at IS NULL ORDER BY store_id",
  );
  const failures: unknown[] = [];
  for (const freeze of open.rows) {
    try {
      if (freeze.provider_read_at === null) await readAndNote(deps, freeze);
      if (freeze.overdue_at === null && deps.clock.now() - freeze.begun_at.getTime() >= OVERDUE_MS) await raiseOverdue(deps, freeze);
    } catch (error) {
      failures.push(error);
    }
  }
  await releaseOrphans(deps).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, "not every frozen store could be tended");
}

async function readAndNote(deps: FreezeDeps, freeze: Unread): Promise<void> {
  const read = await readProvider(deps, freeze);
  if (!read) return;
  await deps.database.pool.query(
    "UPDATE store_freezes SET provider_read_at = $3, closed_accounts = $4 WHERE store_id = $1 AND incarnation_id = $2",
    [freeze.store_id, freeze.incarnation_id, iso(deps.clock.now()), read.closed_accounts],
  );
}

async function raiseOverdue(deps: FreezeDeps, freeze: Unread): Promise<void> {
  const raised = await deps.executor.execute(async (unit) => {
    await unit.lockLink(freeze.store_id);
    unit.raise({
      store_id: freeze.store_id,
      order_id: null,
      kind: "sync.frozen",
      detail: `The service was put back to an earlier state, and the store has not joined it for ten minutes: its app orders are neither taken nor decided. The counter sells on.`,
      what_to_do:
        "Look at the store's page: bring its box online, or replace or revoke the box. It ends by itself once the box has joined.",
    });
    return ok(null);
  });
  if (!raised.ok) throw new Error(`an exception was refused: ${raised.refusal.code}`);
  await deps.database.pool.query("UPDATE store_freezes SET overdue_at = $3 WHERE store_id = $1 AND incarnation_id = $2", [
    freeze.store_id,
    freeze.incarnation_id,
    iso(deps.clock.now()),
  ]);
}

/** A hold that nobody remembers is let go (J6), once its store is not frozen any more. */
async function releaseOrphans({ database: { pool }, provider }: FreezeDeps): Promise<void> {
  if (!provider) return;
  const held = await pool.query<{ store_id: string; intent_id: string; account: string }>(
    `SELECT r.store_id, r.intent_id, r.account FROM freeze_readings r JOIN store_links l USING (store_id) WHERE l.frozen_by IS NULL LIMIT 20`,
  );
  for (const { store_id, intent_id, account } of held.rows) {
    const released = await provider.cancel(intent_id, account || null, `forgotten:${intent_id}`);
    // Paid in the meantime: its webhook finds no order, and the provider's books show it.
    if (released.kind !== "done" && released.kind !== "refused") continue;
    await pool.query("DELETE FROM freeze_readings WHERE store_id = $1 AND intent_id = $2", [store_id, intent_id]);
  }
}
