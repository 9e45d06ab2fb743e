/**
 * How many events go up in one batch, adapted to the line (L2): after a batch that timed out a quarter of it is tried
 * next, and so on down to a single event; a batch that gets through with time to spare lets the next one grow.
 */
import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_EVENT_BYTES } from "../protocol/up.ts";

const SHRINK = 4;
const GROW = 2;

export class BatchSize {
  events = MAX_BATCH_EVENTS;
  bytes = MAX_BATCH_BYTES;

  /** A batch of this many events timed out. An empty batch says nothing about the size. */
  timedOut(events: number): void {
    if (events === 0) return;
    this.events = Math.max(1, Math.floor(events / SHRINK));
    this.bytes = Math.max(MAX_EVENT_BYTES, Math.floor(this.bytes / SHRINK));
  }

  /** `timeoutMs`: the time limit that the batch had. */
  wentThrough(tookMs: number, timeoutMs: number): void {
    if (tookMs * GROW * 2 > timeoutMs) return;
    this.events = Math.min(MAX_BATCH_EVENTS, this.events * GROW);
    this.bytes = Math.min(MAX_BATCH_BYTES, this.bytes * GROW);
  }
}
