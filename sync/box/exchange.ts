/**
 * One exchange of the way up: takes the next run of the log, posts it, reads the response, and commits what the cloud
 * has. Only what this box has sent and the cloud has checked is acknowledged, never what the cloud claims: a box that
 * believed a `last_seq` beyond its own batch would throw away events that nobody has compared.
 */

import type { LinkError } from "@crema/shared/contract/link-status";
import { type Clock, iso, type RandomFraction, type Timers } from "@crema/shared/domain/kernel/clock";
import type { BoxIdentity, CloudClient, EventLog, HttpResponse } from "../ports.ts";
import { MAX_EVENT_BYTES, UP_PATH, type UpBatch, type UpResponse } from "../protocol/up.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { BatchSize } from "./batch-size.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import type { LinkEvent } from "./link.ts";
import { type Reading, readResponse } from "./response.ts";
import { retryAfterMs } from "./retry-after.ts";

/** L2 */
export const EXCHANGE_MS = 10_000;
/** If wall clock and monotonic duration differ by more, the clock was set while we waited, and the offset is discarded. */
const CLOCK_JUMP_MS = 1_000;

export interface ExchangeDeps {
  readonly log: EventLog;
  readonly cloud: CloudClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomFraction;
  /** Reports a failed exchange. The link goes on by itself. */
  readonly report: (message: string, error?: unknown) => void;
  /** The offset has been measured: cloud time − box time in ms. */
  readonly onClock?: ((offsetMs: number) => void) | undefined;
}

/** Runs exchanges and remembers their state. Lives as long as the process: a restart begins again after what was acknowledged. */
export class UpExchange {
  /** Cloud time − box time in ms, as last measured. */
  clockOffsetMs: number | null = null;
  /** When the last complete response of our cloud came, by both clocks. */
  lastResponse: { readonly at: string; readonly monotonic: number } | null = null;
  /** The last error, until an exchange succeeds. */
  lastError: LinkError | null = null;
  readonly #size = new BatchSize();
  /** Where the next batch begins; null: after what was acknowledged. */
  #next: number | null = null;
  #contested = false;
  #behind: { readonly head: number; readonly since: number } | null = null;

  constructor(
    private readonly ports: ExchangeDeps,
    private readonly identity: BoxIdentity,
  ) {}

  /** Ends within EXCHANGE_MS and never rejects: any error is a failed exchange. */
  async run(signal: AbortSignal): Promise<LinkEvent> {
    const { clock, cloud, timers, log, random } = this.ports;
    const jitter = random();
    let sent = 0;
    try {
      const sentAt = clock.now();
      const startedAt = clock.monotonic();
      const batch = this.#nextBatch();
      sent = batch.events.length;
      const post = async (within: AbortSignal) => cloud.post(UP_PATH, batch, { gzip: true, timeoutMs: EXCHANGE_MS, signal: within });
      const http: HttpResponse = await withDeadline(timers, EXCHANGE_MS, signal, post);
      const took_ms = clock.monotonic() - startedAt;
      this.#size.wentThrough(took_ms, EXCHANGE_MS);
      const outcome = { jitter, retry_after_ms: retryAfterMs(http.retryAfter) };
      const reading = readResponse(http, batch, log.head(), log.generation());
      if (reading.kind !== "not_ours") this.lastResponse = { at: iso(clock.now()), monotonic: clock.monotonic() };
      if (reading.kind !== "ok") return this.#refused(reading, outcome);
      this.#measureClock(reading.response, sentAt, took_ms);
      const behind_ms = this.#behindMs(reading.response.inbox_head);
      const unsent = await this.#settle(batch, reading.response);
      this.lastError = null;
      return { type: "exchange_ok", unsent, behind_ms, took_ms, ...outcome };
    } catch (error) {
      if (error instanceof DeadlineError) this.#size.timedOut(sent);
      if (!signal.aborted) this.#failed("an exchange with the cloud failed", error);
      return { type: "exchange_failed", jitter, retry_after_ms: null };
    }
  }

