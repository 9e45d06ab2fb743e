/** What a box stores of its joins, in memory, over the log of the same disk. */
import type { HandBack, JoinDisk, JoinPosition } from "../ports.ts";
import { INBOX_GENESIS } from "../protocol/inbox-chain.ts";
import type { JoinName } from "../protocol/join.ts";
import { GENESIS_HASH } from "../protocol/up.ts";
import type { MemoryLog } from "./memory-log.test-fixture.ts";

export class MemoryJoinDisk implements JoinDisk {
  before: JoinName | null = null;
  next: string | null = null;
  forked = false;
  marked = false;
  documents: JoinPosition["documents"] = { menu: null, profile: null };
  /** The chain at the log's place in the inbox, which the cloud of a test has too. */
  inboxChain: string | null = INBOX_GENESIS;
  cert = "certificate";

  constructor(private readonly log: MemoryLog) {}

  /** The disk as it is now. */
  copy(log: MemoryLog): MemoryJoinDisk {
    return Object.assign(new MemoryJoinDisk(log), { ...this, log });
  }

  certificate(): string {
    return this.cert;
  }

  position(place: number | null): JoinPosition {
    const { log } = this;
    const head = log.head();
    const hashAt = (seq: number) => (seq === 0 ? GENESIS_HASH : log.entries[seq - 1]?.hash);
    const seq = place ?? log.acked();
    const hash = seq + 1 >= log.oldestSeq ? hashAt(seq) : undefined;
    return {
      before: this.before,
      is_marked: this.marked,
      log: {
        head: { seq: head, hash: hashAt(head) ?? GENESIS_HASH },
        acked_seq: log.acked(),
        oldest_seq: log.oldestSeq,
        at: hash === undefined ? null : { seq, hash },
      },
      inbox: { seq: log.down.inbox_seq, id: log.down.inbox_id, chain: this.inboxChain },
      documents: this.documents,
      generation: log.generation(),
    };
  }

  async nonce(made: string): Promise<string> {
    this.next ??= made;
    return this.next;
  }

  async joined({ name, inbox_chain, epoch_certificate, generation }: Parameters<JoinDisk["joined"]>[0]): Promise<void> {
    this.before = name;
    this.next = null;
    this.inboxChain ??= inbox_chain;
    this.cert = epoch_certificate;
    await this.log.setGeneration(Math.max(generation, this.log.generation()));
  }

  async fork(): Promise<void> {
    this.forked = true;
  }

  /** In memory nothing of the inbox is stored but its place. */
  handBack(afterSeq: number): HandBack {
    return { inbox: { after: { seq: afterSeq, chain: null }, entries: [], is_all: false }, snapshot: null };
  }

  /** Nor orders and money. */
  facts(): ReturnType<JoinDisk["facts"]> {
    const availability = { revision: 0, sold_out_item_ids: [], sold_out_modifier_ids: [] };
    const store = { drawers: [], day_reports: [], movements: [], availability, devices: [], uncovered: [] };
    return { after: null, orders: [], payments: [], refunds: [], store };
  }

  isForked(): boolean {
    return this.forked;
  }
}
