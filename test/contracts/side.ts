/** The two sides of the order API, asked in the same way: the counter's box and the app's cloud. */
import { type Reply, readResponse } from "../world/reply.ts";
import type { World } from "../world/world.ts";

export interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  /** In the place of JSON. */
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  readonly token?: string | null;
}

export interface Side {
  readonly name: "edge" | "cloud";
  /** Keys are long enough for guests. */
  newKey(): string;
  ask<T>(path: string, ask?: Ask): Promise<Reply<T>>;
  /** The response byte for byte. */
  bytes(path: string, ask?: Ask): Promise<{ status: number; text: string; headers: Headers }>;
  /** The token that may read the order of a response. */
  tokenFor(placed: { access_token?: string | undefined }): string | null;
}

export function sidesOf(world: World): Side[] {
  const send: Record<Side["name"], (request: Request) => Promise<Response>> = {
    edge: (request) => Promise.resolve(world.storeAt.box.box.app.fetch(request, { incoming: { socket: { remoteAddress: "192.0.2.7" } } })),
    cloud: (request) => world.node.fetch(request),
  };
  let keys = 0;
  return (["edge", "cloud"] as const).map((name) => {
    const standard = name === "edge" ? world.storeAt.till.token : null;
    const fetch = (path: string, { method, body, raw, headers, token = standard }: Ask = {}) => {
      const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const request = new Request(`http://${name}.test${path}`, {
        method: method ?? (sent === undefined ? "GET" : "POST"),
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(sent === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(sent === undefined ? {} : { body: sent }),
      });
      return world.time.pump(send[name](request));
    };
    return {
      name,
      newKey: () => {
        keys += 1;
        return `contract-suite-key-${name}-${keys}`;
      },
      ask: async <T>(path: string, ask?: Ask) => readResponse<T>(await fetch(path, ask)),
      bytes: async (path, ask) => {
        const response = await fetch(path, ask);
        return { status: response.status, text: await response.text(), headers: response.headers };
      },
      tokenFor: (placed) => placed.access_token ?? standard,
    };
  });
}
