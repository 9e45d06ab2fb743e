/**
 * The cloud's side of ingest in memory. Honest where it matters: one transaction per store at a time, all or nothing, and the
 * domain's own projection decides what is refused.
 */

import type { EdgeEvent } from "@crema/shared/domain/events";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { Order } from "@crema/shared/domain/order/order";
import { contextOf } from "@crema/shared/domain/order/order.test-fixture";
import { project } from "@crema/shared/domain/order/project";
import type { CloudPositions } from "../cloud/join-plan.ts";
import { createJoinTokens } from "../cloud/join-token.ts";
import type { IngestDatabase, IngestTransaction, JoinDatabase, JoinTransaction, LockedLink } from "../ports.ts";
import { chainInbox, INBOX_GENESIS } from "../protocol/inbox-chain.ts";
import { GENESIS_HASH, type UpBatch } from "../protocol/up.ts";

export interface QuarantinedRow {
  readonly seq: number;
  readonly code: string;
  readonly order_id: string | null;
  readonly body: string;
}

/** The state that one commit replaces as a whole. */
interface CloudState {
  link: LockedLink;
  orders: ReadonlyMap<string, Order>;
  /** Ids of payments and refunds with their amounts, refunds negative. */
  money: ReadonlyMap<string, number>;
  /** The seq of each event that had an effect, in order. */
  applied: readonly number[];
  hashes: ReadonlyMap<number, string>;
  quarantined: readonly QuarantinedRow[];
  conflicts: readonly string[];
  rewound: readonly string[];
  inbox: ReadonlyMap<number, string>;
  menu: number | null;
  profile: number | null;
  /** Of the documents that are in force. */
  sha256: Readonly<Record<"menu" | "profile", string>>;
  /** How far the box has said to be on the way down. */
  reported: number;
}

type FaultPoint = "lock" | "prepare" | "apply" | "flush" | "commit" | "seen";

export class MemoryCloud implements IngestDatabase, JoinDatabase {
  readonly tokens = createJoinTokens(Buffer.alloc(32, 5), () => "incarnation");
  state: CloudState;
  /** The next transaction fails at that point, once. */
  failAt: FaultPoint | null = null;
  /** Batches that were accepted. */
  readonly heard: UpBatch[] = [];
  commits = 0;
  statements = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(link: Partial<LockedLink> & Pick<LockedLink, "store_id" | "node_id">) {
    this.state = {
      link: {
        epoch: 1,
        last_seq: 0,
        last_hash: GENESIS_HASH,
        generation: 1,
        inbox_head: 0,
        inbox_chain: INBOX_GENESIS,
        join_number: 0,
        join_nonce: null,
        conflict: null,
        frozen_by: null,
        ...link,
      },
      orders: new Map(),
      money: new Map(),
      applied: [],
      hashes: new Map(),
      quarantined: [],
      conflicts: [],
      rewound: [],
      inbox: new Map(),
      menu: null,
      profile: null,
      sha256: { menu: "a".repeat(64), profile: "b".repeat(64) },
      reported: 0,
    };
  }

