/**
 * The sockets under the app. Easy to get wrong: the end. A server that is closed waits for every connection, also for those
 * that have nothing to say any more; so streams are told to end, idle connections are closed again and again, and what is
 * still there after a while is cut.
 */

import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { pause, type Timers } from "@crema/shared/domain/kernel/clock";
import type { Bindings } from "@crema/shared/server/bindings";
import type { App } from "@crema/shared/server/mount";
import { problemResponse } from "@crema/shared/server/problem";
import type { SocketHandler } from "@crema/shared/server/serve-menu";
import { respondToUnreadable } from "@crema/shared/server/unreadable-request";
import { getRequestListener } from "@hono/node-server";
import { WebSocketServer } from "ws";
import { handleUpgrade } from "./streams/upgrade.ts";

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Resolves when the last connection has ended. New ones are refused at once. */
  close(): Promise<void>;
}

export interface Served {
  readonly app: App;
  /** Asked first: what costs least and is asked for most. */
  readonly beforeApp: SocketHandler;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

const IDLE_SWEEP_MS = 50;
/** After this long what has not ended by itself is cut. */
const DRAIN_MS = 20_000;
const SOCKET_GOODBYE_MS = 2_000;
/** Longer than a proxy keeps an idle connection, so that it is the proxy who closes it. */
const KEEP_ALIVE_MS = 65_000;
/** A request has to arrive whole within this time: a slow sender must not hold a connection. */
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_FRAME_BYTES = 4 * 1024;

export async function listen({ app, beforeApp }: Served, options: ListenOptions): Promise<Listening> {
  const { timers, onError } = options;
  let closing = false;
  const fetch = (request: Request, bindings: Bindings): Response | Promise<Response> => {
    if (!closing) return app.fetch(request, bindings);
    bindings.outgoing?.setHeader("connection", "close");
    return problemResponse({ code: "service.unavailable", detail: "This node is stopping.", retry_after_s: 1 });
  };
  const toApp = getRequestListener((request, bindings) => fetch(request, bindings as Bindings));
  const server = createServer((incoming, outgoing) => {
    if (closing || !beforeApp(incoming, outgoing)) void toApp(incoming, outgoing);
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  respondToUnreadable(server);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  server.on("upgrade", (incoming, socket, head) => {
    handleUpgrade(incoming, socket, head, fetch, sockets).catch((error) => {
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
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    port,
    async close() {
      closing = true;
      const closed = new AbortController();
      server.close(() => closed.abort());
      const goodbye = timers.after(SOCKET_GOODBYE_MS, () => {
        for (const socket of sockets.clients) socket.terminate();
      });
      const cut = timers.after(DRAIN_MS, () => {
        for (const socket of connections) socket.destroy();
      });
      while (!closed.signal.aborted) {
        server.closeIdleConnections();
        // Clients open connections ahead; Node does not count one as idle before its first request.
        for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
        await pause(timers, IDLE_SWEEP_MS, closed.signal);
      }
      goodbye.cancel();
      cut.cancel();
    },
  };
}
