/** A cloud's two tables in memory, with the per-store counter that the link row's lock gives the real one. */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import type { ShapeFollower, ShapeHead, ShapeRow, ShapeSource } from "../ports.ts";
import { anySignal } from "../protocol/any-signal.ts";
import type { ShapeTable } from "../protocol/down.ts";
import type { Changes } from "./manual-time.test-fixture.ts";

interface Log {
  handle: string;
  lsn: number;
  rows: ShapeRow[];
}

/** The box of every store here. */
export const SHAPE_NODE = "0198c7f2-0000-7000-8000-0000000000b0";

export class MemoryShapeSource implements ShapeSource {
  readonly #logs = new Map<string, Log>();
  readonly #moved = new Set<() => void>();
  #handles = 0;
  /** Requests that are being held. */
  held = 0;
  /** Of every store's last join; 0: its box is of a version without joins. */
  joinNumber = 0;
  /** Called before a request reads, once it is known what it asks for; the place where races live. */
  beforeRows: (() => void) | null = null;

  constructor(
    private readonly timers: Timers,
    private readonly changes: Changes,
  ) {}

  putDocument(storeId: string, kind: "menu" | "profile", version: number, document: unknown): void {
    const value = { store_id: storeId, kind, version: `${version}`, document: JSON.stringify(document) };
    this.#write("store_documents", storeId, [storeId, kind], value);
  }

  append(storeId: string, seq: number, id: string, command: unknown): void {
    this.#write("store_inbox", storeId, [storeId, `${seq}`], { store_id: storeId, seq: `${seq}`, id, command: JSON.stringify(command) });
  }

  /** Deletes entries up to `seq` (D6). The counter does not go back. */
  prune(storeId: string, seq: number): void {
    const log = this.log("store_inbox", storeId);
    log.rows = log.rows.filter((row) => Number(row.key[1]) > seq);
  }

  log(table: ShapeTable, storeId: string): Log {
    const key = `${table} ${storeId}`;
    const log = this.#logs.get(key) ?? { handle: this.#newHandle(), lsn: 0, rows: [] };
    this.#logs.set(key, log);
    return log;
  }

  /** Another join: the tokens of the one before are worth nothing. */
  join(): void {
    this.joinNumber += 1;
    this.#wake();
  }

  async read(table: ShapeTable, storeId: string, after: number, limit: number): Promise<{ head: ShapeHead; rows: ShapeRow[] }> {
    this.beforeRows?.();
    const { handle, lsn, rows } = this.log(table, storeId);
    const head = { handle, lsn, store_id: storeId, node_id: SHAPE_NODE, epoch: 1, join_number: this.joinNumber, frozen_by: null };
    return { head, rows: rows.filter((row) => row.lsn > after).slice(0, limit) };
  }

  async rotate(table: ShapeTable, storeId: string): Promise<string> {
    const log = this.log(table, storeId);
    log.handle = this.#newHandle();
    this.#wake();
    return log.handle;
  }

  follow(): ShapeFollower {
    let hasMoved = false;
    let wake: () => void = () => undefined;
    const woken = () => {
      hasMoved = true;
      wake();
    };
    this.#moved.add(woken);
    return {
      saw: () => undefined,
      next: async (timeoutMs, signal) => {
        // Never at once: a handler that asks in a circle then fails its test instead of hanging it.
        if (hasMoved || signal.aborted) await new Promise<void>((resolve) => this.timers.afterTurn(resolve));
        else await this.#held(timeoutMs, signal, (done) => (wake = done));
        hasMoved = false;
      },
      end: () => void this.#moved.delete(woken),
    };
  }

  #held(timeoutMs: number, signal: AbortSignal, onWake: (done: () => void) => void): Promise<void> {
    const link = anySignal(signal);
    this.held += 1;
    this.changes.notify();
    return new Promise<void>((resolve) => {
      const timer = this.timers.after(timeoutMs, () => link.abort("time is up"));
      let isOver = false;
      const done = () => {
        if (isOver) return;
        isOver = true;
        timer.cancel();
        link.unlink();
        this.held -= 1;
        this.changes.notify();
        resolve();
      };
      onWake(done);
      link.signal.addEventListener("abort", done, { once: true });
    });
  }

  #write(table: ShapeTable, storeId: string, key: readonly string[], value: Record<string, string>): void {
    const log = this.log(table, storeId);
    log.lsn += 1;
    log.rows = [...log.rows.filter((row) => row.key.join() !== key.join()), { lsn: log.lsn, key, value }];
    this.#wake();
  }

  #wake(): void {
    for (const done of [...this.#moved]) done();
  }

  #newHandle(): string {
    this.#handles += 1;
    return `handle-${this.#handles}`;
  }
}
