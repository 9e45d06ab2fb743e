/**
 * The pool of Postgres connections. Pitfall: an idle client whose server goes away emits an error on the pool, and
 * without a listener that ends the process. Every statement has a time limit, since one without holds its locks for as
 * long as it runs.
 */

import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { SILENT_AFTER_MS, STATEMENT_TIMEOUT_MS } from "./time-limits.ts";

/** 64-bit integers are counters here, far below 2^53; node-postgres would hand them over as text. */
const INT8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: "text" | "binary") =>
    id === INT8 ? (text: string) => Number(text) : pg.types.getTypeParser(id, format as "text")) as pg.CustomTypesConfig["getTypeParser"],
};

const CONNECT_TIMEOUT_MS = 5_000;

export interface DatabaseOptions {
  /** postgres://… */
  readonly url: string;
  /** Connections at most. */
  readonly max: number;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  /** Hears of idle connections that break; the pool replaces them by itself. */
  readonly onError: (error: unknown) => void;
  /** Looks at each new connection before it serves; the connection is given up when it rejects. */
  readonly verify?: (client: pg.ClientBase) => Promise<void>;
}

export interface Database {
  readonly pool: pg.Pool;
  /** For reads that are not on the hot path, and for the tables of identity-schema.ts. */
  readonly drizzle: NodePgDatabase;
  /** What a connection of its own (LISTEN) is opened with. */
  readonly connection: pg.ClientConfig;
  close(): Promise<void>;
}

export function openDatabase(options: DatabaseOptions): Database {
  const connection: pg.ClientConfig = {
    connectionString: options.url,
    application_name: options.name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types,
  };
  const pool = new pg.Pool({
    ...connection,
    max: options.max,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + SILENT_AFTER_MS,
    verify: verifying(options.verify),
  });
  pool.on("error", options.onError);
  // A client that is checked out emits its own error as well when its connection breaks; the query in hand rejects anyway.
  pool.on("connect", (client) => client.on("error", options.onError));
  return { pool, drizzle: drizzle(pool), connection, close: () => pool.end() };
}

function verifying(verify: DatabaseOptions["verify"]): pg.PoolConfig["verify"] {
  return (
    verify &&
    ((client, done) => {
      verify(client).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    })
  );
}

/** SQLSTATE classes and socket errors that say "the database is away", as opposed to "the statement is wrong". */
const AWAY = /^(08|57P|53|58)/;
const AWAY_ERRNO = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EHOSTUNREACH", "ECONNABORTED"]);
const AWAY_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error/;

/** For the HTTP layer's onError: a broken database is not a bug. Null for anything else. */
export function classifyDatabaseError(error: unknown): Refusal | null {
  if (!(error instanceof Error)) return null;
  const code = codeOf(error) ?? codeOf(error.cause);
  const away = code !== null ? AWAY.test(code) || AWAY_ERRNO.has(code) || code === "57014" : AWAY_MESSAGE.test(error.message);
  return away ? { code: "service.unavailable", detail: "The database cannot be reached right now.", retry_after_s: 2 } : null;
}

/** The SQLSTATE or errno of an error of the driver. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
