/**
 * The idempotency rule: same key and same body get the first response again; same key and another body are refused. Refusals are
 * never remembered. `db/idempotency.ts` has the stored responses.
 */
import { createHash } from "node:crypto";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { asRemembered, asToldApart, type PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
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

export interface OrderHashes {
  /** As nodes of every release compare it. */
  readonly request_hash: string;
  /** As this one does. */
  readonly exact_hash: string;
}

/** `contact`: which contact was left with it, without the contact itself; null: none was. */
export const orderHashes = (request: PlaceOrderRequest, contact: object | null): OrderHashes => ({
  request_hash: requestHash(asRemembered(request)),
  exact_hash: requestHash(contact ? { ...asToldApart(request), contact } : asToldApart(request)),
});

/** null when the key is new. */
export function replayOf(found: StoredResponse | null, { request_hash, exact_hash }: OrderHashes): Result<RememberedOrder> | null {
  if (!found) return null;
  const isSame = found.exact_hash === null ? found.request_hash === request_hash : found.exact_hash === exact_hash;
  if (found.answer === null || !isSame) {
    return refuse("idempotency.key_reused", "This Idempotency-Key was used for another order. Use a new key for a new order.");
  }
  const order: object = JSON.parse(found.answer);
  return ok({ order_id: found.order_id, order, replayed: true });
}
