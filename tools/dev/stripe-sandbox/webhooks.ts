/**
 * Sends what is due, several at once per endpoint as Stripe does, again with growing pauses until a 2xx comes back.
 * What was sent and not yet recorded when the process died is sent again; the receiver must be able to take it twice.
 */
import type { Clock, TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { Endpoint, Settings } from "./call.ts";
import { type Delivery, dueDeliveries, nextDelivery, recordAttempt, stopDying } from "./deliveries.ts";
import { sign } from "./signature.ts";
import type { Store } from "./store.ts";

export interface SenderDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly fetch: typeof globalThis.fetch;
  readonly die: () => void;
}

export class WebhookSender {
  readonly #running = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, TimerHandle>();
  readonly #wakers = new Map<string, () => void>();
  readonly #stop = new AbortController();

  constructor(private readonly ports: SenderDeps) {}

  /** Sends to every endpoint what is due now, and sets a timer for what is due later. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    for (const endpoint of this.ports.settings.endpoints) {
      if (this.#running.has(endpoint.url)) {
        this.#wakers.get(endpoint.url)?.();
        continue;
      }
      this.#timers.get(endpoint.url)?.cancel();
      const run = this.#drain(endpoint).finally(() => {
        this.#running.delete(endpoint.url);
        this.#setTimer(endpoint);
      });
      this.#running.set(endpoint.url, run);
    }
  }

  /** Resolves when nothing is due now and nothing is on its way. */
  async quiet(): Promise<void> {
    this.wake();
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    for (const timer of this.#timers.values()) timer.cancel();
    await Promise.all(this.#running.values());
  }

  #setTimer(endpoint: Endpoint): void {
    if (this.#stop.signal.aborted) return;
    const next = nextDelivery(this.ports.store, endpoint.url);
    if (!next) return;
    const timer = this.ports.timers.after(Math.max(0, next.due_at - this.ports.clock.now()), () => this.wake());
    this.#timers.set(endpoint.url, timer);
  }

  /** As many at once as are allowed; one that is answered slowly keeps no other waiting. */
  async #drain(endpoint: Endpoint): Promise<void> {
    const { store, settings, clock } = this.ports;
    const underWay = new Map<number, Promise<void>>();
    for (;;) {
      const free = this.#stop.signal.aborted ? 0 : settings.webhooksAtOnce - underWay.size;
      for (const delivery of dueDeliveries(store, endpoint.url, clock.now(), new Set(underWay.keys()), free)) {
        underWay.set(
          delivery.seq,
          this.#send(endpoint, delivery).finally(() => underWay.delete(delivery.seq)),
        );
      }
      if (underWay.size === 0) return;
      const woken = new Promise<void>((resolve) => this.#wakers.set(endpoint.url, resolve));
      await Promise.race([woken, ...underWay.values()]);
    }
  }

  async #send(endpoint: Endpoint, delivery: Delivery): Promise<void> {
    const { store, settings, clock, die } = this.ports;
    if (delivery.forge === "die_after_send") stopDying(store, delivery);
    const result = await this.#post(endpoint, delivery);
    if (delivery.forge === "die_after_send") die();
    if (result === null) return;
    const well = /^2\d\d$/.test(result);
    const pause = settings.retryDelaysMs[delivery.attempts];
    const state = well ? "delivered" : pause === undefined ? "failed" : "due";
    recordAttempt(store, delivery, state, clock.now() + (state === "due" ? (pause ?? 0) : 0), result);
  }

  /** The status, or why there is none; null when the sandbox stops meanwhile. */
  async #post(endpoint: Endpoint, delivery: Delivery): Promise<string | null> {
    const { store, settings, clock, timers, fetch } = this.ports;
    const event = store.anywhere("event", delivery.event) ?? store.anywhere("thin_event", delivery.event);
    if (!event) throw new Error(`no event ${delivery.event}`);
    const body = JSON.stringify(event.body, null, 2);
    const signature = sign(body, endpoint.secret, clock.now(), delivery.forge);
    const late = new AbortController();
    const limit = timers.after(settings.webhookTimeoutMs, () => late.abort());
    try {
      const response = await fetch(endpoint.url, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
          ...(signature === null ? {} : { "stripe-signature": signature }),
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([late.signal, this.#stop.signal]),
      });
      await response.arrayBuffer();
      return String(response.status);
    } catch (error) {
      if (this.#stop.signal.aborted) return null;
      return late.signal.aborted ? "timed out" : String(error instanceof Error ? (error.cause ?? error) : error);
    } finally {
      limit.cancel();
    }
  }
}
