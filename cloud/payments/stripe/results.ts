/**
 * Maps what the SDK threw to a result. Pitfall: which errors are outcomes. A 4xx is one, unless it is about the call
 * itself (too many, key in use, not admitted); a 5xx never is; and a response that is not Stripe's counts as none.
 */
import Stripe from "stripe";
import type { ProviderResult } from "../provider.ts";
import { AmountNotPayable } from "./amounts.ts";

const {
  StripeAPIError,
  StripeAuthenticationError,
  StripeConnectionError,
  StripeError,
  StripeIdempotencyError,
  StripePermissionError,
  StripeRateLimitError,
} = Stripe.errors;

export function resultOf(error: unknown): Exclude<ProviderResult<never>, { kind: "done" }> {
  if (error instanceof AmountNotPayable) return { kind: "refused", code: "amount_not_payable", message: error.message };
  if (!(error instanceof StripeError)) return { kind: "no_answer", message: error instanceof Error ? error.message : String(error) };
  const status = error.statusCode ?? 0;
  if (error instanceof StripeConnectionError || status === 0) return { kind: "no_answer", message: error.message };
  const isHeld = status === 409 || error.code === "idempotency_key_in_use" || error.code === "lock_timeout";
  if (isHeld || error instanceof StripeRateLimitError || status === 429)
    return { kind: "busy", retry_after_ms: retryAfterMs(error), all: !isHeld };
  if (error instanceof StripeIdempotencyError) return { kind: "key_used", message: error.message };
  if (error instanceof StripeAuthenticationError || status === 401) return { kind: "not_admitted", scope: "key", message: error.message };
  if (error instanceof StripePermissionError || status === 403) {
    return { kind: "not_admitted", scope: error.code === "account_invalid" ? "account" : "call", message: error.message };
  }
  if (status >= 500) return { kind: "server_error", replayed: error.headers?.["idempotent-replayed"] === "true" };
  // The SDK could not read the body: a proxy's page, a captive portal, JSON that was cut short.
  if (error instanceof StripeAPIError && status < 400) return { kind: "no_answer", message: error.message };
  return { kind: "refused", code: error.decline_code ?? error.code ?? error.type, message: error.message };
}

function retryAfterMs(error: InstanceType<typeof StripeError>): number | null {
  const seconds = Number(error.headers?.["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 300) * 1000 : null;
}
