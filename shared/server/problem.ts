/**
 * Refusals and bugs as application/problem+json. Expected refusals arrive as values; anything thrown is a bug or a broken
 * machine; `classify` separates the two, so that a full disk is not reported as a bug.
 */
import type { Context, ErrorHandler, NotFoundHandler, TypedResponse } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ZodError, z } from "zod";
import { type ERRORS, type ErrorCode, type FieldFault, type Problem, problemOf, type Refusal } from "../domain/kernel/errors.ts";
import { EVERYWHERE } from "./default-headers.ts";

/** A refusal as it is sent: typed as what it is, so that no handler can pass it off as one of its good responses. */
export type RefusalResponse = Response & TypedResponse<Problem, (typeof ERRORS)[ErrorCode]["status"], "json">;

export function problemResponse(refusal: Refusal): RefusalResponse {
  const problem = problemOf(refusal);
  const headers: Record<string, string> = { ...EVERYWHERE, "content-type": "application/problem+json", "cache-control": "no-store" };
  if (refusal.retry_after_s !== undefined) headers["retry-after"] = String(refusal.retry_after_s);
  if (problem.status === 401) headers["www-authenticate"] = "Bearer";
  return new Response(JSON.stringify(problem), { status: problem.status, headers }) as RefusalResponse;
}

/** For code below a handler that cannot return a refusal (a middleware of a library): thrown, and turned back into one. */
export class RefusedError extends Error {
  constructor(readonly refusal: Refusal) {
    super(`${refusal.code}: ${refusal.detail}`);
  }
}

/** `classify` turns a thrown error of the machine (full disk, database away) into a refusal; null means a bug. */
export function onError(classify: (error: unknown) => Refusal | null, report: (error: unknown, c: Context) => void): ErrorHandler {
  return (error, c) => {
    if (error instanceof RefusedError) return problemResponse(error.refusal);
    if (error instanceof HTTPException) return problemResponse(httpRefusal(error));
    const known = classify(error);
    if (known) return problemResponse(known);
    report(error, c);
    return problemResponse({ code: "internal", detail: "It is a fault of ours, and nothing was half done." });
  };
}

function httpRefusal(error: HTTPException): Refusal {
  if (error.status === 400) return { code: "request.malformed", detail: "The body is not well-formed JSON." };
  if (error.status === 413) return { code: "request.too_large", detail: "Send less at a time." };
  if (error.status === 415) return { code: "request.unsupported_media_type", detail: "Send application/json." };
  if (error.status === 401) return { code: "auth.required", detail: "Send a token in Authorization." };
  return { code: "internal", detail: "It is a fault of ours, and nothing was half done." };
}

export const notFound: NotFoundHandler = (c) =>
  problemResponse({ code: "request.not_found", detail: `There is no ${c.req.method} ${c.req.path}.` });

const SOURCES: Record<string, (path: string) => string> = {
  json: (path) => `/${path}`,
  header: (path) => `header:${path}`,
  query: (path) => `query:${path}`,
  param: (path) => `path:${path}`,
};

const OPTIONS = "Invalid option: expected one of ";

type Issue = z.core.$ZodIssue;

/** The validator's own words are for whoever wrote the schema. */
function wordsOf(issue: Issue): string {
  if (issue.code === "too_small") return limit(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum);
  if (issue.code === "too_big") return limit(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum);
  const { message } = issue;
  if (message === "Invalid input") return "none of the forms that the contract has for it";
  if (message.endsWith("received undefined")) return "missing";
  if (message.startsWith(OPTIONS)) return `one of ${message.slice(OPTIONS.length).replaceAll('"', "").replaceAll("|", ", ")}`;
  return message.replace(/^Invalid input: /, "");
}

/** What is counted, one of it and several. */
const COUNTED: Readonly<Record<string, readonly [one: string, several: string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
};

/** "at least 1 character", "at most 50 entries", "at most 100". */
function limit(origin: string, than: string, count: number | bigint): string {
  const [one, several] = COUNTED[origin] ?? ["", ""];
  return `${than} ${count} ${Number(count) === 1 ? one : several}`.trim();
}

/** A failed validation, with every field at fault. */
export function invalidRequest(target: string, error: ZodError): Refusal {
  const name = SOURCES[target] ?? ((path: string) => path);
  const fields: FieldFault[] = error.issues.slice(0, 50).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ field: name([...issue.path, key].join("/")), message: "unknown field" }));
    }
    return [{ field: name(issue.path.map(String).join("/")), message: wordsOf(issue) }];
  });
  const missingKey = target === "header" && fields.some((fault) => fault.field === "header:idempotency-key");
  return {
    code: missingKey ? "idempotency.key_required" : "request.invalid",
    detail: fields[0] ? `${fields[0].field}: ${fields[0].message}` : "The request does not fit the contract.",
    fields,
  };
}