  #nextBatch(): UpBatch {
    const { log } = this.ports;
    const from_seq = this.#next ?? log.acked() + 1;
    const events = log.read(from_seq, this.#size.events, this.#size.bytes);
    const head_seq = log.head();
    if (events.length === 0 && head_seq >= from_seq) throw new Error(`the log ends at ${head_seq} but has no event ${from_seq}`);
    const heartbeat = log.heartbeat();
    return {
      protocol_version: PROTOCOL_VERSION,
      node_id: this.identity.node_id,
      store_id: this.identity.store_id,
      epoch: this.identity.epoch,
      epoch_certificate: this.identity.epoch_certificate,
      generation: log.generation(),
      from_seq,
      head_seq,
      contested: this.#contested,
      join_token: null,
      events,
      position: log.position(),
      heartbeat: { ...heartbeat, clock_offset_ms: this.clockOffsetMs ?? heartbeat.clock_offset_ms },
    };
  }

  /** Commits the acknowledgement of what was sent. Returns the number of events still to be sent. */
  async #settle(batch: UpBatch, response: UpResponse): Promise<number> {
    const { log } = this.ports;
    if (response.generation > log.generation()) await log.setGeneration(response.generation);
    const sentTo = batch.from_seq + batch.events.length - 1;
    if (sentTo > log.acked()) await log.acknowledge(sentTo);
    this.#next = sentTo + 1;
    this.#contested = false;
    return log.head() - sentTo;
  }

  #refused(reading: Exclude<Reading, { kind: "ok" }>, outcome: { jitter: number; retry_after_ms: number | null }): LinkEvent {
    switch (reading.kind) {
      case "gap":
        if (this.ports.log.read(reading.expected_seq, 1, MAX_EVENT_BYTES)[0]?.seq !== reading.expected_seq) {
          this.#failed(`the cloud asks for event ${reading.expected_seq}, which the log no longer has`);
          return { type: "conflict", ...outcome };
        }
        this.#next = reading.expected_seq;
        return { type: "gap", ...outcome };
      case "conflict":
        this.#contested = reading.contested;
        this.#failed(`the cloud found a conflict: ${reading.detail}`);
        return { type: "conflict", ...outcome };
      case "fenced":
      case "upgrade_required":
      case "unknown_box":
        this.#failed(`${reading.kind}: ${reading.detail}`);
        return { type: reading.kind, ...outcome };
      case "refused":
        this.#failed(`the cloud refused a batch: ${reading.detail}`);
        return { type: "exchange_failed", ...outcome };
      case "not_ours":
        this.#failed(`a response that is not the cloud's: ${reading.detail}`);
        return { type: "exchange_failed", ...outcome };
    }
  }

  #failed(message: string, error?: unknown): void {
    this.lastError = { at: iso(this.ports.clock.now()), detail: error instanceof Error ? `${message}: ${error.message}` : message };
    this.ports.report(message, error);
  }

  #measureClock(response: UpResponse, sentAt: number, tookMs: number): void {
    const receivedAt = this.ports.clock.now();
    if (Math.abs(receivedAt - sentAt - tookMs) > CLOCK_JUMP_MS) return;
    this.clockOffsetMs = Math.round(Date.parse(response.cloud_time) - (sentAt + receivedAt) / 2);
    this.ports.onClock?.(this.clockOffsetMs);
  }

  /** For how long an inbox entry that the cloud has announced has not been applied, in ms; null when there is none. */
  #behindMs(inboxHead: number): number | null {
    const applied = this.ports.log.position().inbox_seq;
    const now = this.ports.clock.monotonic();
    if (this.#behind && applied >= this.#behind.head) this.#behind = null;
    if (applied >= inboxHead) return null;
    this.#behind ??= { head: inboxHead, since: now };
    return now - this.#behind.since;
  }
}
