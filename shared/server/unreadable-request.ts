/** Requests that cannot be read never reach the app: the refusal is sent here, in the same form as all refusals. */
import { RequestError } from "@hono/node-server";
import { problemOf, type Refusal } from "../domain/kernel/errors.ts";
import { problemResponse } from "./problem.ts";

/** The part of Node's socket that is needed, without Node's types, which this package does not have. */
interface Connection {
  readonly writable: boolean;
  end(text: string): void;
  destroy(): void;
}
interface HttpServer {
  on(event: "clientError", listener: (error: Error, socket: Connection) => void): unknown;
  on(event: "connect", listener: (request: unknown, socket: Connection) => void): unknown;
}

export function respondToUnreadable(server: HttpServer): void {
  server.on("clientError", (error, socket) => {
    const code = "code" in error ? error.code : null;
    if (!socket.writable || code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    endWith(socket, refusalOf(code));
  });
  server.on("connect", (_request, socket) =>
    endWith(socket, { code: "request.malformed", detail: "This is no proxy: it takes no CONNECT." }),
  );
}

/** The refusal as bytes for a connection that it ends. */
export function endWith(socket: Pick<Connection, "end">, refusal: Refusal, headers = ""): void {
  const problem = problemOf(refusal);
  const body = JSON.stringify(problem);
  const head = `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: application/problem+json\r\nconnection: close\r\n${headers}`;
  socket.end(`${head}content-length: ${new TextEncoder().encode(body).byteLength}\r\n\r\n${body}`);
}

/** For the adapter, which makes requests for the app: what it cannot make one of is the sender's fault, all else ours. */
export const adapterFault =
  (report: (error: unknown) => void) =>
  (error: unknown): Response => {
    if (error instanceof RequestError)
      return problemResponse({ code: "request.malformed", detail: `The address cannot be read: ${error.message}.` });
    report(error);
    return problemResponse({ code: "internal", detail: "It is a fault of ours, and nothing was half done." });
  };

function refusalOf(code: unknown): Refusal {
  if (code === "HPE_HEADER_OVERFLOW") return { code: "request.headers_too_large", detail: "The headers take more than 16 KiB." };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { code: "request.timeout", detail: "The request did not arrive whole in time." };
  return { code: "request.malformed", detail: "This is no HTTP/1.1 request." };
}
