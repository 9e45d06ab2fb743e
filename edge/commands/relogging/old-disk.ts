/** The database of another box, or of this one before, opened for reading: its log, and the rows that its orders and money are in. */
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { EdgeEvent as EdgeEventSchema } from "@crema/shared/domain/events";
import type { InboxRun } from "@crema/sync/protocol/hand-back";
import { bodyVersion, upcastBody } from "@crema/sync/protocol/upcast";
import { isBodyVersion } from "@crema/sync/protocol/version";
import type { BoxRow } from "../../db/box-state.ts";
import type { Db } from "../../db/database.ts";
import type { JournalFact } from "../../db/journal.ts";
import { prepareTables, type Tables } from "../../db/tables.ts";

/** An event as the other log has it. */
export interface OldEvent {
  readonly epoch: number;
  readonly seq: number;
  readonly event_id: string;
  readonly hash: string;
  readonly body: string;
}

export interface OldDisk {
  readonly box: BoxRow;
  /** As far as the cloud has acknowledged its log. */
  readonly heard: { readonly epoch: number; readonly seq: number };
  /** For reading alone. */
  readonly tables: Pick<Tables, "orders" | "money" | "drawer" | "drafts">;
  /** In the order of the log, after that place. */
  eventsAfter(place: { readonly epoch: number; readonly seq: number }, limit: number): OldEvent[];
  /** The session that a Z report of the disk has closed (null: the day of a store without cash), and the facts that the report covers there; null: the disk has no such report. */
  closed(zNumber: string): { readonly session: DrawerSession | null; readonly facts: readonly JournalFact[] } | null;
  /** What the disk has applied of the inbox, as far as it stored it whole. */
  inbox(): InboxRun;
}

export function readOldDisk(db: Db): OldDisk {
  const tables = prepareTables(db, () => {
    throw new Error("nothing is written into the log of another box");
  });
  const after = db.prepare<[number, number, number], OldEvent>(
    "SELECT epoch, seq, event_id, hash, body FROM events WHERE (epoch, seq) > (?, ?) ORDER BY epoch, seq LIMIT ?",
  );
  const session = db.prepare<[string], { state: string | null }>(
    "SELECT state FROM z_reports LEFT JOIN drawer_sessions USING (session_id) WHERE z_number = ?",
  );
  const box = tables.box.box();
  return {
    box,
    heard: { epoch: box.epoch ?? 0, seq: tables.box.position().acked_seq },
    tables,
    eventsAfter: ({ epoch, seq }, limit) => after.all(epoch, seq, limit),
    closed(zNumber) {
      const row = session.get(zNumber);
      if (!row) return null;
      return { session: row.state === null ? null : (JSON.parse(row.state) as DrawerSession), facts: tables.journal.coveredBy(zNumber) };
    },
    inbox: () => tables.handoff.runAfter(0, tables.box.position().inbox_seq),
  };
}

/** As today's release reads it; null: it cannot, and the cloud is to look. */
export function readOldEvent({ body }: Pick<OldEvent, "body">): EdgeEvent | null {
  const json: unknown = JSON.parse(body);
  const version = bodyVersion(json);
  const parsed = isBodyVersion(version) ? EdgeEventSchema.safeParse(upcastBody(version, json)) : null;
  return parsed?.success ? parsed.data : null;
}