  transaction<T>(_storeId: string, _position: unknown, work: (tx: IngestTransaction) => Promise<T>): Promise<T> {
    const run = async () => {
      const draft: CloudState = { ...this.state };
      const result = await work(this.#begin(draft));
      this.#mayFail("commit");
      this.state = draft;
      this.commits += 1;
      return result;
    };
    const turn = this.#queue.then(run, run);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  join<T>(storeId: string, work: (tx: JoinTransaction) => Promise<T>): Promise<T> {
    return this.transaction(storeId, null, async (tx) => {
      let next: LockedLink | null = null;
      const joining: JoinTransaction = {
        lockLink: tx.lockLink,
        raiseConflict: tx.raiseConflict,
        raiseRewound: tx.raiseRewound,
        /** What it would tell of orders is nothing to a cloud in memory, but where the log goes on. */
        takeFacts: async ({ log }) => {
          Object.assign(this.state.link, { last_seq: log.oldest_seq - 1, last_hash: log.at?.hash ?? GENESIS_HASH });
          return true;
        },
        positions: async (link, box): Promise<CloudPositions> => {
          const { inbox, menu, profile, sha256, reported } = this.state;
          const { seq } = box.inbox;
          const ids = [...inbox].filter(([at]) => at <= seq).sort(([a], [b]) => a - b);
          const chain = ids.reduce((before, [, id]) => chainInbox(before, id, ""), INBOX_GENESIS);
          const id = inbox.get(seq);
          return {
            node_id: link.node_id,
            epoch: link.epoch,
            highest_epoch: 0,
            is_revoked: false,
            join: { number: link.join_number, nonce: link.join_nonce },
            log: { seq: link.last_seq, hash: link.last_hash },
            inbox: { head: link.inbox_head, reported_seq: reported, at: id === undefined ? null : { id, chain } },
            documents: {
              menu: menu === null ? null : { version: menu, sha256: sha256.menu },
              profile: profile === null ? null : { version: profile, sha256: sha256.profile },
            },
          };
        },
        joined: async (link) => {
          next = link;
        },
        freeze: async () => undefined,
        mayEndFreeze: async () => true,
        endFreeze: async () => undefined,
        rebuild: async () => ok({ kind: "rebuilt" }),
        certificate: async (box) => box.epoch_certificate,
      };
      const planned = await work(joining);
      // What was raised is written with a join that goes nowhere as well.
      const link = next ?? (await tx.lockLink(this.state.link.store_id));
      if (link) await tx.flush(link, link.last_seq, link.last_hash);
      return planned;
    });
  }

  async seen(batch: UpBatch): Promise<void> {
    this.#mayFail("seen");
    this.heard.push(batch);
  }

  #begin(draft: CloudState): IngestTransaction {
    const orders = new Map(draft.orders);
    const money = new Map(draft.money);
    const hashes = new Map(draft.hashes);
    const applied = [...draft.applied];
    const quarantined = [...draft.quarantined];
    const conflicts = [...draft.conflicts];
    const rewound = [...draft.rewound];
    let prepared: ReadonlySet<EdgeEvent> | null = null;
    const statement = () => {
      this.statements += 1;
    };
    return {
      endFreeze: async () => true,
      heard: () => undefined,
      lockLink: async (storeId) => {
        this.#mayFail("lock");
        statement();
        return storeId === draft.link.store_id ? draft.link : null;
      },
      isJoined: (link, token) => this.tokens.isCurrent(token, link),
      hashAt: async (_storeId, _epoch, seq) => {
        statement();
        return draft.hashes.get(seq) ?? null;
      },
      inboxIdAt: async (_storeId, seq) => {
        statement();
        return draft.inbox.get(seq) ?? null;
      },
      documentVersions: async () => {
        statement();
        return { menu: draft.menu, profile: draft.profile };
      },
      prepare: async (_storeId, events) => {
        this.#mayFail("prepare");
        statement();
        if (prepared) throw new Error("prepared twice");
        prepared = new Set(events);
      },
      apply: (event, at): Result<null> => {
        this.#mayFail("apply");
        if (!prepared?.has(event)) throw new Error("applied without having been prepared");
        const order = "order_id" in event ? (orders.get(event.order_id) ?? null) : null;
        const projected = project(order, event, contextOf({ node: "cloud" }));
        if (!projected.ok) return projected;
        if (projected.value.order) orders.set(projected.value.order.order_id, projected.value.order);
        if (event.type === "payment.captured") money.set(event.payment.payment_id, event.payment.amount_cents);
        if (event.type === "refund.succeeded") money.set(event.refund.refund_id, -event.refund.amount_cents);
        applied.push(at.seq);
        hashes.set(at.seq, at.hash);
        return ok(null);
      },
      isQuarantined: (orderId) => quarantined.some((row) => row.order_id === orderId),
      quarantine: (event, logged, at, code) => {
        quarantined.push({ seq: at.seq, code, order_id: event && "order_id" in event ? event.order_id : null, body: logged.body });
        hashes.set(at.seq, logged.hash);
      },
      raiseConflict: (_storeId, detail) => {
        if (conflicts.length === 0) conflicts.push(detail);
      },
      raiseRewound: (_storeId, detail) => {
        if (rewound.length === 0) rewound.push(detail);
      },
      flush: async (link, lastSeq, lastHash) => {
        this.#mayFail("flush");
        statement();
        const conflict = conflicts[0] ?? link.conflict;
        Object.assign(draft, { orders, money, hashes, applied, quarantined, conflicts, rewound });
        draft.link = { ...link, last_seq: lastSeq, last_hash: lastHash, conflict };
      },
    };
  }

  #mayFail(point: FaultPoint): void {
    if (this.failAt !== point) return;
    this.failAt = null;
    throw new Error(`the database failed at ${point}`);
  }
}
