/** Who did what with customers' data. Operators are named as they were made; nobody else is. */
import type { AuditPage, CustomerPage } from "@crema/shared/contract/hq-customers";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Database } from "../db/database.ts";

type Line = Omit<AuditPage["lines"][number], "at"> & { readonly at: Date };

/** An erasure without an operator says by whom in the tombstone. */
const LINES = `SELECT a.entry_id, a.at, a.action, a.subject_id, a.operator_id, p.first_name AS operator_name,
    CASE WHEN a.operator_id IS NULL THEN coalesce(e.asked_by, 'OPERATOR') ELSE 'OPERATOR' END AS by,
    CASE WHEN EXISTS (SELECT FROM orders o WHERE o.order_id = a.subject_id) THEN 'ORDER' ELSE 'CUSTOMER' END AS subject
  FROM audit_log a LEFT JOIN users p ON p.user_id = a.operator_id AND p.role <> 'customer'
    LEFT JOIN erased_users e ON e.user_id = a.subject_id`;

export async function customerAudit(
  { pool }: Database,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<AuditPage> {
  const found = await pool.query<Line>(
    `${LINES} WHERE $1::uuid IS NULL OR (a.at, a.entry_id) < (SELECT at, entry_id FROM audit_log WHERE entry_id = $1)
     ORDER BY a.at DESC, a.entry_id DESC LIMIT $2`,
    [before, limit],
  );
  const lines = found.rows.map(({ at, ...line }) => ({ ...line, at: iso(at.getTime()) }));
  return { lines, next_before: lines.length === limit ? (lines.at(-1)?.entry_id ?? null) : null };
}

/** The latest 100 about one customer and the orders in their account. */
export async function auditOf({ pool }: Database, userId: string): Promise<CustomerPage["audit"]> {
  const found = await pool.query<Line>(
    `${LINES} WHERE a.subject_id = ANY (SELECT $1::uuid UNION ALL SELECT order_id FROM orders WHERE user_id = $1) ORDER BY a.at DESC, a.entry_id DESC LIMIT 100`,
    [userId],
  );
  return found.rows.map(({ at, action, by, operator_id, operator_name }) => ({
    at: iso(at.getTime()),
    action,
    by,
    operator_id,
    operator_name,
  }));
}
