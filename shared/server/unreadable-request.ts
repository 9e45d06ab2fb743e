/** Requests that the HTTP parser cannot read never reach the app: the refusal is sent here, in the same form as all refusals. */
import { problemOf, type Refusal } from "../domain/kernel/errors.ts";

/** The part of Node's socket that is needed, without Node's types, which this package does not have. */
interface Connection {
  readonly writable: boolean;
  end(text: string): void;
  destroy(): void;
}
interface HttpServer {
  on(event: "clientError", listener: (error: Error, socket: Connection) => void): unknown;
}

export function respondToUnreadable(server: HttpServer): void {
  server.on("clientError", (error, socket) => {
    const code = "code" in error ? error.code : null;
    if (!socket.writable || code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const problem = problemOf(refusalOf(code));
    const body = JSON.stringify(problem);
    const head = `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: application/problem+json\r\nconnection: close`;
    socket.end(`${head}\r\ncontent-length: ${new TextEncoder().encode(body).byteLength}\r\n\r\n${body}`);
  });
}

function refusalOf(code: unknown): Refusal {
  if (code === "HPE_HEADER_OVERFLOW") return { code: "request.headers_too_large", detail: "The headers take more than 16 KiB." };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { code: "request.timeout", detail: "The request did not arrive whole within 30 s." };
  return { code: "request.malformed", detail: "This is no HTTP/1.1 request." };
}
