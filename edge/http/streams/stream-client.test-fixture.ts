/** A WebSocket client that records its frames, for tests that wait for a frame and never for a time. */
import { WebSocket } from "ws";

export interface Frame {
  readonly type: string;
  readonly cursor: number;
  readonly [member: string]: unknown;
}

export interface StreamClient {
  readonly socket: WebSocket;
  readonly frames: Frame[];
  /** Resolves with the first frame, from here on or before, that fits. */
  frame(fits: (frame: Frame) => boolean): Promise<Frame>;
  /** The close code. */
  readonly closed: Promise<number>;
}

/** Thrown with the HTTP response when the upgrade is refused. */
export class UpgradeRefused extends Error {
  constructor(
    readonly status: number,
    readonly body: { code?: string },
  ) {
    super(`refused with ${status}`);
  }
}

export function connect(url: string, path: string, headers: Record<string, string>): Promise<StreamClient> {
  const socket = new WebSocket(url.replace("http", "ws") + path, { headers });
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  socket.on("message", (data) => {
    frames.push(JSON.parse(String(data)) as Frame);
    for (const look of [...waiting]) look();
  });
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  const client: StreamClient = {
    socket,
    frames,
    closed,
    frame: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = frames.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(client));
    socket.on("error", reject);
    socket.on("unexpected-response", (_request, response) => {
      let text = "";
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () => reject(new UpgradeRefused(response.statusCode ?? 0, JSON.parse(text) as { code?: string })));
    });
  });
}
