/** Sends a file as it is. It takes as long as the line needs, so no limit of a client's other calls applies. */
import type { ClientResponse } from "hono/client";
import type { BrowserPorts } from "../ports.ts";

/** For `unwrap`; `Body` is what the path responds with. */
export function sendFile<Body>(
  { fetch }: Pick<BrowserPorts, "fetch">,
  path: string,
  file: Blob,
): Promise<ClientResponse<Body, 200, "json">> {
  return fetch(path, { method: "POST", body: file }) as Promise<ClientResponse<Body, 200, "json">>;
}
