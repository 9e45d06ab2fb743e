/**
 * One run of one shape's stream: from the saved position until something fails.
 * Pitfall: a subscriber that throws is an uncaught exception with the offset already moved on (trap 5), and the client
 * stops for good on a captive portal's page or a 4xx (trap 6). So the subscriber only enqueues, the client never retries
 * by itself, and any failure ends the run as a value; the follower begins the next one from what is on disk.
 */

import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import { FetchError, type Message, ShapeStream } from "@electric-sql/client";
import type { CloudClient, DownStore } from "../ports.ts";
import { SHAPE_COLUMNS } from "../protocol/down.ts";
import { SHAPE_MS } from "./cloud-client.ts";
import type { ShapeSink } from "./shape-sinks.ts";
import { type BufferedRows, SnapshotBuffer } from "./snapshot-buffer.ts";
import { wholeResponses } from "./whole-response.ts";

/** `unreadable`: a newer cloud; `not_applied`: our disk; `hole`: entries are missing; `link`: everything else. */
export type TroubleKind = "link" | "unreadable" | "not_applied" | "hole";
export type StreamEnd =
  | { readonly why: "stopped" }
  | { readonly why: "renewed" }
  | { readonly why: TroubleKind; readonly error: Error; readonly retryAfter: string | null };

export interface StreamLife<T> {
  readonly cloud: CloudClient;
  readonly store: DownStore;
  readonly storeId: string;
  readonly sink: ShapeSink<T>;
  readonly timers: Timers;
  readonly stop: AbortSignal;
  /** Part of a snapshot has come, or rows or an up-to-date are applied. */
  readonly onProgress: (progress: { readonly applied: number; readonly durable: boolean; readonly upToDate: boolean }) => void;
}

/** After this long without a sign of life, in ms, the client is taken for stalled. A long poll ends after 20 s. */
const SILENCE_MS = 2 * SHAPE_MS;
/** The client chains a promise to each request it ever made; a new client now and then frees that memory. */
const RENEW_MS = 6 * 3_600_000;
/** After more must-refetches in a row than this, with nothing complete in between, the stream starts over with backoff. */
const MAX_REFETCHES = 3;

const asText = (value: string) => value;
const TEXT_PARSER = { int2: asText, int4: asText, int8: asText, bool: asText, float4: asText, float8: asText, json: asText, jsonb: asText };

/** Resolves when the stream has ended and nothing of it is running any more. Never rejects. */
export async function runShapeStream<T>(life: StreamLife<T>): Promise<StreamEnd> {
  const { cloud, store, storeId, sink, timers, stop, onProgress } = life;
  const over = new AbortController();
  let heardBytes: () => void = () => undefined;
  const responses = wholeResponses(cloud, over.signal, () => heardBytes());
  let work: Promise<void> = Promise.resolve();

  const end = await new Promise<StreamEnd>((resolve) => {
    const finish = (how: StreamEnd) => {
      silence?.cancel();
      renewal.cancel();
      stop.removeEventListener("abort", stopped);
      over.abort(new Error("the stream is over"));
      resolve(how);
    };
    const fail = (why: TroubleKind, cause: unknown) => {
      const error = cause instanceof Error ? cause : new Error(`${cause}`);
      finish({ why, error, retryAfter: error instanceof FetchError ? (error.headers["retry-after"] ?? null) : null });
    };
    const stopped = () => finish({ why: "stopped" });
    const listen = () => {
      silence?.cancel();
      if (!over.signal.aborted) silence = timers.after(SILENCE_MS, () => fail("link", new Error(`nothing heard for ${SILENCE_MS} ms`)));
    };
    heardBytes = listen;
    let silence: TimerHandle | null = null;
    const renewal = timers.after(RENEW_MS, () => finish({ why: "renewed" }));
    if (stop.aborted) return stopped();
    stop.addEventListener("abort", stopped, { once: true });
    listen();

    try {
      const saved = store.shapePosition(sink.table);
      let stands = saved;
      const buffer = new SnapshotBuffer(sink.read, saved === null);
      const stream = new ShapeStream({
        url: `${cloud.baseUrl}/v1/shape`,
        params: {
          table: sink.table,
          columns: [...SHAPE_COLUMNS[sink.table]],
          where: '"store_id" = $1',
          params: [storeId],
          replica: "full",
        },
        ...(saved ? { handle: saved.handle, offset: saved.offset as `${number}_${number}` } : {}),
        signal: over.signal,
        fetchClient: responses.fetch,
        parser: TEXT_PARSER,
        backoffOptions: { initialDelay: 0, maxDelay: 0, multiplier: 1, maxRetries: 0 },
        liveRequestTimeoutMs: false,
        onError: (error) => fail("link", error),
      });

      const take = async (messages: readonly Message[], handle: string | undefined) => {
        if (over.signal.aborted) return;
        listen();
        const taken = buffer.take(messages, handle);
        if (buffer.refetches > MAX_REFETCHES) return fail("link", new Error("too many must-refetch in a row"));
        if (taken) await apply(taken);
        else onProgress({ applied: 0, durable: false, upToDate: false });
        listen();
      };
      const apply = async ({ rows, position, upToDate, unreadable }: BufferedRows<T>) => {
        const moved = position !== null && (position.handle !== stands?.handle || position.offset !== stands.offset);
        try {
          // An idle long poll costs the disk nothing.
          if ((rows.length > 0 || moved) && (await sink.apply(rows, position)) === "hole") {
            await store.forgetPosition(sink.table);
            return fail("hole", new Error("entries are missing from the inbox; it is fetched again from the start"));
          }
        } catch (error) {
          return fail("not_applied", error);
        }
        stands = position ?? stands;
        onProgress({ applied: rows.length, durable: unreadable === null, upToDate });
        if (unreadable) fail("unreadable", unreadable);
      };

      stream.subscribe((messages) => {
        // The client waits for this promise before it asks for more: a slow disk slows the stream down.
        const handle = stream.shapeHandle;
        work = work.then(() => take(messages, handle)).catch((error: unknown) => fail("link", error));
        return work;
      });
    } catch (error) {
      fail("link", error);
    }
  });

  await work;
  await responses.idle();
  return end;
}
