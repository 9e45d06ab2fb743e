/**
 * The real handler behind a real socket, and a front that a test can put faults into. Identity is a bearer token that is
 * the store's id.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { ShapeHandler } from "../cloud/shape-handler.ts";
import type { CloudClient } from "../ports.ts";
import type { Changes } from "./manual-time.test-fixture.ts";
import { SHAPE_NODE } from "./memory-source.test-fixture.ts";

/** Gets the handler's response and may do anything with the socket; true when it has responded. */
export type Fault = (reply: { url: URL; response: Response; body: string; out: ServerResponse; socket: Socket }) => boolean;

export class Loopback {
  /** Consulted for each response; null: the line is good. */
  fault: Fault | null = null;
  /** URLs in the order in which they came. */
  readonly asked: URL[] = [];
  readonly #server: Server;

  constructor(
    private readonly handler: ShapeHandler,
    private readonly changes: Changes,
  ) {
    this.#server = createServer((request, out) => {
      this.#reply(request, out).catch((error: unknown) => {
        out.statusCode = 500;
        out.end(`${error}`);
      });
    });
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** As the box's own client would be: authenticated, plain fetch. */
  client(storeId: string): CloudClient {
    return {
      baseUrl: this.baseUrl,
      fetch: (url, init) => {
        const headers = new Headers(init?.headers);
        headers.set("authorization", `Bearer ${storeId}`);
        return fetch(url, { ...init, headers });
      },
      post: () => Promise.reject(new Error("the way down posts nothing")),
    };
  }

  get(storeId: string, query: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.client(storeId).fetch(`${this.baseUrl}/v1/shape?${query}`, { headers });
  }

  async #reply(request: IncomingMessage, out: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.baseUrl);
    const gone = new AbortController();
    out.on("close", () => gone.abort());
    this.asked.push(url);
    this.changes.notify();
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, `${value}`]));
    // Faults look at the text.
    headers.delete("accept-encoding");
    const storeId = headers.get("authorization")?.replace("Bearer ", "") ?? "";
    const response = await this.handler(new Request(url, { headers, signal: gone.signal }), {
      store_id: storeId,
      node_id: SHAPE_NODE,
      epoch: 1,
    });
    const body = await response.text();
    if (this.fault?.({ url, response, body, out, socket: request.socket })) return this.changes.notify();
    out.writeHead(response.status, Object.fromEntries(response.headers));
    out.end(body);
  }
}
