/**
 * A route's contract: method, path, shapes and who may call it, in one value. Both sides mount contracts (http/mount.ts);
 * the OpenAPI document is generated from them.
 */
import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import type { ErrorCode } from "../domain/kernel/errors.ts";
import type { Access } from "./access.ts";

export type Contract<R extends RouteConfig = RouteConfig> = R & {
  readonly access: Access;
  readonly maxBodyBytes: number;
  /** Codes particular to the route; the general ones follow from the contract (refusals.ts). */
  readonly refuses: readonly ErrorCode[];
};

/** The largest body that a route takes unless it says otherwise. */
export const MAX_BODY_BYTES = 64 * 1024;
/** For routes that take an order: a hundred lines with their choices and notes, in any script. */
export const MAX_ORDER_REQUEST_BYTES = 256 * 1024;

/** RFC 9457. Further members are named in the route's description. */
export const ProblemBody = z
  .looseObject({
    type: z.string(),
    code: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

const problem = {
  description: "Refused; `code` says why (docs/errors.md)",
  content: { "application/problem+json": { schema: ProblemBody } },
};

export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true as const, content: { "application/json": { schema } } };
}

/** `refuses` lists the codes that are particular to this route; they are written into its description, too. */
export function contract<const R extends RouteConfig>(
  route: R & { access: Access; refuses?: readonly ErrorCode[]; maxBodyBytes?: number },
) {
  const { access, refuses = [], maxBodyBytes = MAX_BODY_BYTES, ...config } = route;
  const description = [config.description, refuses.length > 0 ? `Refuses with: ${refuses.map((code) => `\`${code}\``).join(", ")}.` : ""]
    .filter(Boolean)
    .join("\n\n");
  const made = createRoute({
    ...config,
    description,
    responses: { ...config.responses, default: problem },
    "x-access": access,
  } as unknown as R);
  return Object.assign(made, { access, maxBodyBytes, refuses });
}

const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/, "1 to 255 printable characters")
  .openapi({ param: { in: "header" }, example: "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e" });

/** 1 to 255 printable ASCII characters. */
export const IdempotencyKeyHeader = z.object({ "idempotency-key": IdempotencyKey });

/** Of a write that refuses a repeat by itself: with a key the repeat gets the first response instead. */
export const OptionalKeyHeader = z.object({ "idempotency-key": IdempotencyKey.optional() });
