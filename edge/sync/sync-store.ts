/**
 * The box's store as the sync agreement sees it: the log on its way up, documents and inbox on their way down. A position
 * and the rows that it covers are one commit. A refusal here means a broken machine, so it rejects, and the exchange is
 * tried again.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { queueSince } from "@crema/shared/domain/order/queue";
import type { BoxIdentity, DownStore, EventLog, JoinDisk } from "@crema/sync/ports";
import type { DocumentKind } from "@crema/sync/protocol/down";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import type { CommandContext } from "../commands/command-context.ts";
import { applyEntries } from "../commands/inbox/inbox.ts";
import { beginWith, unheardDevices } from "../commands/next-box.ts";
import { identityOf } from "../db/box-state.ts";
import type { Db } from "../db/database.ts";
import { setHistoryAside } from "../db/set-aside.ts";
import { prepareSyncRows, restartLog } from "../db/sync.ts";
import type { Tx } from "../executor.ts";
import { createJoinDisk } from "./join-disk.ts";

export interface SyncStoreOptions {
  readonly db: Db;
  readonly commands: CommandContext;
  readonly boxVersion: string;
  /** Free bytes on the database's disk; null where the system does not tell. */
  readonly diskFreeBytes: () => number | null;
}

/** The result of enrolment. */
export interface Enrolment extends BoxIdentity {
  readonly cloud_url: string;
  /** Ed25519, PKCS #8 in PEM. */
  readonly private_key: string;
  readonly generation: number;
}

/** What the box stores about its link across restarts. */
export interface LinkMemory {
  /** Resolves to the box's key (PKCS #8 in PEM): the stored one, else this one, which is then on disk. */
  saveKey(privateKey: string): Promise<string>;
  /**
   * The box belongs to the store from this commit on; its log starts again with the epoch. With a snapshot it goes on from the box before,
   * and what this disk had of a history of its own is put aside.
   */
  enrol(enrolment: Enrolment, next?: { readonly snapshot: Snapshot; readonly text: string }): Promise<void>;
  /** After each whole exchange. `clockOffsetMs`: cloud time − the machine's clock. */
  noteExchange(clockOffsetMs: number): Promise<void>;
  /** Stores how far the trusted time has been carried on; does nothing while the time is not trusted. */
  saveTime(): Promise<void>;
  /** I5: survives a restart. */
  fence(): Promise<void>;
  isFenced(): boolean;
}

export interface SyncStore {
  readonly log: EventLog;
  readonly down: DownStore;
  readonly joins: JoinDisk;
  readonly link: LinkMemory;
  /** Deletes log rows 30 days after their acknowledgement, and ids of the inbox 30 days after their application. */
  prune(): Promise<void>;
}

const TAKEN_DRAFTS_KEPT_MS = 24 * 3600 * 1000;
/** Two copies of a disk would make the same order. */
const ENDED = refuse("sync.conflict", "The history of this disk has ended: nothing that comes down is applied any more.");
const KEPT_MS = 30 * 24 * 3600 * 1000;

