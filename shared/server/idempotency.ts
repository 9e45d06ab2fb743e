/** The key under which a create may be repeated, and what is said to every repeat: the same bytes. */
import { type PreparedResponse, preparedResponse } from "./prepared-response.ts";

/** The stored response of a create. */
export interface Created {
  readonly status: 201;
  readonly body: string;
  readonly replayed: boolean;
}

/** Of a route whose contract asks for one. */
export function idempotencyKey(c: { readonly req: { valid(target: "header"): { readonly "idempotency-key": string } } }): string {
  return c.req.valid("header")["idempotency-key"];
}

export function created(response: Created): PreparedResponse {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (response.replayed) headers["idempotency-replayed"] = "true";
  return preparedResponse(response.body, { status: response.status, headers });
}
