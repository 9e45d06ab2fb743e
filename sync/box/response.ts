/**
 * Reads the cloud's response to a batch or a join (L6). Everything is checked before it is believed: status, content type, complete
 * JSON, known shape. A response that is not our cloud's is a failed exchange, never data and never fatal.
 */
import { ERRORS, type ErrorCode } from "@crema/shared/domain/kernel/errors";
import type { HttpResponse } from "../ports.ts";
import { JoinResponse } from "../protocol/join.ts";
import { type UpBatch, UpRefusal, UpResponse } from "../protocol/up.ts";

export type Reading =
  | { readonly kind: "ok"; readonly response: UpResponse }
  | { readonly kind: "gap"; readonly expected_seq: number }
  | { readonly kind: "fenced" | "upgrade_required"; readonly detail: string }
  /** `join_first`: nothing of the batch was looked at; `conflict`: our log does not fit, or what we have applied. */
  | { readonly kind: "conflict" | "join_first"; readonly detail: string }
  /** The cloud does not know the box. */
  | { readonly kind: "unknown_box"; readonly detail: string }
  /** A complete refusal of our cloud that only time or a person can resolve: 422, 429, 5xx. */
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "not_ours"; readonly detail: string };

export type Refused = Exclude<Reading, { kind: "ok" }>;

/** `head`: the last seq in the log now; a response that knows more than that cannot be about this log. */
export function readJoinResponse(http: HttpResponse, head: number): Refused | { readonly kind: "ok"; readonly response: JoinResponse } {
  const json = jsonOf(http);
  if ("kind" in json) return json;
  if (http.status !== 200) return readRefusal(http.status, json.value, null);
  const parsed = JoinResponse.safeParse(json.value);
  if (!parsed.success) return notOurs("status 200 with an unknown shape");
  const response = parsed.data;
  if ("last_seq" in response && response.last_seq > head)
    return notOurs(`last_seq ${response.last_seq} is above the head ${head} of the log`);
  return { kind: "ok", response };
}

/** `head`: the last seq in the log now; a response that knows more than that cannot be about this log. */
export function readResponse(http: HttpResponse, batch: UpBatch, head: number, generation: number): Reading {
  const json = jsonOf(http);
  if ("kind" in json) return json;
  return http.status === 200 ? readSuccess(json.value, batch, head, generation) : readRefusal(http.status, json.value, batch);
}

function jsonOf(http: HttpResponse): { readonly value: unknown } | Refused {
  if (!/^application\/(problem\+)?json\s*(;|$)/i.test(http.contentType ?? "")) {
    return notOurs(`status ${http.status} with content type ${http.contentType?.slice(0, 80) ?? "none"}`);
  }
  const value = parse(http.body);
  return value === undefined ? notOurs(`status ${http.status} with a body that is not whole JSON`) : { value };
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

/** `batch`: null for a join. */
function readRefusal(status: number, json: unknown, batch: UpBatch | null): Refused {
  const parsed = UpRefusal.safeParse(json);
  if (!parsed.success || !isErrorCode(parsed.data.code) || ERRORS[parsed.data.code].status !== status) {
    return notOurs(`status ${status} with an unknown shape`);
  }
  const { code, detail, expected_seq } = parsed.data;
  switch (code) {
    case "sync.gap":
      // A gap that points back to where the batch began would repeat for ever.
      if (!batch || expected_seq === undefined || expected_seq < 1 || expected_seq >= batch.from_seq)
        return notOurs("a gap that makes no sense");
      return { kind: "gap", expected_seq };
    case "sync.conflict":
    case "sync.rewound":
      return { kind: batch ? "conflict" : "refused", detail };
    case "sync.join_first":
      return { kind: "join_first", detail };
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

function notOurs(detail: string): Refused {
  return { kind: "not_ours", detail };
}

/** undefined when the text is not JSON; no JSON parses to undefined. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
