/** The box's side in memory. Like the real one, each call is a transaction: all of it or nothing. */
import type { DownStore, ShapePosition } from "../ports.ts";
import type { DownDocument, InboxEntry, ShapeTable } from "../protocol/down.ts";
import type { Changes } from "./manual-time.test-fixture.ts";

export class MemoryDownStore implements DownStore {
  readonly documents = new Map<string, DownDocument>();
  readonly entries: InboxEntry[] = [];
  readonly positions = new Map<ShapeTable, ShapePosition>();
  /** Each transaction that wrote, for counting. */
  readonly writes: { readonly table: ShapeTable; readonly rows: number; readonly position: ShapePosition | null }[] = [];
  inboxSeq = 0;
  /** That many of the next calls find the disk full. */
  full = 0;

  constructor(private readonly changes: Changes) {}

  get seqs(): number[] {
    return this.entries.map((entry) => entry.seq);
  }

  version(kind: "menu" | "profile"): number | null {
    return this.documents.get(kind)?.version ?? null;
  }

  shapePosition(table: ShapeTable): ShapePosition | null {
    return this.positions.get(table) ?? null;
  }

  async applyDocuments(documents: readonly DownDocument[], position: ShapePosition | null): Promise<void> {
    this.#disk();
    for (const document of documents) {
      if (document.version > (this.version(document.kind) ?? 0)) this.documents.set(document.kind, document);
    }
    this.#commit("store_documents", documents.length, position);
  }

  async applyInbox(entries: readonly InboxEntry[], position: ShapePosition | null): Promise<{ inbox_seq: number; hole: boolean }> {
    this.#disk();
    const fresh = entries.filter((entry) => entry.seq > this.inboxSeq);
    if (fresh.some((entry, index) => entry.seq !== this.inboxSeq + 1 + index)) return { inbox_seq: this.inboxSeq, hole: true };
    this.entries.push(...fresh);
    this.inboxSeq += fresh.length;
    this.#commit("store_inbox", entries.length, position);
    return { inbox_seq: this.inboxSeq, hole: false };
  }

  async forgetPosition(table: ShapeTable): Promise<void> {
    this.#disk();
    this.positions.delete(table);
    this.changes.notify();
  }

  #disk(): void {
    if (this.full === 0) return;
    this.full -= 1;
    throw new Error("database or disk is full");
  }

  #commit(table: ShapeTable, rows: number, position: ShapePosition | null): void {
    if (position) this.positions.set(table, position);
    this.writes.push({ table, rows, position });
    this.changes.notify();
  }
}
