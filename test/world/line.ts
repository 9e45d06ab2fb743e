/**
 * A store's line to the cloud, in one process: the box's `fetch` goes in, the cloud's handler is at the other end, and
 * a test says what happens in between. Faults of a request come before the cloud has done its work, faults of a
 * response after it: a response that is lost was still sent.
 */
import { pause, type RandomFraction, type Timers } from "@crema/shared/domain/kernel/clock";
import { endOfMany } from "./in-flight.ts";
import { type Message, type Pattern, readMessage, waits } from "./message.ts";

/** As the WAN proxy of the chain knows them. */
export type Mode = "up" | "reset" | "blackhole" | "slow" | "lossy" | "portal";
export const MODES = ["up", "reset", "blackhole", "slow", "lossy", "portal"] as const satisfies readonly Mode[];

const BEFORE = ["drop_request", "hold_request", "duplicate", "echo", "portal_instead"] as const;
const AFTER = ["drop_response", "cut_response", "truncate_response", "proxy_error", "hold_response", "replace_response"] as const;
export type RequestFault = (typeof BEFORE)[number];
export type ResponseFault = (typeof AFTER)[number];

export interface FaultOptions {
  /** Lets this many that match pass first. */
  readonly skip?: number;
  /** Runs as the fault strikes, for a response after the cloud's commit. */
  readonly onHit?: (message: Message) => void | Promise<void>;
  /** For replace_response. */
  readonly response?: () => Response;
}

/** A fault that strikes once. */
export interface Fault {
  readonly hit: Promise<Message>;
  readonly isHit: () => boolean;
  /** Lets go of what is held. */
  release(): void;
}

interface Armed {
  readonly kind: RequestFault | ResponseFault;
  readonly pattern: Pattern;
  readonly options: FaultOptions;
  skip: number;
  readonly strike: (message: Message) => void;
  readonly released: Promise<void>;
}

export interface LineDeps {
  readonly deliver: (request: Request) => Promise<Response>;
  readonly timers: Timers;
  readonly random: RandomFraction;
}

/** What a box holds of the line, from its start to its end. */
export interface Connection {
  readonly fetch: typeof fetch;
  /** The box is gone: nothing reaches it any more. What was sent has been sent. */
  hangUp(): void;
}

const PORTAL = "<!doctype html><title>Free WiFi</title><p>Please accept our terms.";
const SLOW_MS = 300;
const ECHO_MS = 3_000;

export class Line {
  #mode: Mode = "up";
  #armed: Armed[] = [];
  #silenced: Pattern = () => false;
  #cut = endOfMany();
  /** Exchanges under way that are waiting for somebody's work, not for time or for a test. */
  #moving = 0;
  #open = 0;
  readonly #echoes = new Set<Promise<unknown>>();

  constructor(private readonly ports: LineDeps) {}

  get mode(): Mode {
    return this.#mode;
  }

  /** A changed mode cuts what is under way, except where the other line would not notice. */
  set(mode: Mode): void {
    this.#mode = mode;
    if (mode === "up" || mode === "slow" || mode === "lossy") return;
    this.#reset(mode === "blackhole" ? "silence" : "reset");
  }

