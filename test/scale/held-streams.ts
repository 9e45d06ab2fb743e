/**
 * Thousands of clients of orders' streams in one process, on plain sockets: each follows one order, comes back with its cursor
 * when it is cut, keeps to a Retry-After, and notes what it was told and how late. A change's time is in its frame: whoever made
 * it has the same clock.
 */
import { connect, type Socket } from "node:net";

export interface HeldStream {
  readonly orderId: string;
  readonly token: string;
}

export interface StreamFigures {
  readonly open: number;
  readonly changes: number;
  /** In ms, from the box's commit to the client. */
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
  /** 503 with a Retry-After. */
  readonly refused: number;
  readonly reconnects: number;
  /** A frame that did not follow the one before. */
  readonly gaps: number;
}

const RETRY_MS = 1_000;
/** As a browser: a server that has gone says so at once, one that is asleep does not. */
const OPEN_MS = 20_000;

interface Held extends HeldStream {
  at: number;
  cursor: number;
  socket: Socket | null;
  rest: string;
  isOpen: boolean;
}

export class HeldStreams {
  readonly #held: Held[] = [];
  readonly #targets: readonly { readonly host: string; readonly port: number }[];
  #latencies: number[] = [];
  #refused = 0;
  #reconnects = 0;
  #gaps = 0;
  #open = 0;
  #stopped = false;

  constructor(urls: readonly string[]) {
    this.#targets = urls.map((url) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) }));
  }

  /** `atOnce` of them are opened at a time. Resolves when all are open. */
  async open(streams: readonly HeldStream[], atOnce: number): Promise<void> {
    const first = this.#held.length;
    this.#held.push(...streams.map((one, index) => ({ ...one, at: first + index, cursor: -1, socket: null, rest: "", isOpen: false })));
    let next = first;
    const one = async () => {
      for (let held = this.#held[next++]; held; held = this.#held[next++]) {
        const opening = held;
        this.#connect(opening);
        while (!opening.isOpen) await wait(10);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
  }

  /** Figures of what was told since the last call. */
  figures(): StreamFigures {
    const sorted = this.#latencies.sort((a, b) => a - b);
    const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
    const figures = {
      ...{ open: this.#open, changes: sorted.length, p50: at(0.5), p95: at(0.95), most: at(1) },
      ...{ refused: this.#refused, reconnects: this.#reconnects, gaps: this.#gaps },
    };
    this.#latencies = [];
    return figures;
  }

  cursors(): [string, number][] {
    return this.#held.map(({ orderId, cursor }) => [orderId, cursor]);
  }

  end(): void {
    this.#stopped = true;
    for (const { socket } of this.#held) socket?.destroy();
  }

  #connect(held: Held): void {
    if (this.#stopped) return;
    const target = this.#targets[held.at % this.#targets.length];
    if (!target) return;
    const socket = connect({ ...target, noDelay: true });
    const late = setTimeout(() => socket.destroy(), OPEN_MS);
    let retryMs = RETRY_MS;
    held.socket = socket;
    held.rest = "";
    socket.on("connect", () => socket.write(headOf(held, target)));
    socket.on("data", (bytes: Buffer) => {
      held.rest += bytes.toString("utf8");
      if (!held.isOpen) {
        const head = /^HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n/.exec(held.rest);
        if (!head) return;
        if (head[1] !== "200") {
          this.#refused += head[1] === "503" ? 1 : 0;
          retryMs = Number(/\r\nretry-after: (\d+)/i.exec(head[0])?.[1] ?? 1) * 1_000;
          socket.destroy();
          return;
        }
        clearTimeout(late);
        held.isOpen = true;
        this.#open += 1;
      }
      this.#read(held);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(late);
      if (held.isOpen) this.#open -= 1;
      held.isOpen = false;
      this.#reconnects += 1;
      if (!this.#stopped) setTimeout(() => this.#connect(held), retryMs + Math.random() * Math.max(RETRY_MS, retryMs / 2));
    });
  }

  #read(held: Held): void {
    for (let end = held.rest.indexOf("\n\n"); end >= 0; end = held.rest.indexOf("\n\n")) {
      const event = held.rest.slice(0, end);
      held.rest = held.rest.slice(end + 2);
      const id = /(?:^|\n)id: (\d+)\n/.exec(event);
      if (!id) continue;
      const cursor = Number(id[1]);
      const isFirst = held.cursor < 0;
      if (!isFirst && cursor !== held.cursor + 1) this.#gaps += 1;
      held.cursor = cursor;
      const at = /"updated_at":"([^"]+)"/.exec(event)?.[1];
      if (!isFirst && at) this.#latencies.push(Date.now() - Date.parse(at));
    }
  }
}

function headOf({ orderId, token, cursor }: Held, { host, port }: { host: string; port: number }): string {
  const seen = cursor < 0 ? "" : `last-event-id: ${cursor}\r\n`;
  return `GET /v1/orders/${orderId}/stream HTTP/1.1\r\nhost: ${host}:${port}\r\nauthorization: Bearer ${token}\r\naccept: text/event-stream\r\n${seen}\r\n`;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
