/**
 * The sandbox's memory: one SQLite file, one process. Everything that belongs together (the object, its events, the
 * stored response of its key) is one transaction, so a kill at any moment leaves what was acknowledged, or nothing.
 * Lists are in the order of `seq`, not `created`, because many objects share one second.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type Stripe from "stripe";

/** What the event carries is named by its type; custom events of a test may have a type that no SDK knows. */
export type SandboxEvent = Omit<Stripe.EventBase, "type"> & { type: string };

/** An event of API v2 as it is sent: it names what it is about, and says nothing of it. */
export interface ThinEvent {
  readonly id: string;
  readonly object: "v2.core.event";
  readonly type: string;
  readonly livemode: boolean;
  /** ISO 8601, unlike API v1. */
  readonly created: string;
  readonly related_object: { readonly id: string; readonly type: string; readonly url: string } | null;
}

export interface Bodies {
  payment_intent: Stripe.PaymentIntent;
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  dispute: Stripe.Dispute;
  early_fraud_warning: Stripe.Radar.EarlyFraudWarning;
  review: Stripe.Review;
  payment_method: Stripe.PaymentMethod;
  event: SandboxEvent;
  thin_event: ThinEvent;
}
export type Kind = keyof Bodies;

/** What the sandbox knows of an object and the API does not tell. */
export interface Facts {
  /** The test card that decides how the object behaves (cards.ts). */
  readonly card?: string;
  /** No webhook is sent for what happens to it. */
  readonly silent?: boolean;
  readonly return_url?: string | null;
  /** What the refund becomes when it is due. */
  readonly settles_to?: "succeeded" | "failed";
  /** The part of a hold that was released without ever having been captured. */
  readonly releases_hold?: boolean;
}

export interface Row<K extends Kind = Kind> {
  readonly kind: K;
  /** "" is the platform's own account. */
  readonly account: string;
  readonly body: Bodies[K];
  readonly facts: Facts;
  /** By the sandbox's clock, in ms: a hold expires, a refund settles. */
  readonly dueAt: number | null;
}

export interface PageFilter {
  readonly account: string;
  readonly created?: Partial<Record<"gt" | "gte" | "lt" | "lte", number>> | undefined;
  readonly intent?: string | null;
  readonly charge?: string | null;
  readonly types?: readonly string[] | null;
  /** Events only: whether every webhook of it has been answered well. */
  readonly delivered?: boolean | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, kind TEXT NOT NULL,
  created INTEGER NOT NULL, type TEXT, intent TEXT, charge TEXT, due_at INTEGER, facts TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, account, seq);
CREATE INDEX IF NOT EXISTS objects_by_intent ON objects (intent, kind) WHERE intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_due ON objects (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS idempotency_keys (
  account TEXT NOT NULL, key TEXT NOT NULL, path TEXT NOT NULL, fingerprint TEXT NOT NULL, status INTEGER NOT NULL,
  body TEXT NOT NULL, request_id TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (account, key)) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL, state TEXT NOT NULL,
  due_at INTEGER NOT NULL, attempts INTEGER NOT NULL, forge TEXT, last_answer TEXT) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (endpoint, due_at, seq) WHERE state = 'due';
