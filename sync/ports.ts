/**
 * What the sync agreement needs from the two sides. No SQL and no sockets in sync/: the edge implements the first half
 * on SQLite, the cloud the second half on Postgres, tests also in memory.
 */

import type { EdgeEvent } from "@crema/shared/domain/events";
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { CloudPositions } from "./cloud/join-plan.ts";
import type { ReceivedDocument, ReceivedEntry, ShapeTable } from "./protocol/down.ts";
import type { FactsPage, RebuildRequest } from "./protocol/hand-back.ts";
import type { JoinName, JoinRequest } from "./protocol/join.ts";
import type { DownPosition, Heartbeat, LoggedEvent, UpBatch } from "./protocol/up.ts";

// ---------------------------------------------------------------- edge

/** The box's identity, after enrolment. */
export interface BoxIdentity {
  readonly node_id: string;
  readonly store_id: string;
  readonly epoch: number;
  readonly epoch_certificate: string;
}

/** The edge's log as the uplink sees it. Reads see only what is committed. */
export interface EventLog {
  head(): number;
  acked(): number;
  /** The run that begins at `fromSeq`, without holes; empty when that entry is not there (any more). The first one comes whatever its size. */
  read(fromSeq: number, maxEvents: number, maxBytes: number): LoggedEvent[];
  /** Commits that the cloud has everything up to `seq`. Never goes back, never passes the head. */
  acknowledge(seq: number): Promise<void>;
  position(): DownPosition;
  heartbeat(): Heartbeat;
  generation(): number;
  setGeneration(generation: number): Promise<void>;
}

/** Where the disk stands (J1), as a join says it. */
export type JoinPosition = Pick<JoinRequest, "before" | "is_marked" | "log" | "inbox" | "documents" | "generation">;

/** Beside the join. */
export type HandBack = Omit<RebuildRequest, "join">;

/** What the box stores about its joins. Each write is one commit. */
export interface JoinDisk {
  /** As last given by the cloud. */
  certificate(): string;
  /** `place`: the place in the log that the cloud has asked for; null: the last acknowledged one. */
  position(place: number | null): JoinPosition;
  /** The nonce of the join that is to be asked for: the one on the disk, else this one, which is then on the disk. */
  nonce(made: string): Promise<string>;
  /** The join has been made. `inbox_chain`: at `inbox_seq`, for a disk that does not have it. */
  joined(joined: {
    readonly name: JoinName;
    readonly inbox_seq: number;
    readonly inbox_chain: string;
    readonly epoch_certificate: string;
    readonly generation: number;
  }): Promise<void>;
  /** The cloud has said that the history of this disk has ended; survives a restart, until the box is enrolled again. */
  fork(): Promise<void>;
  isForked(): boolean;
  /** What the box hands back to a cloud that was put back: what it applied after that entry, and what it was enrolled with. */
  handBack(afterSeq: number): HandBack;
  /** A page of whole facts: of the orders with a greater id; the store's own come with the last one. */
  facts(after: string | null): FactsPage;
}

