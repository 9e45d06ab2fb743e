/** Hands a request, or the opening of a socket, on to another server of this machine, as it came: with its host, so that cookies and origins still fit. */
import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export function forward(to: URL, incoming: IncomingMessage, response: ServerResponse): void {
  const onward = open(to, incoming);
  onward.once("response", (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.statusMessage, reply.rawHeaders);
    reply.pipe(response);
  });
  onward.once("error", (error) => {
    if (response.headersSent) response.destroy(error);
    else response.writeHead(502, { "content-type": "text/plain" }).end("It is being started again.\n");
  });
  response.once("close", () => onward.destroy());
  incoming.pipe(onward);
}

export function forwardSocket(to: URL, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const onward = open(to, incoming);
  onward.once("upgrade", (reply, other, otherHead) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headerLines(reply)}\r\n`);
    socket.write(otherHead);
    other.write(head);
    socket.pipe(other).pipe(socket);
    other.once("error", () => socket.destroy());
    socket.once("error", () => other.destroy());
    socket.once("close", () => other.destroy());
    other.once("close", () => socket.destroy());
  });
  onward.once("response", (reply) => {
    socket.write(`HTTP/1.1 ${reply.statusCode} ${reply.statusMessage}\r\n${headerLines(reply)}\r\n`);
    reply.pipe(socket);
  });
  onward.once("error", () => socket.destroy());
  onward.end();
}

function open(to: URL, { method, url, rawHeaders }: IncomingMessage): ClientRequest {
  return request({ host: to.hostname, port: to.port, method, path: url, headers: rawHeaders, setHost: false });
}

function headerLines({ rawHeaders }: IncomingMessage): string {
  return rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");
}
