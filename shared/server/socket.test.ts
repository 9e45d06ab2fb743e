import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { streamSocket } from "./socket.ts";

let server: Server;
let sockets: WebSocketServer;

beforeEach(async () => {
  server = createServer();
  sockets = new WebSocketServer({ server, perMessageDeflate: false });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  for (const socket of sockets.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

test("a client that has stopped reading is cut at the limit; one that reads hears everything", async () => {
  const limit = 64 * 1024;
  const frame = Buffer.alloc(32 * 1024, "x");
  const opened = (): Promise<[WebSocket, ReturnType<typeof streamSocket>]> => {
    const accepted = new Promise<ReturnType<typeof streamSocket>>((resolve) =>
      sockets.once("connection", (ws) => resolve(streamSocket(ws, limit))),
    );
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return Promise.all([new Promise<WebSocket>((resolve) => client.on("open", () => resolve(client))), accepted]);
  };
  const [deaf, toDeaf] = await opened();
  const [awake, toAwake] = await opened();
  deaf.pause();
  const hears = () => new Promise<void>((resolve) => awake.once("message", () => resolve()));
  let cut = false;
  toDeaf.onClose(() => {
    cut = true;
  });
  let sent = 0;
  while (!cut) {
    const heard = hears();
    toDeaf.send(frame);
    toAwake.send(frame);
    await heard;
    if (++sent > 2000) throw new Error("64 MB are waiting for a client that does not read");
  }
  expect(awake.readyState).toBe(WebSocket.OPEN);
  deaf.terminate();
  awake.terminate();
});
