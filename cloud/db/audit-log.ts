/** What was done with customers' data: by whom, when, and with whose. Never what was in it. */
import type { AuditAction } from "@crema/shared/contract/hq-customers";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { ClientBase, Pool } from "pg";

export interface AuditLine {
  readonly newId: IdSource;
  readonly at: string;
  readonly operatorId: string;
  readonly action: AuditAction;
  /** A line for each: ids of customers, or of guests' orders. */
  readonly subjectIds: readonly string[];
}

export async function writeAudit(client: ClientBase | Pool, { newId, at, operatorId, action, subjectIds }: AuditLine): Promise<void> {
  if (subjectIds.length === 0) return;
  await client.query(
    `INSERT INTO audit_log (entry_id, at, operator_id, action, subject_id)
     SELECT entry_id, $2, $3, $4, subject_id FROM unnest($1::uuid[], $5::uuid[]) AS lines (entry_id, subject_id)`,
    [subjectIds.map(() => newId()), at, operatorId, action, subjectIds],
  );
}
