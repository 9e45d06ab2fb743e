/**
 * Push services that let us wait. One that has done so several times in a row is left alone for a while, so that whoever runs it, a
 * stranger perhaps, does not hold up messages to all others. By domain: names below it cost nothing. In this process's memory.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";

const IN_A_ROW = 3;
const HELD_MS = 30_000;
/** Domains remembered; the one that was slow longest ago is forgotten first. */
const MOST = 1_000;

interface Slow {
  readonly times: number;
  readonly untilMs: number;
}

export class SlowHosts {
  readonly #slow = new Map<string, Slow>();

  constructor(private readonly clock: Pick<Clock, "monotonic">) {}

  /** Milliseconds; 0: it may be tried. */
  heldForMs(host: string): number {
    const slow = this.#slow.get(domainOf(host));
    return slow && slow.times >= IN_A_ROW ? Math.max(0, slow.untilMs - this.clock.monotonic()) : 0;
  }

  tooSlow(host: string): void {
    const domain = domainOf(host);
    const times = (this.#slow.get(domain)?.times ?? 0) + 1;
    this.#slow.delete(domain);
    this.#slow.set(domain, { times, untilMs: this.clock.monotonic() + HELD_MS });
    const [oldest] = this.#slow.keys();
    if (this.#slow.size > MOST && oldest !== undefined) this.#slow.delete(oldest);
  }

  responded(host: string): void {
    this.#slow.delete(domainOf(host));
  }
}

/** Near enough to what somebody has to pay for. */
const domainOf = (host: string): string => host.split(".").slice(-2).join(".");
