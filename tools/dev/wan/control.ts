/** The switch of a WAN proxy: GET shows mode and counters, POST {"mode": …} changes it. Loopback only. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import { z } from "zod";
import { WanMode } from "./mode.ts";
import type { WanProxy } from "./wan-proxy.ts";

const Command = z.strictObject({ mode: WanMode });
const MAX_BODY_BYTES = 4096;

export interface WanControl {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startWanControl(proxy: WanProxy, port = 0): Promise<WanControl> {
  const server = createServer((request, response) => {
    const reply = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(`${JSON.stringify(body)}\n`);
    };
    void readBody(request).then(
      (body) => {
        if (request.method === "POST") {
          const command = parseCommand(body);
          if (!command) {
            reply(400, { error: `Send {"mode": one of ${WanMode.options.join(", ")}}` });
            return;
          }
          proxy.setMode(command.mode);
        } else if (request.method !== "GET") {
          reply(405, { error: "GET or POST" });
          return;
        }
        reply(200, { mode: proxy.mode, modes: WanMode.options, counters: proxy.counters });
      },
      () => reply(413, { error: `At most ${MAX_BODY_BYTES} bytes` }),
    );
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

function parseCommand(body: string): z.infer<typeof Command> | null {
  try {
    return Command.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new RangeError("The body is too long.");
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
