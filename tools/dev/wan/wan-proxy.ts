/**
 * A store's line to the internet, as a TCP proxy in front of the cloud that can be made bad at will. In `reset` it still
 * accepts, and answers with a reset at once: a closed port could be taken by another process before the line is back.
 */
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import type { Clock, RandomFraction, Timers } from "@crema/shared/domain/kernel/clock";
import { RelayedConnection, type Weather } from "./connection.ts";
import { LOSSY_CUT_BELOW_BYTES, LOSSY_ONE_IN, SLOW_BYTES_PER_S, SLOW_DELAY_MS, type WanCounters, type WanMode } from "./mode.ts";

export interface WanProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
  readonly clock: Clock;
  readonly timers: Timers;
  /** Decides what `lossy` cuts; seeded, so that a run can be repeated. */
  readonly random: RandomFraction;
}

const PORTAL_PAGE = `<!doctype html><html><head><title>Welcome to our Wi-Fi</title></head><body><h1>Please accept the terms to go online</h1></body></html>\n`;

export class WanProxy implements Weather {
  readonly counters: WanCounters = { connections: 0, open: 0, cut: 0, bytes_up: 0, bytes_down: 0, portal_answers: 0 };
  readonly #relayed = new Set<RelayedConnection>();
  /** Accepted during a silence; nothing has been read from them. */
  readonly #waiting = new Set<Socket>();
  readonly #atPortal = new Set<Socket>();
  readonly #server: Server;
  readonly #portal: HttpServer;
  readonly #lineFreeAt = { up: 0, down: 0 };
  #mode: WanMode = "up";

  constructor(private readonly options: WanProxyOptions) {
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => this.#accept(socket));
    this.#portal = createHttpServer((request, response) => {
      this.counters.portal_answers += 1;
      request.resume();
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
      response.end(PORTAL_PAGE);
    });
  }

  /** Opens the loopback port that stands for the internet; resolves to the port. */
  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
    return address.port;
  }

  get mode(): WanMode {
    return this.#mode;
  }

  /** Takes effect at once, for the connections that are open too. */
  setMode(mode: WanMode): void {
    this.#mode = mode;
    if (mode !== "portal") for (const socket of this.#atPortal) socket.resetAndDestroy();
    if (mode === "reset" || mode === "portal") {
      for (const connection of this.#relayed) connection.cut();
    }
    for (const connection of this.#relayed) {
      this.#draw(connection);
      connection.pump();
    }
    if (mode !== "blackhole") {
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const socket of waiting) this.#admit(socket);
    }
  }

  get open(): boolean {
    return this.#mode !== "blackhole";
  }

  get delayed(): boolean {
    return this.#mode === "slow";
  }

  now(): number {
    return this.options.clock.monotonic();
  }

  dueAt(direction: "up" | "down", bytes: number): number {
    if (!this.delayed) return 0;
    const sentAt = Math.max(this.now(), this.#lineFreeAt[direction]) + (bytes * 1000) / SLOW_BYTES_PER_S;
    this.#lineFreeAt[direction] = sentAt;
    return sentAt + SLOW_DELAY_MS;
  }

  count(direction: "up" | "down", bytes: number): void {
    if (direction === "up") this.counters.bytes_up += bytes;
    else this.counters.bytes_down += bytes;
  }

  /** Cuts everything and closes the port. */
  async stop(): Promise<void> {
    for (const connection of this.#relayed) connection.cut();
    for (const socket of [...this.#waiting, ...this.#atPortal]) socket.resetAndDestroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.counters.connections += 1;
    if (this.#mode !== "blackhole") {
      this.#admit(socket);
      return;
    }
    this.#waiting.add(socket);
    socket.on("error", () => this.#waiting.delete(socket));
    socket.on("close", () => this.#waiting.delete(socket));
  }

  #admit(socket: Socket): void {
    if (socket.destroyed) return;
    if (this.#mode === "reset") {
      this.counters.cut += 1;
      socket.on("error", () => socket.destroy());
      socket.resetAndDestroy();
      return;
    }
    if (this.#mode === "portal") {
      this.#atPortal.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.#atPortal.delete(socket));
      this.#portal.emit("connection", socket);
      socket.resume();
      return;
    }
    this.counters.open += 1;
    const connection = new RelayedConnection(socket, this.options.target, this, this.options.timers, (wasCut) => {
      this.#relayed.delete(connection);
      this.counters.open -= 1;
      if (wasCut) this.counters.cut += 1;
    });
    this.#relayed.add(connection);
    this.#draw(connection);
  }

  #draw(connection: RelayedConnection): void {
    const unlucky = this.#mode === "lossy" && this.options.random() < 1 / LOSSY_ONE_IN;
    connection.cutAfter(unlucky ? Math.floor(this.options.random() * LOSSY_CUT_BELOW_BYTES) : null);
  }
}
