/** A bare server of Server-Sent Events with one frame of an order's size for each client: the least that a stream takes. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const frame = `retry: 1000\n\nid: 1\ndata: ${"x".repeat(Number(process.argv[2] ?? "1500"))}\n\n`;
const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(frame);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`));
process.on("SIGTERM", () => process.exit(0));
