/**
 * Begins an incarnation: from this commit on every store with a box is frozen, until it has joined. Several nodes may find it out at
 * once; one begins, the others see that it has been done.
 */
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type pg from "pg";
import { judgeDatabase, type Remembered } from "./judge.ts";
import { observeDatabase } from "./observe.ts";

/** Any constant; the same in every release. */
const LOCK = 7_215_308_115;

export interface Begun {
  readonly incarnation_id: string;
  /** null: another node had begun it, or nothing was amiss. */
  readonly begun: { readonly detail: string; readonly lost_from: string | null; readonly frozen: number } | null;
}

/** What a beginning takes from outside. `now`: by the database's clock. */
export interface By {
  readonly newId: IdSource;
  readonly now: () => string;
}

/** `client` is in no transaction. */
export async function takeUpDatabase(client: pg.ClientBase, by: By, remembered: Remembered | null): Promise<Begun> {
  return inLock(client, async () => {
    const observed = await observeDatabase(client, remembered?.incarnation_id ?? null);
    const verdict = judgeDatabase(remembered, observed);
    if (verdict.is === "present") return { incarnation_id: verdict.incarnation_id, begun: null };
    if (verdict.is === "set_back") {
      const succeeds = remembered?.incarnation_id ?? null;
      return begin(client, by, { cause: "DATABASE", detail: verdict.detail, succeeds, putBackTo: null });
    }
    const incarnation_id = by.newId();
    await insert(client, { incarnation_id, begun_at: by.now(), cause: "FIRST", detail: "", succeeds: null, lost_from: null });
    return { incarnation_id, begun: null };
  });
}

/** A person says that the database was put back, where nothing shows it. `putBackTo`: to which moment, where they know. */
export async function setBackByHand(client: pg.ClientBase, by: By, putBackTo: string | null): Promise<Begun> {
  const detail = "A person said so: crema-cloud set-back.";
  return inLock(client, () => begin(client, by, { cause: "OPERATOR", detail, succeeds: null, putBackTo }));
}

async function inLock(client: pg.ClientBase, work: () => Promise<Begun>): Promise<Begun> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    const done = await work();
    await client.query("COMMIT");
    return done;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

interface Beginning {
  readonly cause: "DATABASE" | "OPERATOR";
  readonly detail: string;
  readonly succeeds: string | null;
  readonly putBackTo: string | null;
}

async function begin(client: pg.ClientBase, by: By, { putBackTo, ...said }: Beginning): Promise<Begun> {
  const incarnation_id = by.newId();
  const now = by.now();
  const known = await client.query<{ at: Date | null }>(LAST_KNOWN);
  const lost_from = putBackTo ?? known.rows[0]?.at?.toISOString() ?? null;
  await insert(client, { incarnation_id, begun_at: now, lost_from, ...said });
  // Waits for whoever works on a store; whoever comes after finds it frozen.
  const frozen = await client.query("UPDATE store_links SET frozen_by = $1 WHERE node_id IS NOT NULL OR frozen_by IS NOT NULL", [
    incarnation_id,
  ]);
  await client.query(
    `INSERT INTO store_freezes (store_id, incarnation_id, begun_at, lost_from)
     SELECT l.store_id, $1, $3, least($2::timestamptz, (SELECT min(f.lost_from) FROM store_freezes f WHERE f.store_id = l.store_id AND f.ended_at IS NULL))
     FROM store_links l WHERE l.frozen_by = $1`,
    [incarnation_id, lost_from, now],
  );
  await client.query(
    "UPDATE store_freezes SET ended_at = $2, ended_by = 'SET_BACK_AGAIN' WHERE ended_at IS NULL AND incarnation_id <> $1",
    [incarnation_id, now],
  );
  await client.query("DELETE FROM freeze_readings");
  // Requests that are held end.
  await client.query("INSERT INTO outbox (store_id, topic, created_at) SELECT store_id, 'down', $2 FROM store_links WHERE frozen_by = $1", [
    incarnation_id,
    now,
  ]);
  return { incarnation_id, begun: { detail: said.detail, lost_from, frozen: frozen.rowCount ?? 0 } };
}

/** Boxes are heard every few seconds, so this is when the database last lived, within seconds. */
const LAST_KNOWN = `SELECT greatest((SELECT max(last_seen_at) FROM store_link_seen), (SELECT max(received_at) FROM psp_events),
  (SELECT max(begun_at) FROM incarnations)) AS at`;

interface Row {
  readonly incarnation_id: string;
  readonly begun_at: string;
  readonly cause: string;
  readonly detail: string;
  readonly succeeds: string | null;
  readonly lost_from: string | null;
}

async function insert(client: pg.ClientBase, row: Row): Promise<void> {
  await client.query(
    `INSERT INTO incarnations (incarnation_id, number, begun_at, cause, detail, system_identifier, timeline, succeeds, lost_from)
     SELECT $1, coalesce(max(number), 0) + 1, $6, $2, $3, (SELECT system_identifier FROM pg_control_system())::text,
       ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int, $4, $5 FROM incarnations`,
    [row.incarnation_id, row.cause, row.detail, row.succeeds, row.lost_from, row.begun_at],
  );
}
