/**
 * The cloud's half of the sync ports on Postgres: ingest on a unit of work, and what the shape server reads. An
 * acceptance moves authority, so its confirmation goes into the store's inbox in the same transaction. Otherwise a
 * store could wait for ever for an order that the cloud believes it has handed over.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { JoinTokens } from "@crema/sync/cloud/join-token";
import type { IngestDatabase } from "@crema/sync/ports";
import type { UpBatch } from "@crema/sync/protocol/up";
import type pg from "pg";
import { boxVersion } from "../db/box-version.ts";
import type { Database } from "../db/database.ts";
import { stripNul } from "../db/insert.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { Executor } from "../executor.ts";
import { reportToUpgradedBox } from "../payments/report-refunds.ts";
import { askPosition, createIngestTransaction, type KnownPosition } from "./ingest-transaction.ts";

export interface SyncStoreOptions {
  readonly database: Database;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly joinTokens: Pick<JoinTokens, "isCurrent">;
}

export function createIngestDatabase({ database, executor, clock, joinTokens }: SyncStoreOptions): IngestDatabase {
  /** Whose heartbeat was written in their own transaction. */
  const written = new WeakSet<UpBatch>();
  return {
    async transaction(storeId, { inbox_seq }, work) {
      let last: UnitOfWork | null = null;
      let position: KnownPosition | null = null;
      const seen = (batch: UpBatch) => seenBy(clock, batch, true);
      const done = await executor.transaction(
        (unit) => {
          last = unit;
          return work(createIngestTransaction(unit, { tokens: joinTokens, seen, position: () => position }));
        },
        {
          storeId,
          asks: async (asks) => {
            position = await askPosition(asks, storeId, inbox_seq);
          },
        },
      );
      const { seen: heard } = (last as UnitOfWork | null)?.pending ?? {};
      if (heard?.isWritten) written.add(heard.batch);
      return done;
    },
    async seen(batch) {
      if (written.has(batch) || (await recordSeen(database.pool, clock, batch, true))) return;
      await executor.transaction((unit) => recordRise(unit, clock, batch));
    },
  };
}

/**
 * Only the store's present box counts: a fenced one must not make its store look alive. A late copy of an older batch
 * changes nothing; enrolment takes the row away, so that a new box begins where it stands.
 */
async function recordSeen(client: Pick<pg.ClientBase, "query">, clock: Clock, batch: UpBatch, sameVersion: boolean): Promise<boolean> {
  const { name, text, values } = seenBy(clock, batch, sameVersion);
  return (await client.query({ name, text, values })).rowCount !== 0;
}

function seenBy(clock: Clock, batch: UpBatch, sameVersion: boolean): { name: string; text: string; values: unknown[] } {
  const { position, heartbeat } = batch;
  return {
    name: "record_seen",
    text: `INSERT INTO store_link_seen (store_id, last_seen_at, inbox_seq, inbox_id, menu_version, profile_version, heartbeat)
           SELECT store_id, $4, $5, $6, $7, $8, $9 FROM store_links WHERE store_id = $1 AND node_id = $2 AND epoch = $3
           ON CONFLICT (store_id) DO UPDATE SET last_seen_at = greatest(store_link_seen.last_seen_at, excluded.last_seen_at),
             inbox_seq = excluded.inbox_seq, inbox_id = excluded.inbox_id, menu_version = excluded.menu_version,
             profile_version = excluded.profile_version, heartbeat = excluded.heartbeat
           WHERE excluded.inbox_seq >= store_link_seen.inbox_seq
             AND NOT ($10 AND coalesce((store_link_seen.heartbeat ->> 'protocol_version')::int, 0) < $11)`,
    values: [
      batch.store_id,
      batch.node_id,
      batch.epoch,
      iso(clock.now()),
      position.inbox_seq,
      position.inbox_id,
      position.menu_version,
      position.profile_version,
      JSON.stringify({ ...heartbeat, protocol_version: batch.protocol_version, box_version: stripNul(heartbeat.box_version) }),
      sameVersion,
      batch.protocol_version,
    ],
  };
}

/** The box speaks a newer version than it did: what it could not be told until now goes down in the commit that records it. */
async function recordRise(unit: UnitOfWork, clock: Clock, batch: UpBatch): Promise<void> {
  const link = await unit.lockLink(batch.store_id);
  if (!link || link.node_id !== batch.node_id || link.epoch !== batch.epoch) return;
  const before = await boxVersion(unit, batch.store_id);
  if (!(await recordSeen(unit.client, clock, batch, false)) || before === 0) return;
  unit.heardVersion = batch.protocol_version;
  await reportToUpgradedBox(unit, batch.store_id, before);
}
