/**
 * WebSocket upgrades go through the same app as every request: routing, who may call, and refusals are decided in one
 * place and answered as plain HTTP. Only a route that says "accept" gets a socket.
 */
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocketServer } from "ws";
import type { Bindings, UpgradeSlot } from "../bindings.ts";

type Fetch = (request: Request, bindings: Bindings) => Response | Promise<Response>;

export async function handleUpgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  fetch: Fetch,
  sockets: WebSocketServer,
): Promise<void> {
  const ignore = () => socket.destroy();
  socket.on("error", ignore);
  const upgrade: UpgradeSlot = { accept: null };
  const response = await answer(incoming, fetch, upgrade);
  if (socket.destroyed) return;
  const accept = upgrade.accept;
  if (accept && response.ok) {
    socket.off("error", ignore);
    sockets.handleUpgrade(incoming, socket, head, accept);
    return;
  }
  const body = Buffer.from(await response.arrayBuffer());
  const lines = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ""}`,
    "connection: close",
    `content-length: ${body.length}`,
  ];
  response.headers.forEach((value, name) => {
    if (name !== "connection" && name !== "content-length" && name !== "transfer-encoding") lines.push(`${name}: ${value}`);
  });
  // HTTP servers keep half-open sockets: without this a client that never closes its side is never let go.
  socket.once("finish", ignore);
  socket.end(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]));
}

async function answer(incoming: IncomingMessage, fetch: Fetch, upgrade: UpgradeSlot): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one);
  }
  let url: URL;
  try {
    url = new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "localhost"}`);
  } catch {
    return new Response(null, { status: 400 });
  }
  return fetch(new Request(url, { headers }), { incoming, upgrade });
}