CREATE TABLE IF NOT EXISTS plans (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, remaining INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS calls (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, account TEXT NOT NULL, operation TEXT NOT NULL, object TEXT,
  key TEXT, status INTEGER NOT NULL, replayed INTEGER NOT NULL, outcome TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
`;

interface Stored {
  kind: Kind;
  account: string;
  body: string;
  facts: string;
  due_at: number | null;
}

export class Store {
  readonly db: Database.Database;
  readonly #prepared = new Map<string, Database.Statement<unknown[]>>();

  /** Throws when another process has the directory: two sandboxes on one file would keep two sets of books. */
  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.db = new Database(join(dir, "psp.sqlite"), { timeout: 100 });
    this.db.pragma("locking_mode = EXCLUSIVE");
    this.db.pragma("journal_mode = WAL");
    this.db.pragma("synchronous = NORMAL");
    this.db.exec(SCHEMA);
  }

  close(): void {
    this.db.close();
  }

  /** Prepared once: a statement costs more to prepare than to run. */
  prepare(sql: string): Database.Statement<unknown[]> {
    const known = this.#prepared.get(sql) ?? this.db.prepare<unknown[]>(sql);
    this.#prepared.set(sql, known);
    return known;
  }

  transaction<T>(work: () => T): T {
    return this.db.transaction(work).immediate();
  }

  insert<K extends Kind>(row: Row<K>): Row<K> {
    const { intent, charge } = parents(row.body);
    this.prepare(
      "INSERT INTO objects (id, account, kind, created, type, intent, charge, due_at, facts, body) VALUES (?,?,?,?,?,?,?,?,?,?)",
    ).run(
      row.body.id,
      row.account,
      row.kind,
      typeof row.body.created === "string" ? Math.floor(Date.parse(row.body.created) / 1000) : row.body.created,
      row.kind === "event" ? (row.body as SandboxEvent).type : null,
      intent,
      charge,
      row.dueAt,
      JSON.stringify(row.facts),
      JSON.stringify(row.body),
    );
    return row;
  }

  /** Replaces the fields named in `patch`; facts and due date only where given. */
  update<K extends Kind>(row: Row<K>, patch: Partial<Bodies[K]>, rest: { facts?: Facts; dueAt?: number | null } = {}): Row<K> {
    const next: Row<K> = {
      ...row,
      body: { ...row.body, ...patch },
      facts: { ...row.facts, ...rest.facts },
      dueAt: rest.dueAt === undefined ? row.dueAt : rest.dueAt,
    };
    this.prepare("UPDATE objects SET body = ?, facts = ?, due_at = ? WHERE id = ?").run(
      JSON.stringify(next.body),
      JSON.stringify(next.facts),
      next.dueAt,
      next.body.id,
    );
    return next;
  }

  /** undefined also when the object belongs to another account. */
  find<K extends Kind>(account: string, kind: K, id: string): Row<K> | undefined {
    const found = this.prepare("SELECT * FROM objects WHERE id = ? AND kind = ? AND account = ?").get(id, kind, account);
    return found === undefined ? undefined : read<K>(found);
  }

  /** Whatever its account: for the control interface, which sees all. */
  anywhere<K extends Kind>(kind: K, id: string): Row<K> | undefined {
    const found = this.prepare("SELECT * FROM objects WHERE id = ? AND kind = ?").get(id, kind);
    return found === undefined ? undefined : read<K>(found);
  }

  all<K extends Kind>(kind: K): Row<K>[] {
    return this.prepare("SELECT * FROM objects WHERE kind = ? ORDER BY seq")
      .all(kind)
      .map((found) => read<K>(found));
  }

  /** Newest first, at most `limit`; with `before` the nearest ones that are newer than it. */
  page<K extends Kind>(kind: K, filter: PageFilter, limit: number): Row<K>[] {
    const where = ["kind = @kind", "account = @account"];
    if (filter.intent) where.push("intent = @intent");
    if (filter.charge) where.push("charge = @charge");
    if (filter.types) where.push("type IN (SELECT value FROM json_each(@types))");
    if (filter.delivered != null) where.push(`${filter.delivered ? "NOT " : ""}${UNDELIVERED}`);
    if (filter.after) where.push("seq < (SELECT seq FROM objects WHERE id = @after)");
    if (filter.before) where.push("seq > (SELECT seq FROM objects WHERE id = @before)");
    for (const [bound, sign] of BOUNDS) if (filter.created?.[bound] !== undefined) where.push(`created ${sign} @${bound}`);
    const rows = this.prepare(
      `SELECT * FROM objects WHERE ${where.join(" AND ")} ORDER BY seq ${filter.before ? "ASC" : "DESC"} LIMIT @limit`,
    )
      .all({ ...filter.created, ...filter, kind, limit, created: null, delivered: null, types: JSON.stringify(filter.types ?? []) })
      .map((found) => read<K>(found));
    return filter.before ? rows.reverse() : rows;
  }

  due(nowMs: number): Row[] {
    return this.prepare("SELECT * FROM objects WHERE due_at <= ? ORDER BY due_at, seq")
      .all(nowMs)
      .map((found) => read(found));
  }

  nextDue(): number | null {
    return this.prepare("SELECT min(due_at) FROM objects WHERE due_at IS NOT NULL").pluck().get() as number | null;
  }

  setting(name: string): number {
    return (this.prepare("SELECT value FROM settings WHERE name = ?").pluck().get(name) as number | undefined) ?? 0;
  }

  setSetting(name: string, value: number): void {
    this.prepare("INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(name, value);
  }
}

const UNDELIVERED = "EXISTS (SELECT 1 FROM deliveries WHERE event = objects.id AND state <> 'delivered')";
const BOUNDS = [
  ["gt", ">"],
  ["gte", ">="],
  ["lt", "<"],
  ["lte", "<="],
] as const;

function parents(body: Bodies[Kind]): { intent: string | null; charge: string | null } {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    intent: "payment_intent" in body ? text(body.payment_intent) : null,
    charge: "charge" in body ? text(body.charge) : null,
  };
}

function read<K extends Kind>(found: unknown): Row<K> {
  const stored = found as Stored;
  return {
    kind: stored.kind as K,
    account: stored.account,
    body: JSON.parse(stored.body),
    facts: JSON.parse(stored.facts),
    dueAt: stored.due_at,
  };
}
