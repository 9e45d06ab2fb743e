/**
 * The idempotency rule: same key and same body get the first response again, byte for byte; same key and another body are
 * refused. Refusals are never remembered. Runs inside the write transaction, so two at once, even in one group commit,
 * are seen one after the other.
 */
import { hash } from "node:crypto";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Created } from "@crema/shared/server/idempotency";

/** Over the parsed request: defaults filled in, members in the contract's sequence. Hex. */
export function requestHash(...deps: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(deps), "hex");
}

/** null when the key is new. */
export function replayOf(found: { request_hash: string; body: string } | null, hash: string): Result<Created> | null {
  if (!found) return null;
  if (found.request_hash !== hash) return refuse("idempotency.key_reused", "This Idempotency-Key was used for another request.");
  return ok({ status: 201, body: found.body, replayed: true });
}
