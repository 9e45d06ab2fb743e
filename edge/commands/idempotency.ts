/**
 * The idempotency rule: same key and same body get the first response again, byte for byte; same key and another body are
 * refused. Refusals are never remembered. Runs inside the write transaction, so two at once, even in one group commit,
 * are seen one after the other.
 */
import { hash } from "node:crypto";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { asRemembered, asToldApart, type RequestedLine } from "@crema/shared/domain/order/order-request";
import type { Created } from "@crema/shared/server/idempotency";

/** Over the parsed request: defaults filled in, members in the contract's sequence. Hex. */
export function requestHash(...deps: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(deps), "hex");
}

/** Of a request with lines of an order: first as it is stored, then as an older release stored it. */
export type OrderHashes = readonly [stored: string, older: string];

export function orderHashes<R extends { readonly items: readonly RequestedLine[] }>(
  request: R,
  hashOf: (request: R) => string,
): OrderHashes {
  return [hashOf(asToldApart(request)), hashOf(asRemembered(request))];
}

/** null when the key is new. `hashes`: of the request, as any release would have stored it. */
export function replayOf(found: { request_hash: string; body: string } | null, ...hashes: readonly string[]): Result<Created> | null {
  if (!found) return null;
  if (!hashes.includes(found.request_hash)) return refuse("idempotency.key_reused", "This Idempotency-Key was used for another request.");
  return ok({ status: 201, body: found.body, replayed: true });
}
