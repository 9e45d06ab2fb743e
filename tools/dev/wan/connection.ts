/** One relayed connection: two flows and the two sockets, which live and die together. */
import { connect, type Socket } from "node:net";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { Flow, type Line } from "./flow.ts";

/** What the proxy decides for all its connections. */
export interface Weather {
  readonly open: boolean;
  readonly delayed: boolean;
  now(): number;
  dueAt(direction: "up" | "down", bytes: number): number;
  count(direction: "up" | "down", bytes: number): void;
}

export class RelayedConnection {
  readonly #upstream: Socket;
  readonly #flows: Flow[];
  #cutAfter: number | null = null;
  #ended = false;

  constructor(
    private readonly client: Socket,
    target: { host: string; port: number },
    weather: Weather,
    timers: Timers,
    private readonly onEnd: (wasCut: boolean) => void,
  ) {
    this.#upstream = connect({ host: target.host, port: target.port, allowHalfOpen: true, noDelay: true });
    this.#flows = [
      new Flow(client, this.#upstream, this.#line(weather, "up"), timers),
      new Flow(this.#upstream, client, this.#line(weather, "down"), timers),
    ];
    for (const socket of [client, this.#upstream]) {
      socket.on("error", () => this.cut());
      socket.on("close", () => {
        if (client.destroyed && this.#upstream.destroyed) this.#end(false);
        else if (!socket.readableEnded) this.cut();
      });
    }
    this.pump();
  }

  /** Sends a reset to both ends once `bytes` more have passed; null: never. */
  cutAfter(bytes: number | null): void {
    this.#cutAfter = bytes;
  }

  pump(): void {
    for (const flow of this.#flows) flow.pump();
  }

  cut(): void {
    if (this.#ended) return;
    this.#end(true);
    this.client.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }

  #end(wasCut: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const flow of this.#flows) flow.stop();
    this.onEnd(wasCut);
  }

  #line(weather: Weather, direction: "up" | "down"): Line {
    return {
      get open() {
        return weather.open;
      },
      get delayed() {
        return weather.delayed;
      },
      now: () => weather.now(),
      dueAt: (bytes) => weather.dueAt(direction, bytes),
      allowance: (bytes) => (this.#cutAfter === null ? bytes : Math.min(bytes, this.#cutAfter)),
      passed: (bytes) => {
        if (this.#cutAfter !== null) this.#cutAfter -= bytes;
        weather.count(direction, bytes);
      },
      cut: () => this.cut(),
    };
  }
}
