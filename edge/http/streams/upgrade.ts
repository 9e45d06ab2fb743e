/**
 * WebSocket upgrades go through the same app as every request: routing, who may call, and refusals are decided in one
 * place and answered as plain HTTP. Only a route that says "accept" gets a socket.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Bindings, UpgradeSlot } from "@crema/shared/server/bindings";
import { problemResponse } from "@crema/shared/server/problem";
import { bytesOf, requestOf } from "@crema/shared/server/upgrade";
import type { WebSocketServer } from "ws";

type Fetch = (request: Request, bindings: Bindings) => Response | Promise<Response>;

export async function handleUpgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  fetch: Fetch,
  sockets: WebSocketServer,
): Promise<void> {
  const destroy = () => socket.destroy();
  socket.on("error", destroy);
  const upgrade: UpgradeSlot = { accept: null };
  const response = await reply(incoming, fetch, upgrade);
  if (socket.destroyed) return;
  if (upgrade.accept && response.ok) {
    socket.off("error", destroy);
    sockets.handleUpgrade(incoming, socket, head, upgrade.accept);
    return;
  }
  // HTTP servers keep half-open sockets: without this a client that never closes its side is never let go.
  socket.once("finish", destroy);
  socket.end(await bytesOf(response));
}

async function reply(incoming: IncomingMessage, fetch: Fetch, upgrade: UpgradeSlot): Promise<Response> {
  const request = requestOf(incoming);
  if (!request) return problemResponse({ code: "request.malformed", detail: "The request's target cannot be read." });
  return fetch(request, { incoming, upgrade });
}
