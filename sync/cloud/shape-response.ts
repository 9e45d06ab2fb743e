/**
 * The HTTP responses of the shape server.
 * Pitfall: without `electric-handle` and `electric-offset` on every 200, `electric-schema` when not live and
 * `electric-cursor` when live, the client gives up for good. A cursor on a response that is not live is as bad: a
 * restarted client takes that response for a replay and drops its up-to-date message.
 */
import { problemOf, type Refusal } from "@crema/shared/domain/kernel/errors";
import { compress, wantsGzip } from "@crema/shared/server/gzip";
import type { ShapeTable } from "../protocol/down.ts";
import { MUST_REFETCH, schemaHeader } from "./shape-messages.ts";
import type { ShapeRefusal, ShapeRequest } from "./shape-request.ts";

/** For one box only, and revalidated each time; behind a shared cache the identity is part of the key. */
const OURS = { "content-type": "application/json", "cache-control": "private, no-cache", vary: "Authorization, Accept-Encoding" } as const;
const FLEETING = { ...OURS, "cache-control": "private, no-store" } as const;

export interface ShapeResponse {
  readonly handle: string;
  /** The offset at which the client continues. */
  readonly offset: string;
  readonly upToDate: boolean;
  /** JSON texts. */
  readonly messages: readonly string[];
}

/** `nowMs` feeds the live cursor. Honours If-None-Match unless the request is live. A document goes zipped to whoever reads that. */
export async function okResponse(request: ShapeRequest, response: ShapeResponse, sent: Headers, nowMs: number): Promise<Response> {
  const etag = `"${response.handle}:${request.offsetText}:${response.offset}"`;
  const headers: Record<string, string> = {
    ...OURS,
    etag,
    "electric-handle": response.handle,
    "electric-offset": response.offset,
    ...(request.live ? { "electric-cursor": nextCursor(request.cursor, nowMs) } : { "electric-schema": schemaHeader(request.table) }),
    ...(response.upToDate ? { "electric-up-to-date": "" } : {}),
  };
  const ifNoneMatch = sent.get("if-none-match");
  if (!request.live && ifNoneMatch !== null && ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag)) {
    return new Response(null, { status: 304, headers });
  }
  const body = `[${response.messages.join(",\n")}]`;
  if (!wantsGzip(sent.get("accept-encoding"), body)) return new Response(body, { status: 200, headers });
  return new Response(await compress(body), { status: 200, headers: { ...headers, "content-encoding": "gzip" } });
}

export function mustRefetchResponse(table: ShapeTable, handle: string): Response {
  const headers = { ...FLEETING, "electric-handle": handle, "electric-schema": schemaHeader(table) };
  return new Response(MUST_REFETCH, { status: 409, headers });
}

export function refusedResponse(refusal: ShapeRefusal): Response {
  return Response.json({ message: refusal.message, errors: refusal.errors }, { status: refusal.status, headers: FLEETING });
}

/** One that our own client reads, and Electric's must not take for a must-refetch. */
export function problemResponse(refusal: Refusal): Response {
  const problem = problemOf(refusal);
  const headers = { ...FLEETING, "content-type": "application/problem+json" };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

export function overloadedResponse(retryAfterS: number): Response {
  return Response.json(
    { message: "Too many requests are being held", errors: {} },
    { status: 503, headers: { ...FLEETING, "retry-after": `${retryAfterS}` } },
  );
}

/** Seconds; always past the one that the client sent, so that no two live requests in a row have the same URL. */
function nextCursor(sent: string | null, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000);
  return `${Math.max(seconds, Number(/^\d{1,15}$/.exec(sent ?? "")?.[0] ?? 0) + 1)}`;
}
