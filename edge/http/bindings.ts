/** What the Node server hands to a request beside the request itself. Absent when a test calls the app without a socket. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppEnv } from "@crema/shared/server/mount";
import type { Context } from "hono";
import type { WebSocket } from "ws";

/** A route that takes a WebSocket says here what to do with it; without that the request is answered as plain HTTP. */
export interface UpgradeSlot {
  accept: ((socket: WebSocket) => void) | null;
}

export interface Bindings {
  readonly incoming?: Pick<IncomingMessage, "socket" | "headers">;
  readonly outgoing?: Pick<ServerResponse, "setHeader">;
  readonly upgrade?: UpgradeSlot;
}

export function bindingsOf(c: Context<AppEnv>): Bindings {
  return (c.env ?? {}) as Bindings;
}

/** The address of the other end, as the kernel knows it; forwarding headers are anybody's word and are not read. */
export function addressOf(c: Context<AppEnv>): string {
  return bindingsOf(c).incoming?.socket.remoteAddress ?? "unknown";
}

export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}
