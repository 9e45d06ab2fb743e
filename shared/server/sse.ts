/**
 * Server-Sent Events as one plain stream of bytes. Thousands of these are open at once, so there is no promise, no
 * listener and no buffer per message beyond the stream's own queue.
 * The queue of a client that does not read is bounded; when it is full the client is cut, and reconnects with
 * Last-Event-ID.
 */
import type { TimerHandle, Timers } from "../domain/kernel/clock.ts";

export interface SseFrame {
  /** What the client sends back as Last-Event-ID. */
  readonly id?: string;
  readonly data: string;
}

export interface SseOptions {
  /** Called once, at once. Returns a function that ends the subscription; it is called once, however the stream ends. */
  readonly subscribe: (send: (frame: SseFrame) => void, close: () => void) => () => void;
  readonly heartbeatMs: number;
  readonly timers: Timers;
  /** Ends the stream: the request's own, or the process stopping. */
  readonly signal?: AbortSignal;
  /** How long the client waits before it reconnects. */
  readonly retryMs: number;
}

/** The wait before a client reconnects to the stream of an order. */
export const SSE_RETRY_MS = 1_000;

/** The most bytes that may wait for a client that does not read: several of the largest events (256 KiB). */
export const MAX_QUEUED_BYTES = 1024 * 1024;

const encoder = new TextEncoder();
/** A comment, which no client takes for an event. */
export const SSE_HEARTBEAT: Uint8Array = Buffer.from(":\n\n");

export const SSE_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
} as const;

export function sseResponse(options: SseOptions): Response {
  let end = (): void => undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let open = true;
        let heartbeat: TimerHandle | null = null;
        let unsubscribe: (() => void) | null = null;
        const onAbort = () => close();
        const settle = (): boolean => {
          if (!open) return false;
          open = false;
          heartbeat?.cancel();
          options.signal?.removeEventListener("abort", onAbort);
          unsubscribe?.();
          return true;
        };
        const close = () => {
          if (settle()) controller.close();
        };
        const write = (bytes: Uint8Array) => {
          if (!open) return;
          if ((controller.desiredSize ?? 0) < bytes.byteLength) {
            settle();
            controller.error(new Error("the reader of an event stream is too slow"));
            return;
          }
          controller.enqueue(bytes);
        };
        const beat = () => {
          write(SSE_HEARTBEAT);
          if (open) heartbeat = options.timers.after(options.heartbeatMs, beat);
        };
        end = () => void settle();
        if (options.signal?.aborted) return close();
        options.signal?.addEventListener("abort", onAbort, { once: true });
        write(encoder.encode(sseRetry(options.retryMs)));
        heartbeat = options.timers.after(options.heartbeatMs, beat);
        const stop = options.subscribe((frame) => write(encoder.encode(textOf(frame))), close);
        // It may have ended the stream while it subscribed, when there was nothing to call yet.
        if (open) unsubscribe = stop;
        else stop();
      },
      cancel() {
        end();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_QUEUED_BYTES }),
  );
  return new Response(body, { headers: SSE_HEADERS });
}

export const sseRetry = (ms: number): string => `retry: ${ms}\n\n`;

export const sseBytes = (frame: SseFrame): Buffer => Buffer.from(textOf(frame));

/** A line break inside `data` begins another `data:` line; the client joins them again. */
function textOf(frame: SseFrame): string {
  const id = frame.id === undefined ? "" : `id: ${frame.id}\n`;
  return `${id}data: ${frame.data.replaceAll(/\r\n|\r|\n/g, "\ndata: ")}\n\n`;
}
