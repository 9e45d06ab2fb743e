/**
 * The HTTP side: the API under /v1/, the control interface under /_control/, the bank's page. A call that is to get no
 * response has its socket destroyed, and the work behind a call goes on when its client has gone.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Api, Reply } from "./api.ts";
import { challengePage } from "./challenge-page.ts";
import type { Control } from "./control.ts";
import { controlOverHttp } from "./control-http.ts";
import { frontPage } from "./front-page.ts";
import type { Store } from "./store.ts";

const MAX_BODY = 1024 * 1024;

/** A browser of the customer's app calls the API from another origin. `*` would not stand for the Authorization header. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, idempotency-key, stripe-account, stripe-version",
  "access-control-allow-methods": "GET, POST",
};

export interface HttpDeps {
  readonly api: Api;
  readonly control: Control;
  readonly store: Store;
  readonly onError: (error: unknown) => void;
}

export async function listen(ports: HttpDeps, host: string, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    serve(ports, request, response).catch((error: unknown) => {
      // A client that went away before it had said everything is nothing to tell of.
      if (request.complete) ports.onError(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return { server, port: (server.address() as AddressInfo).port };
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function serve(ports: HttpDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? "GET";
  const url = new URL(request.url ?? "/", "http://sandbox");
  const body = await read(request);
  if (body === null) return void response.writeHead(413).end();
  if (method === "OPTIONS") return void response.writeHead(204, CORS).end();
  if (url.pathname === "/" && method === "GET") {
    return void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(frontPage(request.socket.localPort ?? 0));
  }
  if (url.pathname === "/healthz") return json(response, 200, {}, { ok: true });
  if (url.pathname.startsWith("/v1/")) {
    const reply = await ports.api.handle({
      method,
      path: url.pathname,
      form: method === "GET" ? url.search.slice(1) : body,
      ...headers(request),
    });
    return respond(response, reply);
  }
  if (url.pathname.startsWith("/_control/") && method === "POST") {
    const done = await controlOverHttp(ports.control, url.pathname.slice("/_control/".length), body);
    return json(response, done.status, {}, done.body);
  }
  const page = challengePage(ports.store, ports.control, method, url, body);
  if (!page) return json(response, 404, {}, { fault: "no such page" });
  response.writeHead(page.status, page.location ? { location: page.location } : { "content-type": "text/html; charset=utf-8" });
  response.end(page.html ?? "");
}

function headers(request: IncomingMessage) {
  const one = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    authorization: one("authorization"),
    account: one("stripe-account"),
    version: one("stripe-version"),
    idempotencyKey: one("idempotency-key"),
  };
}

function respond(response: ServerResponse, reply: Reply | null): void {
  if (reply === null) response.destroy();
  else json(response, reply.result.status, { ...CORS, ...reply.headers }, reply.result.body);
}

function json(response: ServerResponse, status: number, head: Readonly<Record<string, string>>, body: object): void {
  response.writeHead(status, { "content-type": "application/json", ...head }).end(JSON.stringify(body, null, 2));
}

/** null when it is too long. */
async function read(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
