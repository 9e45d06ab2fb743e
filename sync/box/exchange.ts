/**
 * One exchange of the way up. Without a token it is a join; else it takes the next run of the log, posts it, reads the response,
 * and commits what the cloud has. Only what this box has sent and the cloud has checked is acknowledged, never what the cloud claims: a box that
 * believed a `last_seq` beyond its own batch would throw away events that nobody has compared.
 */

import type { LinkError } from "@crema/shared/contract/link-status";
import { type Clock, iso, type RandomFraction, type Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { BoxIdentity, CloudClient, EventLog, HttpResponse, JoinDisk } from "../ports.ts";
import { type Heartbeat, MAX_EVENT_BYTES, UP_PATH, type UpBatch, type UpResponse } from "../protocol/up.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { BatchSize } from "./batch-size.ts";
import { DeadlineError, withDeadline } from "./deadline.ts";
import type { JoinGate } from "./join-gate.ts";
import { Joining } from "./joining.ts";
import type { LinkEvent } from "./link.ts";
import { type Reading, type Refused, readJoinResponse, readResponse } from "./response.ts";
import { retryAfterMs } from "./retry-after.ts";

/** L2 */
export const EXCHANGE_MS = 10_000;
/** If wall clock and monotonic duration differ by more, the clock was set while we waited, and the offset is discarded. */
const CLOCK_JUMP_MS = 1_000;

export interface ExchangeDeps {
  readonly log: EventLog;
  readonly joins: JoinDisk;
  readonly gate: JoinGate;
  /** For the nonces of joins. */
  readonly newId: IdSource;
  /** The box has been told before that it was replaced. */
  readonly fenced?: boolean | undefined;
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
  readonly #joining: Joining;
  #isFenced: boolean;
  /** No batch has gone through since the last join. */
  #isFresh = false;
  #behind: { readonly head: number; readonly since: number } | null = null;

  constructor(
    private readonly ports: ExchangeDeps,
    private readonly identity: BoxIdentity,
  ) {
    this.#isFenced = ports.fenced === true;
    this.#joining = new Joining(ports.joins, ports.gate, ports.newId);
  }

  /** Ends within EXCHANGE_MS, a handing back later, and never rejects: any error is a failed exchange. */
  async run(signal: AbortSignal): Promise<LinkEvent> {
    const jitter = this.ports.random();
    try {
      const { token } = this.ports.gate;
      return await (token === null ? this.#join(jitter, signal) : this.#send(token, jitter, signal));
    } catch (error) {
      if (!signal.aborted) this.#failed("an exchange with the cloud failed", error);
      return { type: "exchange_failed", jitter, retry_after_ms: null };
    }
  }

  async #join(jitter: number, signal: AbortSignal): Promise<LinkEvent> {
    const { cloud, timers, log, joins } = this.ports;
    const { join, path, body, timeoutMs: given } = await this.#joining.ask(this.identity, this.#heartbeat());
    const timeoutMs = given ?? EXCHANGE_MS;
    const post = async (within: AbortSignal) => cloud.post(path, body, { gzip: given !== null, timeoutMs, signal: within });
    const http: HttpResponse = await withDeadline(timers, timeoutMs, signal, post);
    const outcome = { jitter, retry_after_ms: retryAfterMs(http.retryAfter) };
    const reading = readJoinResponse(http, log.head());
    this.#heard(reading.kind);
    if (reading.kind !== "ok") return this.#refused(reading, outcome);
    // Whatever comes later: the fence is final for the epoch (U7).
    if (this.#isFenced) return { type: "fenced", ...outcome };
    const end = await this.#joining.follow(join, reading.response);
    switch (end.kind) {
      case "joined":
        this.#next = end.resendFrom;
        this.#isFresh = true;
        return { type: "joined", ...outcome };
      case "again":
        return { type: "again", ...outcome };
      case "page":
        return this.#join(jitter, signal);
      case "wait":
        this.#failed(end.detail);
        return { type: "wait", ...outcome, retry_after_ms: Math.max(end.retry_after_ms, outcome.retry_after_ms ?? 0) };
      case "forked":
        this.#failed(`the history of this box has ended: ${end.detail}`);
        if (!joins.isForked()) await joins.fork();
        return { type: "conflict", ...outcome };
    }
  }

  async #send(token: string, jitter: number, signal: AbortSignal): Promise<LinkEvent> {
    const { clock, cloud, timers, log } = this.ports;
    const sentAt = clock.now();
    const startedAt = clock.monotonic();
    const batch = this.#nextBatch(token);
    // Pruned on its way to a cloud that has lost it.
    if (batch === null)
      return this.#joinsAgain(`the log no longer has event ${this.#next}, which the cloud lacks`, { jitter, retry_after_ms: null });
    const post = async (within: AbortSignal) => cloud.post(UP_PATH, batch, { gzip: true, timeoutMs: EXCHANGE_MS, signal: within });
    const http: HttpResponse = await withDeadline(timers, EXCHANGE_MS, signal, post).catch((error: unknown) => {
      if (error instanceof DeadlineError) this.#size.timedOut(batch.events.length);
      throw error;
    });
    const took_ms = clock.monotonic() - startedAt;
    this.#size.wentThrough(took_ms, EXCHANGE_MS);
    const outcome = { jitter, retry_after_ms: retryAfterMs(http.retryAfter) };
    const reading = readResponse(http, batch, log.head(), log.generation());
    this.#heard(reading.kind);
    if (reading.kind !== "ok") return this.#refused(reading, outcome);
    this.#measureClock(reading.response, sentAt, took_ms);
    const behind_ms = this.#behindMs(reading.response.inbox_head);
    const unsent = await this.#settle(batch, reading.response);
    this.#isFresh = false;
    this.lastError = null;
    return { type: "exchange_ok", unsent, behind_ms, took_ms, ...outcome };
  }

  #heard(kind: Reading["kind"]): void {
    const { clock } = this.ports;
    if (kind !== "not_ours") this.lastResponse = { at: iso(clock.now()), monotonic: clock.monotonic() };
  }

  #heartbeat(): Heartbeat {
    const heartbeat = this.ports.log.heartbeat();
    return { ...heartbeat, clock_offset_ms: this.clockOffsetMs ?? heartbeat.clock_offset_ms };
  }

  /** null: what comes next is no longer stored. */
  #nextBatch(token: string): UpBatch | null {
    const { log } = this.ports;
    const from_seq = this.#next ?? log.acked() + 1;
    const events = log.read(from_seq, this.#size.events, this.#size.bytes);
    const head_seq = log.head();
    if (head_seq >= from_seq && events[0]?.seq !== from_seq) return null;
    return {
      protocol_version: PROTOCOL_VERSION,
      node_id: this.identity.node_id,
      store_id: this.identity.store_id,
      epoch: this.identity.epoch,
      epoch_certificate: this.ports.joins.certificate(),
      generation: log.generation(),
      from_seq,
      head_seq,
      contested: false,
      join_token: token,
      events,
      position: log.position(),
      heartbeat: this.#heartbeat(),
    };
  }

  /** Commits the acknowledgement of what was sent. Returns the number of events still to be sent. */
  async #settle(batch: UpBatch, response: UpResponse): Promise<number> {
    const { log } = this.ports;
    if (response.generation > log.generation()) await log.setGeneration(response.generation);
    const sentTo = batch.from_seq + batch.events.length - 1;
    if (sentTo > log.acked()) await log.acknowledge(sentTo);
    this.#next = sentTo + 1;
    return log.head() - sentTo;
  }

  async #refused(reading: Refused, outcome: { jitter: number; retry_after_ms: number | null }): Promise<LinkEvent> {
    const { gate, joins, log } = this.ports;
    switch (reading.kind) {
      case "gap":
        if (log.read(reading.expected_seq, 1, MAX_EVENT_BYTES)[0]?.seq !== reading.expected_seq)
          return this.#joinsAgain(`the cloud asks for event ${reading.expected_seq}, which the log no longer has`, outcome);
        this.#next = reading.expected_seq;
        return { type: "gap", ...outcome };
      case "conflict":
        this.#failed(`the cloud found a conflict: ${reading.detail}`);
        gate.close();
        // The join finds what does not fit; a log that does not fit right after a join contradicts what it said of itself.
        if (!this.#isFresh) return { type: "again", ...outcome };
        await joins.fork();
        return { type: "conflict", ...outcome };
      case "join_first":
        return this.#joinsAgain(`the cloud asks for a join: ${reading.detail}`, outcome);
      case "fenced":
        this.#isFenced = true;
        gate.close();
        this.#failed(`fenced: ${reading.detail}`);
        return { type: "fenced", ...outcome };
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

  #joinsAgain(why: string, outcome: { jitter: number; retry_after_ms: number | null }): LinkEvent {
    this.#failed(why);
    this.ports.gate.close();
    return { type: "again", ...outcome };
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