  #reset(how: "silence" | "reset"): void {
    const cut = this.#cut;
    this.#cut = endOfMany();
    cut.abort(how);
  }

  isMoving(): boolean {
    return this.#moving > 0;
  }

  /** Exchanges that have not ended, parked ones included. */
  open(): number {
    return this.#open;
  }

  /** Arms one fault. */
  once(kind: RequestFault | ResponseFault, pattern: Pattern, options: FaultOptions = {}): Fault {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let struck = false;
    let strike: (message: Message) => void = () => undefined;
    const hit = new Promise<Message>((resolve) => {
      strike = (message) => {
        struck = true;
        resolve(message);
      };
    });
    this.#armed.push({ kind, pattern, options, skip: options.skip ?? 0, strike, released });
    return { hit, isHit: () => struck, release };
  }

  /** Requests that match get no response from now on, and those under way are cut. */
  silence(pattern: Pattern): void {
    this.#silenced = pattern;
    this.#reset("reset");
  }

  /** Forgets the faults that have not struck. */
  calm(): void {
    this.#armed = [];
    this.#silenced = () => false;
    this.set("up");
  }

  connect(): Connection {
    const gone = endOfMany();
    return {
      fetch: (input, init) => this.#exchange(input instanceof Request ? input.url : input.toString(), init ?? {}, gone.signal),
      hangUp: () => gone.abort(),
    };
  }

  /** Resolves when repeated copies of requests have ended as well. */
  async settle(): Promise<void> {
    await Promise.all(this.#echoes);
  }

  #take(kinds: readonly string[], message: Message): Armed | null {
    for (const armed of this.#armed) {
      if (!kinds.includes(armed.kind) || !armed.pattern(message)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      this.#armed = this.#armed.filter((other) => other !== armed);
      return armed;
    }
    return null;
  }

  async #exchange(url: string, init: RequestInit, gone: AbortSignal): Promise<Response> {
    const { message, body } = readMessage(url, init);
    const cut = this.#cut.signal;
    const mine = init.signal ?? new AbortController().signal;
    // What the cloud sees of an end: a reset, never a silence.
    const upstream = new AbortController();
    const over = new AbortController();
    const severed = new Promise<never>((_, reject) => {
      const end = () => {
        if (cut.reason === "silence" && !mine.aborted && !gone.aborted) return;
        upstream.abort();
        reject(mine.aborted ? mine.reason : new TypeError("fetch failed"));
      };
      for (const signal of [mine, gone, cut]) {
        if (signal.aborted) end();
        signal.addEventListener("abort", end, { signal: over.signal });
      }
    });
    severed.catch(() => undefined);
    const silent = new Promise<never>(() => undefined);
    const copy = () => new Request(url, { ...init, body, signal: upstream.signal } as RequestInit);
    let moving = true;
    const move = (now: boolean) => {
      if (now !== moving) this.#moving += now ? 1 : -1;
      moving = now;
    };
    const parked = async <T>(waiting: Promise<T>): Promise<T> => {
      move(false);
      try {
        return await waiting;
      } finally {
        // What was severed meanwhile does not move again.
        move(!over.signal.aborted);
      }
    };
    this.#open += 1;
    this.#moving += 1;
    try {
      return await Promise.race([severed, this.#carry(message, copy, parked, () => cut.reason === "silence", silent)]);
    } finally {
      over.abort();
      this.#open -= 1;
      move(false);
    }
  }

  async #carry(
    message: Message,
    copy: () => Request,
    parked: <T>(waiting: Promise<T>) => Promise<T>,
    isSilent: () => boolean,
    silent: Promise<never>,
  ): Promise<Response> {
    const { deliver, timers, random } = this.ports;
    const mode = this.#mode;
    if (mode === "reset") throw new TypeError("fetch failed");
    if (mode === "blackhole" || this.#silenced(message)) return parked(silent);
    if (mode === "portal") return portal();
    if (mode === "slow") await parked(pause(timers, SLOW_MS));
    const lost = mode === "lossy" && random() < 0.4 ? random() : null;
    if (lost !== null && lost < 0.3) throw new TypeError("fetch failed");

    const before = this.#take(BEFORE, message);
    if (before) {
      before.strike(message);
      await before.options.onHit?.(message);
      if (before.kind === "drop_request") throw new TypeError("fetch failed");
      if (before.kind === "portal_instead") return portal();
      if (before.kind === "hold_request") await parked(before.released);
      if (before.kind === "echo") this.#echo(copy());
    }
    const delivering = deliver(copy());
    if (before?.kind === "duplicate") await deliver(copy()).catch(() => undefined);
    const delivered = waits(message) ? await parked(delivering) : await delivering;
    const bytes = new Uint8Array(await delivered.arrayBuffer());
    message.response = new TextDecoder().decode(bytes);
    message.status = delivered.status;

    const after = this.#take(AFTER, message);
    if (after) {
      after.strike(message);
      await after.options.onHit?.(message);
      if (after.kind === "hold_response") await parked(after.released);
    }
    if (isSilent()) return parked(silent);
    if (mode === "slow") await parked(pause(timers, SLOW_MS));
    if (after?.kind === "drop_response" || (lost !== null && lost < 0.6)) throw new TypeError("terminated");
    if (after?.kind === "proxy_error")
      return new Response("<h1>502 Bad Gateway</h1>", { status: 502, headers: { "content-type": "text/html" } });
    if (after?.kind === "replace_response" && after.options.response) return after.options.response();
    const half = bytes.subarray(0, Math.floor(bytes.byteLength / 2));
    if (after?.kind === "truncate_response") return new Response(half, { status: delivered.status, headers: delivered.headers });
    if (after?.kind === "cut_response" || lost !== null)
      return new Response(broken(half), { status: delivered.status, headers: delivered.headers });
    const empty = delivered.status === 204 || delivered.status === 304;
    return new Response(empty ? null : bytes, { status: delivered.status, headers: delivered.headers });
  }

  /** A copy that arrives much later than the original, as a proxy that tries again sends it. */
  #echo(request: Request): void {
    // Read now: the original's signal may end before the copy is sent.
    const late = request.arrayBuffer().then(async (body) => {
      await pause(this.ports.timers, ECHO_MS);
      const { url, method, headers } = request;
      await this.ports.deliver(new Request(url, { method, headers, body: body.byteLength > 0 ? body : null }));
    });
    const ended = late.catch(() => undefined).finally(() => this.#echoes.delete(ended));
    this.#echoes.add(ended);
  }
}

function portal(): Response {
  return new Response(PORTAL, { status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
}

function broken(start: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new TypeError("terminated"));
      else controller.enqueue(start);
      sent = true;
    },
  });
}
