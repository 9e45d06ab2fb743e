/**
 * What an answer of the cloud to a batch says (L6). Nothing is believed before it has been checked: status, content type,
 * whole JSON, known shape. Whatever is not ours is a failed exchange, never data and never fatal.
 */
import { ERRORS, type ErrorCode } from "@crema/shared/domain/kernel/errors";
import type { HttpResponse } from "../ports.ts";
import { type UpBatch, UpRefusal, UpResponse } from "../protocol/up.ts";

export type Reading =
  | { readonly kind: "ok"; readonly response: UpResponse }
  | { readonly kind: "gap"; readonly expected_seq: number }
  | { readonly kind: "fenced" | "upgrade_required"; readonly detail: string }
  /** `contested`: it is our log that does not fit, rather than what we have applied (D7). */
  | { readonly kind: "conflict"; readonly detail: string; readonly contested: boolean }
  /** The cloud does not take the box for one of its own. */
  | { readonly kind: "unknown_box"; readonly detail: string }
  /** A whole refusal of ours that only time or a person can help: 422, 429, 5xx. */
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "not_ours"; readonly detail: string };

/** `head`: the last seq in the log now; an answer that knows more than that cannot be about this log. */
export function readResponse(http: HttpResponse, batch: UpBatch, head: number, generation: number): Reading {
  if (!/^application\/(problem\+)?json\s*(;|$)/i.test(http.contentType ?? "")) {
    return notOurs(`status ${http.status} with content type ${http.contentType?.slice(0, 80) ?? "none"}`);
  }
  const json = parse(http.body);
  if (json === undefined) return notOurs(`status ${http.status} with a body that is not whole JSON`);
  return http.status === 200 ? readSuccess(json, batch, head, generation) : readRefusal(http.status, json, batch);
}

function readSuccess(json: unknown, batch: UpBatch, head: number, generation: number): Reading {
  const parsed = UpResponse.safeParse(json);
  if (!parsed.success) return notOurs("status 200 with an unknown shape");
  const response = parsed.data;
  if (response.last_seq > head) return notOurs(`last_seq ${response.last_seq} is above the head ${head} of the log`);
  const sentTo = batch.from_seq + batch.events.length - 1;
  if (response.last_seq < sentTo) return notOurs(`sent up to ${sentTo}, but last_seq is ${response.last_seq}`);
  if (response.generation < generation) return notOurs(`generation ${response.generation}, after ${generation} had been heard`);
  return { kind: "ok", response };
}

function readRefusal(status: number, json: unknown, batch: UpBatch): Reading {
  const parsed = UpRefusal.safeParse(json);
  if (!parsed.success || !isErrorCode(parsed.data.code) || ERRORS[parsed.data.code].status !== status) {
    return notOurs(`status ${status} with an unknown shape`);
  }
  const { code, detail, expected_seq } = parsed.data;
  switch (code) {
    case "sync.gap":
      // Being sent back to where one began is no way forward.
      if (expected_seq === undefined || expected_seq < 1 || expected_seq >= batch.from_seq) return notOurs("a gap that makes no sense");
      return { kind: "gap", expected_seq };
    case "sync.conflict":
      return { kind: "conflict", detail, contested: true };
    case "sync.rewound":
      return { kind: "conflict", detail, contested: false };
    case "sync.fenced":
      return { kind: "fenced", detail };
    case "sync.upgrade_required":
      return { kind: "upgrade_required", detail };
    default:
      if (status === 401) return { kind: "unknown_box", detail: `${code}: ${detail}` };
      return { kind: "refused", detail: `${code}: ${detail}` };
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function notOurs(detail: string): Reading {
  return { kind: "not_ours", detail };
}

/** undefined when the text is not JSON, which JSON itself cannot be. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
