/**
 * One request to a process of the chain, its response checked against the contract's schema. A refusal is thrown with its
 * code, so that whoever expects one can look at it.
 */
import type { z } from "zod";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  readonly url: string;
  readonly token?: string;
  readonly key?: string;
  /** Bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

const LIMIT_MS = 20_000;

/** Throws Refused for a problem, and what fetch throws when there was no response. */
export async function call<S extends z.ZodType>(reply: S, request: Call): Promise<z.infer<S>> {
  const headers: Record<string, string> = {};
  if (request.token !== undefined) headers.authorization = `Bearer ${request.token}`;
  if (request.key !== undefined) headers["idempotency-key"] = request.key;
  const bytes = request.body instanceof Uint8Array ? new Uint8Array(request.body) : null;
  if (request.body !== undefined && bytes === null) headers["content-type"] = "application/json";
  const response = await fetch(request.url, {
    method: request.method,
    headers,
    body: bytes ?? (request.body === undefined ? null : JSON.stringify(request.body)),
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw refusalOf(response.status, text, request);
  return reply.parse(text === "" ? undefined : JSON.parse(text));
}

function refusalOf(status: number, text: string, request: Call): ApiError {
  const where = `${request.method} ${request.url}`;
  try {
    const problem: { code?: string; detail?: string } = JSON.parse(text);
    return new ApiError(status, problem.code ?? "unknown", `${where}: ${problem.detail ?? text} ${text.slice(0, 400)}`);
  } catch {
    return new ApiError(status, "unknown", `${where}: ${text.slice(0, 300)}`);
  }
}
