/**
 * The fetch that the Electric client is given: one exchange that is read to its end within a time. Easy to get wrong: the
 * client takes over `electric-offset` before it reads the body, follows prefetched requests after its signal has fired,
 * and sets no limit on requests that are not live. Here a request is either whole or failed, and none outlives `stop`.
 */
import type { Timers } from "@crema/shared/clock";
import type { CloudClient } from "../ports.ts";
import { linkAbort } from "./linked-abort.ts";

/** L2: a long poll ends within 30 s; the same bound serves a snapshot's part of a MiB on a slow line. */
export const EXCHANGE_LIMIT_MS = 30_000;

export interface WholeAnswers {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
}

export function wholeAnswers(cloud: CloudClient, timers: Timers, stop: AbortSignal, limitMs: number): WholeAnswers {
  const open = new Set<Promise<Response>>();

  async function exchange(url: string, init: RequestInit | undefined): Promise<Response> {
    const link = linkAbort(stop, init?.signal);
    const limit = timers.after(limitMs, () => link.abort(new Error(`no whole answer within ${limitMs} ms`)));
    try {
      const response = await cloud.fetch(url, { ...init, signal: link.signal });
      const body = await response.text();
      const type = response.headers.get("content-type") ?? "no content type";
      // A captive portal answers everything with a page of its own and 200 (L6). An empty body is as bad: the client takes
      // it for no messages, and goes on from the offset in the headers.
      const text = body.trim();
      const isOurs = response.status === 200 && /^application\/json\b/i.test(type) && text.startsWith("[") && text.endsWith("]");
      if (response.ok && !isOurs) {
        throw new Error(`the answer is not from our cloud: ${response.status} with ${type.slice(0, 80)}, ${body.length} characters`);
      }
      const { status, statusText, headers } = response;
      return new Response(body === "" ? null : body, { status, statusText, headers });
    } finally {
      limit.cancel();
      link.unlink();
    }
  }

  return {
    fetch(input, init) {
      const answer = exchange(input instanceof Request ? input.url : `${input}`, init);
      const tracked = answer.finally(() => open.delete(tracked));
      open.add(tracked);
      return tracked;
    },
    async idle() {
      while (open.size > 0) await Promise.allSettled(open);
    },
  };
}
