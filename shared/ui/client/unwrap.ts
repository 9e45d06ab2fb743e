/**
 * Sends a request and turns every failure into one of two errors: the server refused (`ApiError`, with its problem and
 * code), or the outcome is unknown (`NetworkError`).
 * Pitfall: after a 5xx or a lost response the write may have been carried out; only a response below 500 settles it.
 */
import type { ProblemBody } from "@crema/shared/contract/contract";
import type { z } from "@hono/zod-openapi";
import type { ClientResponse } from "hono/client";

export type Problem = z.infer<typeof ProblemBody>;

export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    /** How long the server asks to wait. */
    readonly retryAfterS: number | null,
  ) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = "Refused";
  }

  /** The server has decided; the same request again gets the same response. */
  get settled(): boolean {
    return this.problem.status < 500 && this.problem.status !== 429;
  }
}

export class NetworkError extends Error {
  constructor(cause: unknown) {
    super("no response", { cause });
    this.name = "Unreachable";
  }
}

type BodyOf<Reply> =
  Reply extends ClientResponse<infer Body, infer Status, infer Format>
    ? Status extends 304
      ? never
      : Status extends 204
        ? undefined
        : Format extends "json" | "text"
          ? Body
          : never
    : never;

/** The body of the response; rejects with `ApiError` or `NetworkError`. */
export async function unwrap<Reply>(call: Promise<Reply>): Promise<BodyOf<Reply>> {
  const response = (await call.catch((error: unknown) => {
    throw new NetworkError(error);
  })) as Response;
  if (!response.ok) throw await apiErrorOf(response);
  if (response.status === 204) return undefined as BodyOf<Reply>;
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  try {
    return (isJson ? await response.json() : await response.text()) as BodyOf<Reply>;
  } catch (error) {
    throw new NetworkError(error);
  }
}

async function apiErrorOf(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAfterS = Number.isFinite(wait) ? wait : null;
  const text = await response.text().catch(() => "");
  const problem = /\bproblem\+json\b/.test(response.headers.get("content-type") ?? "") ? (JSON.parse(text) as Problem) : null;
  return new ApiError(problem ?? notOurs(response.status), retryAfterS);
}

/** The problem when something between page and server has responded instead of it. */
function notOurs(status: number): Problem {
  return {
    type: "about:blank",
    code: "internal",
    title: "Another answer than the server's",
    status,
    detail: `Status ${status}, without a reason.`,
  };
}

export function isRefusal(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.problem.code));
}
