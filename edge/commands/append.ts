/** Appends to the log of the box's epoch, in the command's transaction. */
import type { EdgeEvent } from "@crema/shared/domain/events";
import { type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { withRequest, writeBody } from "@crema/sync/protocol/write-body";
import type { Tables } from "../db/tables.ts";
import type { Tx } from "../executor.ts";

/** `body`: its bytes, where they have been made already. */
export function appendEvent(tables: Tables, tx: Tx, event: EdgeEvent, body = writeBody(event)): Result<null> {
  if (tx.identity === null) return refuse("enroll.not_enrolled", "This box has no log before it is enrolled.");
  const { request } = tx;
  return tables.log.append(event, request ? withRequest(body, request) : body, tx.identity.epoch, tx.position);
}

/** Appends an event of another box's log under its old id (U8). */
export function appendVerbatim(tables: Tables, tx: Tx, event: EdgeEvent, bytes: string): Result<null> {
  if (tx.identity === null) return refuse("enroll.not_enrolled", "This box has no log before it is enrolled.");
  return tables.log.appendVerbatim(event, bytes, tx.identity.epoch, tx.position);
}
