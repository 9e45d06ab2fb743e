/**
 * The idempotency rule: same key and same body get the first response again; same key and another body are refused. Refusals are
 * never remembered. `db/idempotency.ts` has the stored responses.
 */
import { createHash } from "node:crypto";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { StoredResponse } from "../db/idempotency.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Over the parsed request, with defaults filled in. Hex. */
export function requestHash(request: unknown): string {
  return createHash("sha256").update(canonicalJson(request)).digest("hex");
}

/** As it is remembered: without the secrets that the response has. */
export interface RememberedOrder {
  readonly order_id: string;
  readonly order: object;
  readonly replayed: boolean;
}

/** null when the key is new. */
export function replayOf(found: StoredResponse | null, hash: string): Result<RememberedOrder> | null {
  if (!found) return null;
  if (found.answer === null || found.request_hash !== hash) {
    return refuse("idempotency.key_reused", "This Idempotency-Key was used for another order. Use a new key for a new order.");
  }
  const order: object = JSON.parse(found.answer);
  return ok({ order_id: found.order_id, order, replayed: true });
}
