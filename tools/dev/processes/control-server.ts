/** A switch for people and programs on this machine: GET shows how things are, POST with a JSON body changes them. Loopback only. */
import { createServer, type IncomingMessage, type Server } from "node:http";

const MAX_BODY_BYTES = 4096;

export interface ControlServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** What is said back, with its status. */
export interface Said {
  readonly status: number;
  readonly body: unknown;
}

export interface Controlled {
  readonly show: () => unknown;
  /** `asked`: what was sent; undefined where that is no JSON. A throw is told as 500. */
  readonly change: (asked: unknown) => Said | Promise<Said>;
}

export async function startControl({ show, change }: Controlled, port = 0): Promise<ControlServer> {
  const reply = async (request: IncomingMessage): Promise<Said> => {
    const body = await readBody(request);
    if (body === null) return { status: 413, body: { error: `At most ${MAX_BODY_BYTES} bytes` } };
    if (request.method === "GET") return { status: 200, body: show() };
    return request.method === "POST" ? change(parsed(body)) : { status: 405, body: { error: "GET or POST" } };
  };
  const server = createServer((request, response) => {
    const say = ({ status, body }: Said) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(`${JSON.stringify(body)}\n`);
    };
    void reply(request).then(say, (error: unknown) => say({ status: 500, body: { error: String(error) } }));
  });
  const taken = await listen(server, port);
  return {
    url: `http://127.0.0.1:${taken}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** null: it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The control has no port.");
  return address.port;
}
