/**
 * People who do not give up: a request whose answer is lost is sent again under its key, one that meets a dead process waits
 * for it. What they were told in the end is what the books are held to.
 */
import { pause } from "@crema/shared/clock";
import { systemTimers } from "@crema/shared/system";

export interface Told {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const AGAIN_AFTER_MS = 150;
const ANSWER_WITHIN_MS = 5_000;
const NOT_YET = new Set([429, 502, 503, 504]);

/** Sends until somebody answers for good. Throws after `limitMs`. */
export async function insist(
  method: string,
  url: string,
  token: string,
  request: { readonly body?: unknown; readonly key?: string; readonly limitMs?: number } = {},
): Promise<Told> {
  const { body, key, limitMs = 120_000 } = request;
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key !== undefined) headers["idempotency-key"] = key;
  let last: unknown = null;
  for (let waited = 0; waited < limitMs; waited += AGAIN_AFTER_MS) {
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const response = await fetch(url, { method, headers, body: body === undefined ? null : JSON.stringify(body), signal });
      const text = await response.text();
      if (!NOT_YET.has(response.status) && response.status !== 500) {
        return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
      }
      last = `${response.status} ${text.slice(0, 200)}`;
    } catch (error) {
      last = error;
    }
    await pause(systemTimers, AGAIN_AFTER_MS);
  }
  throw new Error(`${method} ${url}: no answer for good within ${limitMs} ms`, { cause: last });
}
