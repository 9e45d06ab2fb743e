/**
 * A server for this machine alone. A page of another site may make a browser ask here under a host name of its own, so only requests
 * for the printed name are served.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  stop(): Promise<void>;
}

export interface LoopbackRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface LoopbackReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const MAX_BODY = 1024 * 1024;

export const jsonReply = (status: number, body: unknown): LoopbackReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: `${JSON.stringify(body)}\n`,
});

/** `handle` resolves to what is replied; null: it has taken the response over. A throw is told as 500. */
export async function serveLoopback(
  handle: (request: LoopbackRequest, response: ServerResponse) => Promise<LoopbackReply | null>,
  port = 0,
): Promise<LoopbackServer> {
  let host = "";
  const replyTo = async (request: IncomingMessage, response: ServerResponse): Promise<LoopbackReply | null> => {
    if (request.headers.host !== host) return { status: 403, headers: { "content-type": "text/plain" }, body: `Ask for http://${host}/\n` };
    const body = await readBody(request);
    if (body === null) return { status: 413 };
    const url = new URL(request.url ?? "/", `http://${host}`);
    return handle({ method: request.method ?? "GET", url, headers: request.headers, body }, response);
  };
  const server = createServer((request, response) => {
    replyTo(request, response).then(
      (reply) => reply && response.writeHead(reply.status, { "cache-control": "no-store", ...reply.headers }).end(reply.body),
      (error: unknown) => response.writeHead(500, { "content-type": "text/plain" }).end(`${String(error)}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** null: it is too long. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > MAX_BODY) return null;
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

/** What was sent; undefined where that is no JSON. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
