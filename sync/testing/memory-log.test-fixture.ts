/** A box's log in memory: what is appended is on its disk, and survives every uplink that is thrown away. */

import type { EdgeEvent } from "@crema/shared/domain/events";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import type { Counted } from "@crema/shared/domain/menu/menu";
import type { EventLog } from "../ports.ts";
import { hashEvent } from "../protocol/log-hash.ts";
import { type DownPosition, GENESIS_HASH, type LoggedEvent } from "../protocol/up.ts";
import { writeBody } from "../protocol/write-body.ts";

export class MemoryLog implements EventLog {
  entries: LoggedEvent[] = [];
  ackedSeq = 0;
  heardGeneration = 1;
  /** Events before it are no longer stored. */
  oldestSeq = 1;
  down: DownPosition = { inbox_seq: 0, inbox_id: null, menu_version: null, profile_version: null };
  /** What a box of version 7 counts; undefined: an older one, which says nothing of it. */
  counted: Counted[] | undefined = undefined;
  /** The next call of this port fails, once. */
  failNext: "read" | "acknowledge" | "heartbeat" | null = null;
  /** Every seq that was acknowledged, in order. */
  readonly acknowledged: number[] = [];

  constructor(private readonly clock: Clock) {}

  append(...events: readonly EdgeEvent[]): void {
    for (const event of events) this.appendBody(writeBody(event));
  }

  /** Bytes as they are, which need not be an event. */
  appendBody(body: string): void {
    const prev_hash = this.entries.at(-1)?.hash ?? GENESIS_HASH;
    this.entries.push({ seq: this.entries.length + 1, prev_hash, hash: hashEvent(prev_hash, body), body });
  }

  /** The disk as it is now, as a clone or a backup would have it. */
  copy(): MemoryLog {
    const copy = new MemoryLog(this.clock);
    copy.entries = [...this.entries];
    copy.ackedSeq = this.ackedSeq;
    copy.oldestSeq = this.oldestSeq;
    copy.heardGeneration = this.heardGeneration;
    copy.down = this.down;
    return copy;
  }

  head(): number {
    return this.entries.length;
  }

  acked(): number {
    return this.ackedSeq;
  }

  read(fromSeq: number, maxEvents: number, maxBytes: number): LoggedEvent[] {
    this.#mayFail("read");
    const run: LoggedEvent[] = [];
    let bytes = 0;
    const from = Math.max(fromSeq, this.oldestSeq);
    for (const entry of this.entries.slice(from - 1, from - 1 + maxEvents)) {
      bytes += Buffer.byteLength(entry.body);
      if (run.length > 0 && bytes > maxBytes) break;
      run.push(entry);
    }
    return run;
  }

  async acknowledge(seq: number): Promise<void> {
    this.#mayFail("acknowledge");
    if (seq > this.head()) throw new Error(`acknowledged ${seq}, beyond the head ${this.head()}`);
    this.acknowledged.push(seq);
    this.ackedSeq = Math.max(this.ackedSeq, seq);
  }

  position(): DownPosition {
    return this.down;
  }

  heartbeat() {
    this.#mayFail("heartbeat");
    return {
      box_version: "1.0.0",
      box_time: iso(this.clock.now()),
      queue_length: 0,
      unsent_events: this.head() - this.ackedSeq,
      oldest_unsent_at: null,
      disk_free_bytes: null,
      clock_offset_ms: null,
      ...(this.counted && { counted: this.counted }),
    };
  }

  generation(): number {
    return this.heardGeneration;
  }

  async setGeneration(generation: number): Promise<void> {
    this.heardGeneration = generation;
  }

  #mayFail(port: NonNullable<MemoryLog["failNext"]>): void {
    if (this.failNext !== port) return;
    this.failNext = null;
    throw new Error(`the disk failed in ${port}`);
  }
}
