/** What comes down to a light box: only its place is kept. */
import type { DownStore, ShapePosition } from "@crema/sync/ports";
import type { DownDocument, ReceivedEntry, ShapeTable } from "@crema/sync/protocol/down";
import { chainInbox, INBOX_GENESIS } from "@crema/sync/protocol/inbox-chain";
import type { MemoryJoinDisk } from "@crema/sync/testing/join-disk.test-fixture";
import type { MemoryLog } from "@crema/sync/testing/memory-log.test-fixture";

export class LightDownStore implements DownStore {
  readonly #positions = new Map<ShapeTable, ShapePosition>();

  constructor(
    private readonly log: MemoryLog,
    private readonly joins: MemoryJoinDisk,
  ) {}

  shapePosition(table: ShapeTable): ShapePosition | null {
    return this.#positions.get(table) ?? null;
  }

  async applyDocuments(documents: readonly DownDocument[], position: ShapePosition | null): Promise<void> {
    for (const { kind, version } of documents) {
      this.log.down = { ...this.log.down, [kind === "menu" ? "menu_version" : "profile_version"]: version };
    }
    this.#keep("store_documents", position);
  }

  async applyInbox(entries: readonly ReceivedEntry[], position: ShapePosition | null): Promise<{ inbox_seq: number; hole: boolean }> {
    for (const { seq, id, text } of entries) {
      const { inbox_seq } = this.log.down;
      if (seq <= inbox_seq) continue;
      if (seq !== inbox_seq + 1) return { inbox_seq, hole: true };
      this.log.down = { ...this.log.down, inbox_seq: seq, inbox_id: id };
      this.joins.inboxChain = chainInbox(this.joins.inboxChain ?? INBOX_GENESIS, id, text ?? "");
    }
    this.#keep("store_inbox", position);
    return { inbox_seq: this.log.down.inbox_seq, hole: false };
  }

  async forgetPosition(table: ShapeTable): Promise<void> {
    this.#positions.delete(table);
  }

  #keep(table: ShapeTable, position: ShapePosition | null): void {
    if (position) this.#positions.set(table, position);
  }
}
