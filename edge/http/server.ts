/**
 * The app on a socket: requests, upgrades, and an orderly end. Easy to get wrong: closing. Streams never end by themselves,
 * and a keep-alive connection counts as open; both are told, then given DRAIN_MS, then cut.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import type { Bindings } from "@crema/shared/server/bindings";
import type { App } from "@crema/shared/server/mount";
import { problemResponse } from "@crema/shared/server/problem";
import type { SocketHandler } from "@crema/shared/server/serve-menu";
import { respondToUnreadable } from "@crema/shared/server/unreadable-request";
import { getRequestListener } from "@hono/node-server";
import { type WebSocket, WebSocketServer } from "ws";
import { watchConnections } from "./connections.ts";
import type { OpenStreams } from "./streams/open-streams.ts";
import { handleUpgrade } from "./streams/upgrade.ts";

/** What a request and an open stream may still take when the box stops. */
const DRAIN_MS = 10_000;
const CLOSE_POLL_MS = 20;
/** A request has to arrive whole within this time: a slow sender must not hold a connection. */
const REQUEST_TIMEOUT_MS = 30_000;
/** No client has anything to say on a stream. */
const MAX_WS_MESSAGE_BYTES = 1024;

export interface ServerOptions {
  readonly app: App;
  /** Asked first: what costs least and is asked for most. */
  readonly beforeApp: SocketHandler;
  readonly host: string;
  readonly port: number;
  readonly streams: OpenStreams;
  readonly timers: Timers;
  /** What an upgrade threw; it has been answered with the end of the connection. */
  readonly report: (error: unknown) => void;
}

export interface OpenServer {
  readonly port: number;
  /** For a program on this machine. */
  readonly url: string;
  /** Refuses what is new, ends streams, waits for requests. */
  close(): Promise<void>;
}

/** Rejects when the address cannot be had. */
export async function openServer({ app, beforeApp, host, port, streams, timers, report }: ServerOptions): Promise<OpenServer> {
  let closing = false;
  const fetch = (request: Request, bindings: Bindings): Response | Promise<Response> => {
    if (!closing) return app.fetch(request, bindings);
    bindings.outgoing?.setHeader("connection", "close");
    return problemResponse({ code: "service.unavailable", detail: "The box is stopping.", retry_after_s: 5 });
  };
  // Takes the adapter's light Response for the global one: what is answered with a text is then written without a stream.
  const toApp = getRequestListener((request, bindings) => fetch(request, bindings as Bindings));
  const server = createServer((incoming, outgoing) => {
    if (closing || !beforeApp(incoming, outgoing)) void toApp(incoming, outgoing);
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  respondToUnreadable(server);
  const connections = watchConnections(server);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_WS_MESSAGE_BYTES, perMessageDeflate: false });
  server.on("upgrade", (incoming, socket, head) => {
    handleUpgrade(incoming, socket, head, fetch, sockets).catch((error: unknown) => {
      report(error);
      socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const at = server.address() as AddressInfo;

  return {
    port: at.port,
    url: `http://${reachable(at)}:${at.port}`,
    async close() {
      if (closing) return;
      closing = true;
      streams.endAll();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const cut = timers.after(DRAIN_MS, () => {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
      });
      let poll = timers.after(0, dropIdle);
      function dropIdle() {
        connections.dropIdle();
        poll = timers.after(CLOSE_POLL_MS, dropIdle);
      }
      await Promise.all([closed, ...[...sockets.clients].map(ended)]);
      cut.cancel();
      poll.cancel();
    },
  };
}

/** An upgraded connection is none of the HTTP server's any more, and has to be waited for by itself. */
function ended(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) resolve();
    else socket.once("close", () => resolve());
  });
}

function reachable({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return "127.0.0.1";
  return family === "IPv6" ? `[${address}]` : address;
}