/** A response of the cloud, read to its end. `body` is text that has not been checked yet (L6). */
export interface HttpResponse {
  readonly status: number;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** One bounded exchange with the cloud, authenticated as the box; rejects on anything but a complete response. */
export interface CloudClient {
  post(path: string, body: unknown, options: { gzip?: boolean; timeoutMs: number; signal?: AbortSignal }): Promise<HttpResponse>;
  /**
   * For the Electric client: same authentication, plain fetch semantics. Times out on silence; `onBytes`: some bytes have
   * arrived.
   */
  fetch(url: string, init?: RequestInit, onBytes?: () => void): Promise<Response>;
  readonly baseUrl: string;
}

/** A shape's position: Electric's handle and offset, as taken from the messages that were applied. */
export interface ShapePosition {
  readonly handle: string;
  readonly offset: string;
}

/**
 * The edge's side of the way down. Each call is one SQLite transaction: effect and position together (D3, D4). A position
 * of null leaves the saved one as it is.
 */
export interface DownStore {
  shapePosition(table: ShapeTable): ShapePosition | null;
  /** Replaces documents that are newer than those in force, or other bytes of the same version; older ones change nothing. */
  applyDocuments(documents: readonly ReceivedDocument[], position: ShapePosition | null): Promise<void>;
  /** Applies entries that follow `inbox_seq` without a hole; entries at or below it change nothing. */
  applyInbox(entries: readonly ReceivedEntry[], position: ShapePosition | null): Promise<{ inbox_seq: number; hole: boolean }>;
  /** Forgets a shape's position, so that it is fetched from the start (must-refetch, hole). */
  forgetPosition(table: ShapeTable): Promise<void>;
}

// ---------------------------------------------------------------- cloud

/** The link row of a store, locked for the length of the ingest transaction (U3). */
export interface LockedLink {
  readonly store_id: string;
  readonly node_id: string | null;
  readonly epoch: number;
  readonly last_seq: number;
  readonly last_hash: string;
  readonly generation: number;
  readonly inbox_head: number;
  /** The chain at the head of the inbox. */
  readonly inbox_chain: string;
  /** The name of the store's last join (J1); number 0: none yet. */
  readonly join_number: number;
  readonly join_nonce: string | null;
  readonly conflict: string | null;
  /** Set while this cloud, which was put back, waits for the store's join (J3). */
  readonly frozen_by: string | null;
}

/** What ingest does inside one Postgres transaction. One flush at the end writes everything. */
export interface IngestTransaction {
  lockLink(storeId: string): Promise<LockedLink | null>;
  /** Whether the token is that of the link's last join (J1). */
  isJoined(link: LockedLink, token: string | null): boolean;
  /** For a box that knows no joins: its batch ends a freeze as soon as it may. False: it may not yet. */
  endFreeze(): Promise<boolean>;
  /** The hash that was stored for an event of this epoch; null when it is older than the stored ones. */
  hashAt(storeId: string, epoch: number, seq: number): Promise<string | null>;
  inboxIdAt(storeId: string, seq: number): Promise<string | null>;
  documentVersions(storeId: string): Promise<{ menu: number | null; profile: number | null }>;
  /**
   * Loads (and locks) the rows that the events are about, in one read. Called once, before `apply`. `version`: the box's
   * wire version.
   */
  prepare(storeId: string, events: readonly EdgeEvent[], version: number): Promise<void>;
  /** Applies one event by the domain's rules. Only a refusal goes to quarantine; a throw aborts the batch (U6). */
  apply(event: EdgeEvent, at: { epoch: number; seq: number; hash: string; body: string }): Result<null>;
  /** True when a status event of this order waits in quarantine: later ones have to wait behind it (U6). */
  isQuarantined(orderId: string): boolean;
  quarantine(event: EdgeEvent | null, logged: LoggedEvent, at: { epoch: number; seq: number }, code: string, detail: string): void;
  /** An exception for a person; one at a time per store, so that a box which asks again adds nothing. The next flush writes it. */
  raiseConflict(storeId: string, detail: string): void;
  /** The same for a cloud that finds itself rewound (D7). The link's own `conflict` is not touched. */
  raiseRewound(storeId: string, detail: string): void;
  /** The batch is accepted: its heartbeat and position may be written with the rest. */
  heard(batch: UpBatch): void;
  /** Writes everything, advances last_seq and last_hash, stores the hashes of the batch. */
  flush(link: LockedLink, lastSeq: number, lastHash: string): Promise<void>;
}

/** What a join does inside one Postgres transaction. */
export interface JoinTransaction extends Pick<IngestTransaction, "lockLink" | "raiseConflict" | "raiseRewound"> {
  /** What the cloud has of the positions that the box names. */
  positions(link: LockedLink, box: JoinRequest): Promise<CloudPositions>;
  /** The link's last join from this commit on; wakes who waits on the shapes, because their token is old now. */
  joined(link: LockedLink): Promise<void>;
  /** The cloud was put back, as the box's positions show: the store is frozen from this commit on, if it is not yet. */
  freeze(detail: string): Promise<void>;
  /** Whether the freeze may end: the provider has been read. */
  mayEndFreeze(): Promise<boolean>;
  /** Ends the freeze, if there is one. */
  endFreeze(): Promise<void>;
  /** Puts the store's history together from what the box hands back; `earlier`: that has to begin after another entry. */
  rebuild(
    box: JoinRequest,
    handBack: HandBack,
  ): Promise<Result<{ readonly kind: "rebuilt" } | { readonly kind: "earlier"; readonly after_seq: number }>>;
  /**
   * Takes a page of what the box's log no longer tells; with the last one the log goes on from its oldest event. False: the page before it
   * is not here, and nothing was taken.
   */
  takeFacts(box: JoinRequest, page: FactsPage): Promise<boolean>;
  /** The certificate that binds the node's key, made in place of one that does not. */
  certificate(box: JoinRequest): Promise<string>;
}

export interface JoinDatabase {
  /** One transaction under the store's link row; rolled back when `work` throws. The register is read before it begins. */
  join<T>(storeId: string, work: (tx: JoinTransaction) => Promise<T>): Promise<T>;
}

export interface IngestDatabase {
  /** One transaction under the store's link row; rolled back when `work` throws. `position`: as the batch names it, to be looked up with the lock. */
  transaction<T>(storeId: string, position: DownPosition, work: (tx: IngestTransaction) => Promise<T>): Promise<T>;
  /**
   * Heartbeat and position, in another row than the lock, for every batch that was accepted, an empty one included; at the latest now,
   * after its transaction, which may have written them. A late copy of an older batch may come after a newer one: within an epoch the
   * position never goes back.
   */
  seen(batch: UpBatch): Promise<void>;
}

/** One row of a shape's log. `lsn` is the store's own counter: commit order, since writers hold the link row (trap 8). */
export interface ShapeRow {
  readonly lsn: number;
  readonly key: readonly string[];
  readonly value: Readonly<Record<string, string | null>>;
}

/** `handle`: the current one; `lsn`: the highest ever given in the store's table, pruning does not lower it. And whose the store is. */
export interface ShapeHead extends Pick<LockedLink, "store_id" | "node_id" | "epoch" | "join_number" | "frozen_by"> {
  readonly handle: string;
  readonly lsn: number;
}

/** Where a store's inbox or documents stand. */
export type DownHead = Pick<ShapeHead, "lsn" | "epoch" | "join_number">;

/** What the shape server reads. */
export interface ShapeSource {
  /** The head, and the rows with lsn > `after` in lsn order, both as they were at one moment. */
  read(table: ShapeTable, storeId: string, after: number, limit: number): Promise<{ head: ShapeHead; rows: ShapeRow[] }>;
  /** A new handle, because the client's position cannot have come from this log. Never reused. */
  rotate(table: ShapeTable, storeId: string): Promise<string>;
  /** From now on notes when the store's table may have moved, or a box has joined. */
  follow(table: ShapeTable, storeId: string): ShapeFollower;
}

export interface ShapeFollower {
  /** What the caller has read: only what moves on from there is worth a look. */
  saw(head: ShapeHead): void;
  /** Resolves when something may have moved since the call before (or `follow`), or the time is up, or the request is gone. */
  next(timeoutMs: number, signal: AbortSignal): Promise<void>;
  end(): void;
}
