/**
 * The app on a socket: requests, upgrades, and an orderly end. A server that is closed waits for every connection, also for those
 * that have nothing to say any more; so streams are told to end first, idle connections are closed again and again, and what is
 * still there after a while is cut.
 */
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { WebSocketServer } from "ws";
import { pause, type Timers } from "../domain/kernel/clock.ts";
import type { Refusal } from "../domain/kernel/errors.ts";
import type { Bindings } from "./bindings.ts";
import { problemResponse } from "./problem.ts";
import type { SocketHandler } from "./serve-menu.ts";
import { respondToUnreadable } from "./unreadable-request.ts";
import { handleUpgrade } from "./upgrade.ts";

export interface Listening {
  readonly port: number;
  /** For a program on this machine. */
  readonly url: string;
  /** What is asked from now on is refused. */
  drain(): void;
  /** Resolves when the last connection has ended. */
  stop(): Promise<void>;
}

export interface Served {
  readonly app: { fetch(request: Request, bindings: Bindings): Response | Promise<Response> };
  /** Asked first: what costs least and is asked for most. */
  readonly beforeApp: SocketHandler;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  /** What is answered while it drains. */
  readonly stopping: Pick<Refusal, "detail" | "retry_after_s">;
  /** After this long what has not ended by itself is cut. */
  readonly drainMs: number;
  /** How long a connection may be idle; Node's own limit without. Behind a proxy longer than the proxy's, so that it is the proxy who closes. */
  readonly keepAliveMs?: number;
}

const IDLE_SWEEP_MS = 20;
/** A client that is told to close its WebSocket does it at once, or is not there. */
const CLOSE_HANDSHAKE_MS = 2_000;
/** A request has to arrive whole within this time: a slow sender must not hold a connection. */
const REQUEST_TIMEOUT_MS = 30_000;
/** No client has anything to say on a stream. */
const MAX_FRAME_BYTES = 1024;

/** Rejects when the address cannot be had. */
export async function listen({ app, beforeApp }: Served, options: ListenOptions): Promise<Listening> {
  const { timers, onError, stopping, keepAliveMs } = options;
  let draining = false;
  const fetch = (request: Request, bindings: Bindings): Response | Promise<Response> => {
    if (!draining) return app.fetch(request, bindings);
    bindings.outgoing?.setHeader("connection", "close");
    return problemResponse({ code: "service.unavailable", ...stopping });
  };
  // Takes the adapter's light Response for the global one: what is answered with a text is then written without a stream.
  const toApp = getRequestListener((request, bindings) => fetch(request, bindings as Bindings));
  const server = createServer((incoming, outgoing) => {
    if (draining || !beforeApp(incoming, outgoing)) void toApp(incoming, outgoing);
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  if (keepAliveMs !== undefined) server.keepAliveTimeout = keepAliveMs;
  respondToUnreadable(server);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  server.on("upgrade", (incoming, socket, head) => {
    handleUpgrade(incoming, socket, head, fetch, sockets).catch((error: unknown) => {
      onError(error);
      socket.destroy();
    });
  });
  // Also those that were taken over for a WebSocket, which the server no longer counts among its own.
  const connections = new Set<Socket>();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  server.on("error", onError);
  const address = server.address() as AddressInfo;

  async function close(): Promise<void> {
    draining = true;
    const closed = new AbortController();
    server.close(() => closed.abort());
    const handshakes = timers.after(CLOSE_HANDSHAKE_MS, () => {
      for (const socket of sockets.clients) socket.terminate();
    });
    const cut = timers.after(options.drainMs, () => {
      for (const socket of connections) socket.destroy();
    });
    while (!closed.signal.aborted) {
      server.closeIdleConnections();
      // Clients open connections ahead; Node does not count one as idle before its first request.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
      await pause(timers, IDLE_SWEEP_MS, closed.signal);
    }
    handshakes.cancel();
    cut.cancel();
  }

  let stopped: Promise<void> | null = null;
  return {
    port: address.port,
    url: `http://${reachable(address)}:${address.port}`,
    drain() {
      draining = true;
    },
    stop() {
      stopped ??= close();
      return stopped;
    },
  };
}

function reachable({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return "127.0.0.1";
  return family === "IPv6" ? `[${address}]` : address;
}
