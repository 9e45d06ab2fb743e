/** What the Node server passes along with a request. Absent when a test calls the app without a socket. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import type { WebSocket } from "ws";
import type { AppEnv } from "./mount.ts";

/** A route that takes a WebSocket says here what to do with it; without that it gets a plain HTTP response. */
export interface UpgradeSlot {
  accept: ((socket: WebSocket) => void) | null;
}

export interface Bindings {
  readonly incoming?: Partial<Pick<IncomingMessage, "headers" | "rawHeaders">> & {
    readonly socket: Pick<IncomingMessage["socket"], "remoteAddress">;
  };
  readonly outgoing?: ServerResponse;
  readonly upgrade?: UpgradeSlot;
}

export function bindingsOf(c: Context<AppEnv>): Bindings {
  return (c.env ?? {}) as Bindings;
}

/** For a route that has written to the socket itself. Cloned, since the adapter sends a Response of its own kind without reading this header. */
export const alreadySent = (): Response => new Response(null, { headers: { "x-hono-already-sent": "true" } }).clone();