export function createSyncStore(options: SyncStoreOptions): SyncStore {
  const { commands: deps } = options;
  const { tables, clock } = deps;
  const rows = prepareSyncRows(options.db);

  async function commit<T>(work: (tx: Tx) => Result<T>): Promise<T> {
    const done = await deps.executor.run(work);
    if (!done.ok) throw new Error(`${done.refusal.code}: ${done.refusal.detail}`);
    return done.value;
  }
  const write = (work: (tx: Tx) => void): Promise<void> => commit((tx) => ok(work(tx)));
  const epoch = () => identityOf(tables.box.box())?.epoch ?? 0;
  const versionOf = (kind: DocumentKind) => tables.documents.place(kind)?.version ?? null;

  const log: EventLog = {
    head: () => tables.box.position().head_seq,
    acked: () => tables.box.position().acked_seq,
    read: (fromSeq, maxEvents, maxBytes) => tables.log.read(epoch(), fromSeq, maxEvents, maxBytes),
    acknowledge(seq) {
      const { acked_seq } = tables.box.position();
      if (seq <= acked_seq) return Promise.resolve();
      return write((tx) => {
        const acked = Math.min(seq, tx.position.head_seq);
        if (acked <= tx.position.acked_seq) return;
        tx.position.acked_seq = acked;
        rows.acknowledged(tx.identity?.epoch ?? 0, acked, iso(clock.now()));
      });
    },
    position() {
      const { inbox_seq, inbox_id } = tables.box.position();
      return { inbox_seq, inbox_id, menu_version: versionOf("menu"), profile_version: versionOf("profile") };
    },
    heartbeat() {
      const { head_seq, acked_seq } = tables.box.position();
      return {
        box_version: options.boxVersion,
        box_time: iso(clock.raw()),
        queue_length: tables.orders.openCount(queueSince(clock.now())),
        unsent_events: head_seq - acked_seq,
        oldest_unsent_at: tables.log.atOf(epoch(), acked_seq + 1),
        disk_free_bytes: options.diskFreeBytes(),
        clock_offset_ms: clock.offsetMs(),
        counted: tables.availability.counted(),
        asap_wait_s: deps.workload.asapWaitS(),
      };
    },
    generation: () => tables.box.box().generation,
    setGeneration: (generation) =>
      write((tx) => {
        rows.setGeneration(generation);
        tx.boxChanged();
      }),
  };

  const down: DownStore = {
    shapePosition: (table) => rows.shapePosition(table),
    applyDocuments: (documents, position) =>
      commit((tx) => {
        if (tx.box.forked_at !== null) return ENDED;
        for (const document of documents) tables.documents.replace(document);
        if (position) rows.saveShapePosition("store_documents", position);
        return ok(undefined);
      }),
    applyInbox: (entries, position) =>
      commit((tx) => {
        if (tx.box.forked_at !== null) return ENDED;
        const activeBox = applyEntries(deps, tx, entries);
        // A position past the hole would hide what is missing.
        if (activeBox.ok && position && !activeBox.value.hole) rows.saveShapePosition("store_inbox", position);
        return activeBox;
      }),
    forgetPosition: (table) => write(() => rows.forgetShapePosition(table)),
  };

  const link: LinkMemory = {
    saveKey: (privateKey) =>
      commit((tx) => {
        const key = rows.saveKey(privateKey);
        tx.boxChanged();
        return ok(key);
      }),
    async enrol(enrolment, next) {
      const { tables } = deps;
      const before = identityOf(tables.box.box());
      const enrolled = await deps.executor.alone(
        () => {
          if (next && before) setHistoryAside(options.db, before);
        },
        (tx) => {
          const devices = next ? unheardDevices(deps, tx) : [];
          if (next) tables.history.forget();
          rows.enrol(enrolment);
          tx.boxChanged();
          if (before?.epoch !== enrolment.epoch || before.node_id !== enrolment.node_id) restartLog(tx.position);
          if (!next) return ok(null);
          rows.nameJoin(next.snapshot.join);
          // What screens have heard until now is of another history.
          tables.history.saveSnapshot(enrolment.epoch, tx.position.cursor + 1, next.text);
          tx.position.cursor += 1;
          return beginWith(deps, tx, next.snapshot, devices);
        },
      );
      if (!enrolled.ok) throw new Error(`${enrolled.refusal.code}: ${enrolled.refusal.detail}`);
    },
    noteExchange(clockOffsetMs) {
      clock.trust(clock.raw() + clockOffsetMs);
      return write((tx) => {
        rows.noteExchange(clock.offsetMs(), iso(clock.now()));
        tx.boxChanged();
      });
    },
    async saveTime() {
      if (clock.state() !== "CONFIRMED") return;
      await write((tx) => {
        tables.box.saveTime(clock.offsetMs(), iso(clock.now()));
        tx.boxChanged();
      });
    },
    fence: () =>
      write((tx) => {
        rows.fence(iso(clock.now()));
        tx.boxChanged();
      }),
    isFenced: () => tables.box.box().fenced_at !== null,
  };

  return {
    log,
    down,
    joins: createJoinDisk({ tables, rows, commit: (work) => commit((tx) => ok(work(tx))), epoch, now: () => iso(clock.now()) }),
    link,
    async prune() {
      await write(() => {
        const before = iso(clock.now() - TAKEN_DRAFTS_KEPT_MS);
        tables.drafts.forgetTaken(before);
        tables.guestDrafts.forgetEnded(before);
      });
      // Each piece is a separate commit, so that orders are taken in between.
      for (let more = true; more; ) {
        const piece = await deps.executor.run(() => ok(rows.pruneSome(iso(clock.now() - KEPT_MS))));
        // A box that stops here continues an hour after its next start.
        if (!piece.ok && piece.refusal.code !== "service.unavailable") throw new Error(`${piece.refusal.code}: ${piece.refusal.detail}`);
        more = piece.ok && piece.value;
      }
    },
  };
}
