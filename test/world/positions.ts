/** How far a box and the cloud have come with each other: the cheap look that a test takes again and again. */
import type pg from "pg";
import type { StoreBox } from "./store-box.ts";

export interface BoxPosition {
  readonly head: number;
  readonly acked: number;
  readonly inbox: number;
  /** Kinds and versions. */
  readonly documents: string;
}

export interface CloudPosition {
  readonly last_seq: number;
  readonly inbox: number;
  readonly documents: string;
  /** Offers that no store has decided, and orders that are still to be offered. */
  readonly offered: number;
}

export function boxPosition({ box }: StoreBox): BoxPosition {
  const { head_seq, acked_seq, inbox_seq } = box.store.tables.box.position();
  const { menu_version, profile_version } = box.store.sync.log.position();
  return { head: head_seq, acked: acked_seq, inbox: inbox_seq, documents: `menu ${menu_version}, profile ${profile_version}` };
}

export async function cloudPosition(pool: pg.Pool, storeId: string): Promise<CloudPosition> {
  const found = await pool.query<CloudPosition>(
    `SELECT l.last_seq::int AS last_seq, l.inbox_head::int AS inbox,
       (SELECT string_agg(kind || ' ' || version, ', ' ORDER BY kind) FROM store_documents WHERE store_id = l.store_id) AS documents,
       (SELECT count(*)::int FROM orders WHERE store_id = l.store_id AND handoff IN ('HELD', 'OFFERED') AND status = 'PLACED') AS offered
     FROM store_links l WHERE l.store_id = $1`,
    [storeId],
  );
  const [position] = found.rows;
  if (!position) throw new Error(`the cloud does not know ${storeId}`);
  return position;
}

/** What one of both still lacks, in words; empty: nothing. */
export function whyNotQuiet(box: BoxPosition, cloud: CloudPosition): string {
  if (box.acked !== box.head || cloud.last_seq !== box.head)
    return `log: head ${box.head}, acknowledged ${box.acked}, taken ${cloud.last_seq}`;
  if (box.inbox !== cloud.inbox) return `inbox: ${box.inbox} of ${cloud.inbox}`;
  if (box.documents !== cloud.documents) return `documents: ${box.documents} of ${cloud.documents}`;
  return cloud.offered > 0 ? `${cloud.offered} orders are still offered` : "";
}
