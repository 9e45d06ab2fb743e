/** Refunds that headquarters asks this store for, until somebody here has answered. */

import type { OpenRefundRequest } from "@crema/shared/contract/refund-requests";
import { AmountCents } from "@crema/shared/domain/kernel/money";
import { AskedLine } from "@crema/shared/domain/payment/payment";
import type { Actor } from "@crema/shared/domain/staff/actor";
import { z } from "zod";
import type { Db } from "./database.ts";

export interface RefundRequestRow {
  readonly request_id: string;
  readonly order_id: string;
  readonly amount_cents: OpenRefundRequest["amount_cents"];
  readonly lines?: OpenRefundRequest["lines"];
  readonly tip_cents?: OpenRefundRequest["tip_cents"];
  readonly reason: string;
  readonly asked_by: Actor;
  readonly asked_at: string;
}

export interface RefundRequestTable {
  insert(row: RefundRequestRow): void;
  /** null when it was answered, or never asked. */
  readOpen(requestId: string): RefundRequestRow | null;
  answer(requestId: string, state: "DONE" | "REFUSED", at: string): void;
  /** Oldest first. */
  open(): RefundRequestRow[];
  openCount(): number;
}

type Stored = Omit<RefundRequestRow, "asked_by" | "amount_cents" | "lines" | "tip_cents"> & {
  readonly asked_by: string;
  readonly amount_cents: number | null;
  readonly lines: string | null;
  readonly tip_cents: number | null;
};

const COLUMNS = "request_id, order_id, amount_cents, lines, tip_cents, reason, asked_by, asked_at";

export function prepareRefundRequests(db: Db): RefundRequestTable {
  const insert = db.prepare(
    `INSERT INTO refund_requests (${COLUMNS}, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'OPEN') ON CONFLICT DO NOTHING`,
  );
  const one = db.prepare<[string], Stored>(`SELECT ${COLUMNS} FROM refund_requests WHERE request_id = ? AND state = 'OPEN'`);
  const all = db.prepare<[], Stored>(`SELECT ${COLUMNS} FROM refund_requests WHERE state = 'OPEN' ORDER BY asked_at, request_id`);
  const count = db.prepare<[], { n: number }>("SELECT COUNT(*) AS n FROM refund_requests WHERE state = 'OPEN'");
  const answer = db.prepare("UPDATE refund_requests SET state = ?, answered_at = ? WHERE request_id = ? AND state = 'OPEN'");
  const read = ({ lines, tip_cents, ...row }: Stored): RefundRequestRow => ({
    ...row,
    ...(lines !== null && { lines: z.array(AskedLine).parse(JSON.parse(lines)) }),
    ...(tip_cents !== null && { tip_cents: AmountCents.parse(tip_cents) }),
    amount_cents: AmountCents.nullable().parse(row.amount_cents),
    asked_by: JSON.parse(row.asked_by),
  });
  return {
    insert: (row) =>
      void insert.run(
        row.request_id,
        row.order_id,
        row.amount_cents,
        row.lines ? JSON.stringify(row.lines) : null,
        row.tip_cents ?? null,
        row.reason,
        JSON.stringify(row.asked_by),
        row.asked_at,
      ),
    readOpen(requestId) {
      const row = one.get(requestId);
      return row ? read(row) : null;
    },
    answer: (requestId, state, at) => void answer.run(state, at, requestId),
    open: () => all.all().map(read),
    openCount: () => count.get()?.n ?? 0,
  };
}
