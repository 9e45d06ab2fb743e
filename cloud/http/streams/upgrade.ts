/**
 * WebSocket upgrades go through the same app as every request: routing, who may call, and refusals are decided in one
 * place and answered as plain HTTP. Only a route that says "accept" gets a socket.
 * Easy to get wrong: a browser sends its cookie with an upgrade from any page, so a foreign Origin is refused.
 */
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { problemResponse } from "@crema/shared/http/problem";
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
  const destroy = () => socket.destroy();
  socket.on("error", destroy);
  const upgrade: UpgradeSlot = { accept: null };
  const response = await answer(incoming, fetch, upgrade);
  if (socket.destroyed) return;
  if (upgrade.accept && response.ok) {
    socket.off("error", destroy);
    sockets.handleUpgrade(incoming, socket, head, upgrade.accept);
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
  socket.once("finish", destroy);
  socket.end(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]));
}

async function answer(incoming: IncomingMessage, fetch: Fetch, upgrade: UpgradeSlot): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one);
  }
  const host = incoming.headers.host ?? "localhost";
  const text = `http://${host}${incoming.url ?? "/"}`;
  if (!URL.canParse(text)) return problemResponse({ code: "request.malformed", detail: "The request's target cannot be read." });
  const origin = headers.get("origin");
  if (headers.has("cookie") && origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host)) {
    return problemResponse({ code: "auth.forbidden", detail: "Streams with a cookie are for our own pages." });
  }
  return fetch(new Request(text, { headers }), { incoming, upgrade });
}
