/**
 * Which connections have a request under way, so that a stopping server can drop the others at once. Node's own
 * closeIdleConnections leaves connections without a first request, and browsers open such connections in advance.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";

export interface Connections {
  /** Ends every connection that waits for a request. */
  dropIdle(): void;
}

export function watchConnections(server: Server): Connections {
  const busy = new Map<Socket, number>();
  const count = (socket: Socket, change: number) => {
    const now = busy.get(socket);
    if (now !== undefined) busy.set(socket, now + change);
  };
  server.on("connection", (socket) => {
    busy.set(socket, 0);
    socket.once("close", () => busy.delete(socket));
  });
  server.on("request", (request, response) => {
    count(request.socket, 1);
    response.once("close", () => count(request.socket, -1));
  });
  // From here on the WebSocket owns the connection and ends it.
  server.on("upgrade", (_request, socket) => void busy.delete(socket as Socket));
  return {
    dropIdle() {
      for (const [socket, requests] of busy) if (requests === 0) socket.destroy();
    },
  };
}
