/** The key under which a create may be repeated, and what is said to every repeat: the same bytes. */
import { type PreparedResponse, preparedResponse } from "./prepared-response.ts";

/** The stored response of a create. */
export interface Created {
  readonly status: 201;
  readonly body: string;
  readonly replayed: boolean;
}

/** Of a route whose contract takes one; null: it was sent without. */
export function keyIfAny(c: {
  readonly req: { valid(target: "header"): { readonly "idempotency-key"?: string | undefined } };
}): string | null {
  return c.req.valid("header")["idempotency-key"] ?? null;
}

/** Of a route whose contract asks for one. */
export function idempotencyKey(c: { readonly req: { valid(target: "header"): { readonly "idempotency-key": string } } }): string {
  return c.req.valid("header")["idempotency-key"];
}

export const created = (response: Created): PreparedResponse => written(response, response.status);

/** Of a write that creates nothing of its own. */
export const changed = (response: Created): PreparedResponse => written(response, 200);

function written({ body, replayed }: Created, status: number): PreparedResponse {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (replayed) headers["idempotency-replayed"] = "true";
  return preparedResponse(body, { status, headers });
}
