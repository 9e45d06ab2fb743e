/**
 * One direction of one connection. Bytes wait in a queue until the line lets them through, always in their order. The
 * end of the stream is a piece in that queue too, or a slow line would lose its tail.
 */
import type { Socket } from "node:net";
import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";

/** What the line says about a piece, asked when it enters the queue and again each time it might leave. */
export interface Line {
  /** Monotonic time in ms at which a piece of that size will have arrived; 0 is at once. */
  dueAt(bytes: number): number;
  /** False: silence. */
  readonly open: boolean;
  /** True while delays count; a line that is fast again delivers at once what it still held. */
  readonly delayed: boolean;
  now(): number;
  /** How many of these bytes may pass before the connection is cut. */
  allowance(bytes: number): number;
  passed(bytes: number): void;
  cut(): void;
}

const PIECE_BYTES = 4096;
const QUEUE_LIMIT_BYTES = 65_536;

export class Flow {
  readonly #queue: { bytes: Buffer | null; dueAt: number }[] = [];
  #queuedBytes = 0;
  #timer: TimerHandle | null = null;
  #stopped = false;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly line: Line,
    private readonly timers: Timers,
  ) {
    from.on("data", (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) this.#push(chunk.subarray(at, at + PIECE_BYTES));
      this.pump();
    });
    from.on("end", () => {
      this.#push(null);
      this.pump();
    });
    to.on("drain", () => this.pump());
  }

  #push(bytes: Buffer | null): void {
    this.#queue.push({ bytes, dueAt: this.line.dueAt(bytes?.length ?? 0) });
    this.#queuedBytes += bytes?.length ?? 0;
  }

  /** Sends what may go now. Called again whenever the line changes. */
  pump(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#stopped) return;
    if (!this.line.open) {
      this.from.pause();
      return;
    }
    for (let piece = this.#queue[0]; piece && !this.to.writableNeedDrain; piece = this.#queue[0]) {
      const wait = this.line.delayed ? piece.dueAt - this.line.now() : 0;
      if (wait > 0) {
        this.#timer = this.timers.after(wait, () => this.pump());
        break;
      }
      this.#queue.shift();
      this.#send(piece.bytes);
      if (this.#stopped) return;
    }
    if (this.#queuedBytes >= QUEUE_LIMIT_BYTES || this.to.writableNeedDrain) this.from.pause();
    else this.from.resume();
  }

  #send(bytes: Buffer | null): void {
    if (bytes === null) {
      this.to.end();
      return;
    }
    this.#queuedBytes -= bytes.length;
    const allowed = this.line.allowance(bytes.length);
    if (allowed > 0) {
      this.to.write(bytes.subarray(0, allowed));
      this.line.passed(allowed);
    }
    if (allowed < bytes.length) this.line.cut();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }
}
