/** Where the box's disk stands, and what it remembers of its joins (J1). */
import type { JoinDisk } from "@crema/sync/ports";
import type { SyncRows } from "../db/sync.ts";
import type { Tables } from "../db/tables.ts";
import type { Tx } from "../executor.ts";

export interface JoinDiskDeps {
  readonly tables: Pick<Tables, "box" | "log" | "documents" | "handoff" | "history" | "wholeFacts">;
  readonly rows: Pick<SyncRows, "saveNonce" | "joined" | "fork">;
  readonly commit: <T>(work: (tx: Tx) => T) => Promise<T>;
  readonly epoch: () => number;
  /** ISO 8601. */
  readonly now: () => string;
}

export function createJoinDisk({ tables, rows, commit, epoch, now }: JoinDiskDeps): JoinDisk {
  return {
    certificate: () => tables.box.box().epoch_certificate ?? "",
    position(place) {
      const { head_seq, head_hash, acked_seq, inbox_seq, inbox_id, inbox_chain } = tables.box.position();
      const { join_number, join_nonce, restored_at, generation } = tables.box.box();
      const seq = place ?? acked_seq;
      const hash = seq === head_seq ? head_hash : tables.log.hashAt(epoch(), seq);
      return {
        before: join_number === null || join_nonce === null ? null : { number: join_number, nonce: join_nonce },
        is_marked: restored_at !== null,
        log: {
          head: { seq: head_seq, hash: head_hash },
          acked_seq,
          oldest_seq: tables.log.oldestSeq(epoch()) ?? head_seq + 1,
          at: hash === null ? null : { seq, hash },
        },
        inbox: { seq: inbox_seq, id: inbox_id, chain: inbox_chain },
        documents: { menu: tables.documents.place("menu"), profile: tables.documents.place("profile") },
        generation,
      };
    },
    nonce: (made) =>
      commit((tx) => {
        const nonce = rows.saveNonce(made);
        tx.boxChanged();
        return nonce;
      }),
    joined: ({ name, inbox_seq, inbox_chain, epoch_certificate, generation }) =>
      commit((tx) => {
        rows.joined(name, epoch_certificate, generation);
        tx.boxChanged();
        // What was applied before the box knew of chains is taken at the cloud's word.
        if (tx.position.inbox_chain === null && tx.position.inbox_seq === inbox_seq) tx.position.inbox_chain = inbox_chain;
      }),
    fork: () =>
      commit((tx) => {
        rows.fork(now());
        tx.boxChanged();
      }),
    handBack(afterSeq) {
      const position = tables.box.position();
      return {
        inbox: tables.handoff.runAfter(afterSeq, position.inbox_seq),
        snapshot: tables.history.snapshotOf(epoch()),
      };
    },
    facts: (after) => tables.wholeFacts.page(epoch(), after, tables.box.position().availability_revision),
    isForked: () => tables.box.box().forked_at !== null,
  };
}
