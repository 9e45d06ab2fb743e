/**
 * Who waits for what, and the one LISTEN connection that wakes them: whatever was committed on any node arrives here.
 * Pitfall: a notification that falls into a gap is lost for good. So positions are compared after a reconnect and by a slow poll, in one
 * statement however many subscribe: thirty thousand that read for themselves at once would storm the database. Subscribers read what is
 * new themselves, so waking one too often does no harm.
 */
import { pause, type Timers } from "@crema/shared/domain/kernel/clock";
import type { Service } from "@crema/shared/server/service";
import type { DownHead } from "@crema/sync/ports";
import pg from "pg";
import type { Database } from "./db/database.ts";
import type { ChangeNotifier } from "./ports.ts";

export const CHANNEL = "crema";

/** What a NOTIFY says: orders to which something happened, stores whose inbox or documents have moved. */
export interface Notice {
  readonly orders: readonly string[];
  readonly down: readonly string[];
  /** Those of them whose documents have moved, or that were joined; absent in one of an earlier release: it may be all. */
  readonly documents?: readonly string[];
}

export interface ChangeNotifierOptions {
  readonly database: Database;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  /** How often positions are compared, in milliseconds. */
  readonly pollMs?: number;
}

export interface RunningChangeNotifier extends ChangeNotifier, Service {
  /** Resolves once it listens; after that it keeps itself connected. Rejects when the database is away. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const POLL_MS = 5_000;
const RECONNECT_MS = 500;
const CLOSING_MS = 1_000;

export function createChangeNotifier({ database, timers, onError, pollMs = POLL_MS }: ChangeNotifierOptions): RunningChangeNotifier {
  const orders = new Subscribers();
  const inboxes = new Subscribers();
  const documents = new Subscribers();
  const followersOfMany = new Set<(orderIds: readonly string[] | null) => void>();
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const tellFollowersOfMany = (orderIds: readonly string[] | null) => {
    for (const listener of followersOfMany) listener(orderIds);
  };
  const wakeAll = () => {
    tellFollowersOfMany(null);
    orders.wakeAll();
    inboxes.wakeAll();
    documents.wakeAll();
  };
  const hear = (payload: string | undefined) => {
    const notice = readNotice(payload);
    // Not ours, or of a release that says it otherwise: wake everybody rather than nobody.
    if (!notice) return wakeAll();
    if (notice.orders.length > 0) tellFollowersOfMany(notice.orders);
    for (const id of notice.orders) orders.wake(id);
    for (const id of notice.down) inboxes.wake(id);
    for (const id of notice.documents ?? notice.down) documents.wake(id);
  };

  /** Listens until the connection ends, or the feed is stopped. */
  const listen = async (onListening: () => void): Promise<void> => {
    const client = new pg.Client({ ...database.connection, query_timeout: 5_000 });
    const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
    client.on("error", onError);
    client.on("notification", (message) => hear(message.payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      onListening();
      tellFollowersOfMany(null);
      await comparePositions(database, { orders, inboxes, documents });
      const lost = new AbortController();
      void ended.then(() => lost.abort());
      const either = AbortSignal.any([lost.signal, stopping.signal]);
      while (!either.aborted) {
        await pause(timers, pollMs, either);
        if (either.aborted) break;
        // Proves that the connection is alive in both directions: a silent one would be deaf for good.
        await client.query("SELECT 1");
        tellFollowersOfMany(null);
        await comparePositions(database, { orders, inboxes, documents });
      }
    } finally {
      // A server that has gone silent never ends the connection.
      const closed = new AbortController();
      const closing = client.end().catch(onError);
      void closing.then(() => closed.abort());
      await Promise.race([closing, pause(timers, CLOSING_MS, closed.signal)]);
    }
  };

  const keepListening = async (onListening: () => void, onFirstFailure: (error: unknown) => void): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await listen(onListening);
      } catch (error) {
        onError(error);
        onFirstFailure(error);
      }
      await pause(timers, RECONNECT_MS, stopping.signal);
    }
  };

  return {
    subscribeOrder: (orderId, listener) => orders.add(orderId, listener),
    subscribeOrders(listener) {
      followersOfMany.add(listener);
      return () => void followersOfMany.delete(listener);
    },
    subscribeInbox: (storeId, listener, at) => inboxes.add(storeId, listener, at && positionOf(at)),
    subscribeDocuments: (storeId, listener, at) => documents.add(storeId, listener, at && positionOf(at)),
    start: () =>
      new Promise((resolve, reject) => {
        running = keepListening(resolve, reject);
      }),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function readNotice(payload: string | undefined): Notice | null {
  try {
    const notice: unknown = JSON.parse(payload ?? "");
    const isNotice = typeof notice === "object" && notice !== null && "orders" in notice && "down" in notice;
    if (!isNotice || !Array.isArray(notice.orders) || !Array.isArray(notice.down)) return null;
    const { orders, down } = notice;
    return "documents" in notice && Array.isArray(notice.documents) ? { orders, down, documents: notice.documents } : { orders, down };
  } catch {
    return null;
  }
}

type Subject = "orders" | "inboxes" | "documents";

type PositionOf = () => string | null;

const positionText = (lsn: number, epoch: number, joinNumber: number): string => `${lsn} ${epoch} ${joinNumber}`;

function positionOf(at: () => DownHead | null): PositionOf {
  return () => {
    const head = at();
    return head && positionText(head.lsn, head.epoch, head.join_number);
  };
}

/** Listeners by subject, each with the position that the poll saw last, or that it has read itself. */
class Subscribers {
  readonly #bySubject = new Map<string, { listeners: Map<() => void, PositionOf | null>; position: string | null }>();

  add(subject: string, listener: () => void, at: PositionOf | null = null): () => void {
    let entry = this.#bySubject.get(subject);
    if (!entry) {
      entry = { listeners: new Map(), position: null };
      this.#bySubject.set(subject, entry);
    }
    // A listener of its own per subscription: the same function may be given twice.
    const own = () => listener();
    entry.listeners.set(own, at);
    return () => {
      entry.listeners.delete(own);
      if (entry.listeners.size === 0 && this.#bySubject.get(subject) === entry) this.#bySubject.delete(subject);
    };
  }

  subjects(): string[] {
    return [...this.#bySubject.keys()];
  }

  wake(subject: string): void {
    for (const listener of [...(this.#bySubject.get(subject)?.listeners.keys() ?? [])]) listener();
  }

  wakeAll(): void {
    for (const subject of this.subjects()) this.wake(subject);
  }

  /** Wakes those whose subject is elsewhere than they have read, or than at the last comparison, or was not compared before. */
  compare(subject: string, position: string): void {
    const entry = this.#bySubject.get(subject);
    if (!entry) return;
    const hasMoved = entry.position !== position;
    entry.position = position;
    for (const [listener, at] of [...entry.listeners]) if (at ? at() !== position : hasMoved) listener();
  }
}

async function comparePositions({ pool }: Database, { orders, inboxes, documents }: Record<Subject, Subscribers>): Promise<void> {
  const orderIds = orders.subjects();
  if (orderIds.length > 0) {
    const found = await pool.query<{ id: string; position: string }>(
      "SELECT order_id AS id, cursor::text AS position FROM orders WHERE order_id = ANY($1::uuid[])",
      [orderIds],
    );
    for (const row of found.rows) orders.compare(row.id, row.position);
  }
  const storeIds = [...new Set([...inboxes.subjects(), ...documents.subjects()])];
  if (storeIds.length > 0) {
    const found = await pool.query<{ id: string; inbox_head: number; documents_lsn: number; epoch: number; join_number: number }>({
      name: "down_positions",
      text: "SELECT store_id AS id, inbox_head, documents_lsn, epoch, join_number FROM store_links WHERE store_id = ANY($1)",
      values: [storeIds],
    });
    for (const { id, inbox_head, documents_lsn, epoch, join_number } of found.rows) {
      inboxes.compare(id, positionText(inbox_head, epoch, join_number));
      documents.compare(id, positionText(documents_lsn, epoch, join_number));
    }
  }
}
