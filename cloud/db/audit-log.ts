/** What operators did with a customer's data: who, when, and with whose. Never what was in it. */
import type { AuditAction } from "@crema/shared/contract/hq-customers";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { ClientBase, Pool } from "pg";

export interface AuditLine {
  readonly newId: IdSource;
  readonly at: string;
  readonly operatorId: string;
  readonly action: AuditAction;
  readonly subjectId: string;
}

export async function writeAudit(client: ClientBase | Pool, { newId, at, operatorId, action, subjectId }: AuditLine): Promise<void> {
  await client.query("INSERT INTO audit_log (entry_id, at, operator_id, action, subject_id) VALUES ($1, $2, $3, $4, $5)", [
    newId(),
    at,
    operatorId,
    action,
    subjectId,
  ]);
}
