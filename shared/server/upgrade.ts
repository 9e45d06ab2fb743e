/**
 * WebSocket upgrades go through the same app as every request: routing, who may call, and refusals are decided in one
 * place and sent as plain HTTP. Only a route that says "accept" gets a socket. An offer of any other protocol, such as h2c,
 * is ignored, as RFC 9110 allows: the request is served as if it had made none.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocketServer } from "ws";
import type { Bindings, UpgradeSlot } from "./bindings.ts";
import { problemResponse } from "./problem.ts";

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
  // HTTP servers keep half-open sockets: without this a client that never closes its side would hold its connection for ever.
  socket.once("finish", destroy);
  socket.end(await bytesOf(response));
}

export const isWebSocket = ({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean =>
  method === "GET" && headers.upgrade?.toLowerCase() === "websocket";

/**
 * Node leaves the connection of every offer to its listener, with the body unread. Once the responses before it are sent, the request
 * is put back in front of what follows it, without the offer, and the server reads the connection again. `last`: of the requests before.
 */
export function ignoreOffer(server: Server, incoming: IncomingMessage, head: Buffer, last: ServerResponse | undefined): void {
  const { socket } = incoming;
  if (last && !last.writableFinished) {
    const abandon = () => socket.destroy();
    socket.once("error", abandon);
    last.once("finish", () => {
      socket.off("error", abandon);
      ignoreOffer(server, incoming, head, undefined);
    });
    return;
  }
  if (!socket.writable) return;
  // The time for which the connection may be idle, which it is not.
  socket.setTimeout(0);
  socket.unshift(Buffer.concat([Buffer.from(headWithoutOffer(incoming), "latin1"), head]));
  server.emit("connection", socket);
}

const OFFER = new Set(["upgrade", "http2-settings"]);

function headWithoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (OFFER.has(name.toLowerCase())) continue;
    lines.push(`${name}: ${name.toLowerCase() === "connection" ? withoutOffer(value) : value}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

const withoutOffer = (options: string): string =>
  options
    .split(",")
    .map((option) => option.trim())
    .filter((option) => !OFFER.has(option.toLowerCase()))
    .join(", ");

async function reply(incoming: IncomingMessage, fetch: Fetch, upgrade: UpgradeSlot): Promise<Response> {
  const request = requestOf(incoming);
  if (!request) return problemResponse({ code: "request.malformed", detail: "The request's target cannot be read." });
  return fetch(request, { incoming, upgrade });
}

/** The upgrade's request for the app; null when its target cannot be read. */
function requestOf({ url, headers: raw }: Pick<IncomingMessage, "url" | "headers">): Request | null {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one);
  }
  const target = `http://${headers.get("host") ?? "localhost"}${url ?? "/"}`;
  if (!URL.canParse(target)) return null;
  const { username, password } = new URL(target);
  // A host like `a:b@c`: no request can be made of it.
  return username || password ? null : new Request(target, { headers });
}

const FRAMING = new Set(["connection", "content-length", "transfer-encoding"]);

/** A refusal as bytes for the raw connection, which it ends. */
async function bytesOf(response: Response): Promise<Uint8Array> {
  const body = new Uint8Array(await response.arrayBuffer());
  const lines = [`HTTP/1.1 ${response.status} `, "connection: close", `content-length: ${body.length}`];
  response.headers.forEach((value, name) => {
    if (!FRAMING.has(name)) lines.push(`${name}: ${value}`);
  });
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}
