/** Messages to customers that could not be sent. Whom they are for is never in it. */
import type { FailedMessage, FailedMessagesQuery } from "@crema/shared/contract/messages";
import { iso } from "@crema/shared/domain/kernel/clock";
import type pg from "pg";

type Row = Omit<FailedMessage, "created_at" | "failed_at"> & { readonly created_at: Date; readonly settled_at: Date };

/** `storeIds`: the operator's scope; null is every store. */
export async function failedMessages(
  pool: pg.Pool,
  storeIds: readonly string[] | null,
  { store_id: storeId, before, limit }: FailedMessagesQuery,
): Promise<{ messages: FailedMessage[]; next_before: string | null }> {
  const found = await pool.query<Row>(
    `SELECT message_id, store_id, order_id, kind, channel, failure, tries, created_at, settled_at FROM messages
     WHERE state = 'DEAD' AND ($1::text[] IS NULL OR store_id = ANY ($1)) AND ($2::text IS NULL OR store_id = $2)
       AND ($3::uuid IS NULL OR (settled_at, message_id) < (SELECT settled_at, message_id FROM messages WHERE message_id = $3))
     ORDER BY settled_at DESC, message_id DESC LIMIT $4`,
    [storeIds, storeId ?? null, before ?? null, limit],
  );
  const messages = found.rows.map(({ created_at, settled_at, ...row }) => ({
    ...row,
    created_at: iso(created_at.getTime()),
    failed_at: iso(settled_at.getTime()),
  }));
  return { messages, next_before: messages.length === limit ? (messages.at(-1)?.message_id ?? null) : null };
}
