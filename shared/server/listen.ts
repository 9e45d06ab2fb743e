/**
 * The app on a socket: requests, upgrades, and an orderly end. Closing a server waits for every connection, also for idle
 * ones; so streams are told to end first, idle connections are closed repeatedly, and what is still open after a while is
 * cut.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { WebSocketServer } from "ws";
import { pause, type Timers } from "../domain/kernel/clock.ts";
import type { Refusal } from "../domain/kernel/errors.ts";
import type { Bindings } from "./bindings.ts";
import { problemResponse } from "./problem.ts";
import type { SocketHandler } from "./serve-menu.ts";
import { adapterFault, endWith, respondToUnreadable } from "./unreadable-request.ts";
import { handleUpgrade, ignoreOffer, isWebSocket } from "./upgrade.ts";

export interface Listening {
  readonly port: number;
  /** The address for programs on this machine. */
  readonly url: string;
  /** Refuses new requests from now on. */
  drain(): void;
  /** Resolves when the last connection has ended. */
  stop(): Promise<void>;
}

export interface Served {
  readonly app: { readonly fetch: (request: Request, bindings: Bindings) => Response | Promise<Response> };
  /** Tried before the app: serves the most frequent and cheapest request. */
  readonly beforeApp: SocketHandler;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
  /** The refusal of requests while it drains. */
  readonly stopping: Pick<Refusal, "detail" | "retry_after_s">;
  /** After this long the remaining connections are cut. */
  readonly drainMs: number;
  /**
   * How long a connection may be idle; Node's own limit without. Behind a proxy it should be longer than the proxy's, so
   * that the proxy closes first.
   */
  readonly keepAliveMs?: number;
  /** For a port that strangers reach; without them as many connections as the machine has, and 30 s for a request. */
  readonly limits?: ConnectionLimits;
}

export interface ConnectionLimits {
  /** Further ones are closed at once. */
  readonly connections: number;
  readonly perAddress: number;
  /** How long a request may take to arrive whole; a connection may stand still for twice as long. */
  readonly requestMs: number;
}

const IDLE_SWEEP_MS = 20;
/** How long a client has to answer the closing handshake of its WebSocket. */
const CLOSE_HANDSHAKE_MS = 2_000;
/** A request has to arrive whole within this time: a slow sender must not hold a connection. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Clients send nothing on a stream. */
const MAX_FRAME_BYTES = 1024;

/** Rejects when the address cannot be bound. */
export async function listen({ app, beforeApp }: Served, options: ListenOptions): Promise<Listening> {
  const { timers, onError, stopping, keepAliveMs, limits } = options;
  let draining = false;
  const respond = (request: Request, bindings: Bindings): Response | Promise<Response> => {
    if (namesTwoHosts(bindings.incoming)) {
      bindings.outgoing?.setHeader("connection", "close");
      return problemResponse({ code: "request.malformed", detail: "The request has more than one Host header." });
    }
    if (!draining) return app.fetch(request, bindings);
    bindings.outgoing?.setHeader("connection", "close");
    return problemResponse({ code: "service.unavailable", ...stopping });
  };
  // Takes the adapter's light Response for the global one: a text response is then written without a stream.
  const toApp = getRequestListener((request, bindings) => respond(request, bindings as Bindings), { errorHandler: adapterFault(onError) });
  const latest = new WeakMap<Duplex, ServerResponse>();
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    latest.set(incoming.socket, outgoing);
    // Probes of load balancers speak it, and need not name a host.
    if (incoming.httpVersion === "1.0") incoming.headers.host ??= "localhost";
    if (draining || namesTwoHosts(incoming) || !beforeApp(incoming, outgoing)) void toApp(incoming, outgoing);
  };
  const server = createServer({ requireHostHeader: false, ...(limits && timesOf(limits)) }, serve);
  // An expectation other than 100-continue may be ignored.
  server.on("checkExpectation", serve);
  if (!limits) server.requestTimeout = REQUEST_TIMEOUT_MS;
  if (keepAliveMs !== undefined) server.keepAliveTimeout = keepAliveMs;
  respondToUnreadable(server);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  sockets.on("wsClientError", ({ message }, socket) =>
    endWith(socket, { code: "request.malformed", detail: `${message}.` }, "sec-websocket-version: 13\r\n"),
  );
  server.on("upgrade", (incoming, socket, head) => {
    if (!isWebSocket(incoming)) return ignoreOffer(server, incoming, head, latest.get(socket));
    handleUpgrade(incoming, socket, head, respond, sockets).catch((error: unknown) => {
      onError(error);
      socket.destroy();
    });
  });
  // Includes connections that became WebSockets, which the server no longer tracks.
  const connections = new Set<Socket>();
  if (limits) bound(server, limits, connections);
  server.on("connection", (socket) => {
    if (connections.has(socket)) return;
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
      // Clients open connections in advance; Node does not count one as idle before its first request.
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

const timesOf = ({ requestMs }: ConnectionLimits) => ({
  requestTimeout: requestMs,
  headersTimeout: requestMs,
  connectionsCheckingInterval: Math.ceil(requestMs / 4),
});

/** `open`: those there are, without the new one. */
function bound(server: Server, limits: ConnectionLimits, open: ReadonlySet<Socket>): void {
  server.maxConnections = limits.connections;
  // Longer than a request has, which is told why it ends.
  server.setTimeout(2 * limits.requestMs);
  server.on("connection", (socket) => {
    const { remoteAddress } = socket;
    const own = [...open].filter((one) => one !== socket && one.remoteAddress === remoteAddress).length;
    if (own >= limits.perAddress) socket.destroy();
  });
}

/** Whoever stands before us may have gone by the other one (RFC 9112 3.2). Node's `headers` has the first alone. */
function namesTwoHosts(incoming: Bindings["incoming"]): boolean {
  const { rawHeaders = [] } = incoming ?? {};
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.length === 4 && /^host$/i.test(rawHeaders[at] ?? "")) hosts += 1;
  return hosts > 1;
}

function reachable({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return "127.0.0.1";
  return family === "IPv6" ? `[${address}]` : address;
}
