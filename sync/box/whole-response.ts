/**
 * The fetch that the Electric client is given: one exchange that is read to its end. The client takes over `electric-offset`
 * before it reads the body, follows prefetched requests after its signal has fired, and sets no limit on requests that are not
 * live. Here a request either completes or fails, and none outlives `stop`.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import type { CloudClient } from "../ports.ts";
import { anySignal } from "../protocol/any-signal.ts";
import { readBounded } from "./bounded-body.ts";
import { MAX_SHAPE_BYTES, SHAPE_MS, SILENT_MS } from "./cloud-client.ts";
import { withDeadline } from "./deadline.ts";

export interface WholeResponses {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
}

/** L2: times out on silence, never on total length; a menu on a slow line takes minutes. `onBytes`: some bytes have arrived. */
export function wholeResponses(cloud: CloudClient, timers: Timers, stop: AbortSignal, onBytes: () => void): WholeResponses {
  const open = new Set<Promise<Response>>();

  async function exchange(url: string, init: RequestInit | undefined): Promise<Response> {
    const link = anySignal(stop, init?.signal);
    try {
      return await withDeadline(timers, SHAPE_MS, link.signal, (signal, heard) =>
        whole(url, { ...init, signal }, () => {
          heard(SILENT_MS);
          onBytes();
        }),
      );
    } finally {
      link.unlink();
    }
  }

  async function whole(url: string, init: RequestInit, heard: () => void): Promise<Response> {
    const response = await cloud.fetch(url, init, heard);
    const body = await readBounded(response, MAX_SHAPE_BYTES, heard);
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
