/**
 * What the API responds with: a body and a status, and whether an idempotency key stores it. Stripe stores what an
 * endpoint responded once it had begun, errors too, but not the refusals before that (validation, authentication, rate
 * limit).
 */
import type Stripe from "stripe";

export interface SandboxResult {
  readonly status: number;
  readonly body: object;
  /** Kept under the idempotency key and given again. */
  readonly remember: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The fields that the SDK's error classes carry on. */
export interface ErrorBody {
  readonly type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly charge?: string;
  readonly payment_intent?: Stripe.PaymentIntent;
  readonly payment_method?: Stripe.PaymentMethod;
}

export const ok = (body: object): SandboxResult => ({ status: 200, body, remember: true });

/** The endpoint had begun: kept. */
export function refuse(status: number, error: ErrorBody): SandboxResult {
  return { status, body: { error: documented(error) }, remember: true };
}

/** The endpoint had not begun: the same key may be tried again. */
export function refuseEarly(status: number, error: ErrorBody, headers: Readonly<Record<string, string>> = {}): SandboxResult {
  return { status, body: { error: documented(error) }, remember: false, headers };
}

const documented = (error: ErrorBody) =>
  error.code ? { ...error, doc_url: `https://stripe.com/docs/error-codes/${error.code.replaceAll("_", "-")}` } : error;

export function invalidParam(param: string, code: string, message: string): SandboxResult {
  return refuseEarly(400, { type: "invalid_request_error", code, message, param });
}

/** 404 for the object in the path, 400 for one that a parameter names. */
export function noSuch(kind: string, id: string, param?: string): SandboxResult {
  return refuse(param === undefined ? 404 : 400, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${kind}: '${id}'`,
    param: param ?? "id",
  });
}

export function unexpectedState(intent: Stripe.PaymentIntent, message: string): SandboxResult {
  return refuse(400, { type: "invalid_request_error", code: "payment_intent_unexpected_state", message, payment_intent: intent });
}

export function serverError(): SandboxResult {
  return refuse(500, { type: "api_error", message: "An unknown error occurred" });
}

/** From something in front of the API: no key, no endpoint, perhaps not even JSON of the API's own. */
export function badGateway(): SandboxResult {
  return refuseEarly(502, { type: "api_error", message: "The gateway had no answer from the API" });
}

export function rateLimited(): SandboxResult {
  return refuseEarly(
    429,
    { type: "invalid_request_error", code: "rate_limit", message: "Request rate limit exceeded." },
    { "stripe-rate-limited-reason": "endpoint-rate", "retry-after": "1" },
  );
}

/** Somebody else is at this very object: nothing is wrong with how much is called. */
export function lockTimeout(): SandboxResult {
  const message =
    "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.";
  return refuseEarly(429, { type: "invalid_request_error", code: "lock_timeout", message }, { "retry-after": "1" });
}

/** The endpoint had begun: kept under the key, like every refusal of its own. */
export function balanceInsufficient(): SandboxResult {
  const message = "Insufficient funds in your Stripe balance to refund this amount.";
  return refuse(400, { type: "invalid_request_error", code: "balance_insufficient", message });
}
