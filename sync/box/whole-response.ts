/**
 * The fetch that the Electric client is given. The client takes over `electric-offset` before it reads the body, and follows
 * prefetched requests after its signal has fired. Here a response is read to its end and is the cloud's own before the client
 * sees it, and no request outlives `stop`. The cloud's client sets the limits (L2): on silence and on size.
 */
import type { CloudClient } from "../ports.ts";
import { anySignal } from "../protocol/any-signal.ts";

export interface WholeResponses {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
}

/** `onBytes`: some bytes have arrived. */
export function wholeResponses(cloud: CloudClient, stop: AbortSignal, onBytes: () => void): WholeResponses {
  const open = new Set<Promise<Response>>();

  async function exchange(url: string, init: RequestInit | undefined): Promise<Response> {
    const link = anySignal(stop, init?.signal);
    try {
      return await whole(await cloud.fetch(url, { ...init, signal: link.signal }, onBytes));
    } finally {
      link.unlink();
    }
  }

  return {
    fetch(input, init) {
      const reply = exchange(input instanceof Request ? input.url : `${input}`, init);
      const tracked = reply.finally(() => open.delete(tracked));
      open.add(tracked);
      return tracked;
    },
    async idle() {
      while (open.size > 0) await Promise.allSettled(open);
    },
  };
}

async function whole(response: Response): Promise<Response> {
  const body = await response.text();
  const type = response.headers.get("content-type") ?? "no content type";
  // A captive portal answers everything with a page of its own and 200 (L6). An empty body is as bad: the client takes
  // it for no messages, and goes on from the offset in the headers.
  const text = body.trim();
  const isOurs = response.status === 200 && /^application\/json\b/i.test(type) && text.startsWith("[") && text.endsWith("]");
  if (response.ok && !isOurs) {
    throw new Error(`the response is not from our cloud: ${response.status} with ${type.slice(0, 80)}, ${body.length} characters`);
  }
  const { status, statusText, headers } = response;
  return new Response(body === "" ? null : body, { status, statusText, headers });
}
