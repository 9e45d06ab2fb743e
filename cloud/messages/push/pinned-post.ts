/**
 * One POST to exactly these addresses. No redirect is followed, no body is read and no connection is kept: whoever is at the other end
 * may be anybody. With `deadline` it is over, however slowly a response drips.
 */
import type { LookupAddress } from "node:dns";
import { type ClientRequest, type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import type { LookupFunction } from "node:net";

export interface PinnedPost {
  readonly url: URL;
  /** null: wherever the name leads. */
  readonly addresses: readonly LookupAddress[] | null;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Uint8Array;
  readonly deadline: AbortSignal;
  /** PEM, beside those that Node trusts; for tests. */
  readonly ca?: string;
}

export interface PostReply {
  readonly status: number;
  readonly retryAfter: string | null;
}

const MAX_HEADER_BYTES = 8_192;

/** Rejects when there was no response in time. What it rejects with names neither URL nor address. */
export function pinnedPost({ url, addresses, headers, body, deadline, ca }: PinnedPost): Promise<PostReply> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) =>
      reject(new Error(`no response of the push service (${deadline.aborted ? "too slow" : codeOf(error)})`));
    const options = {
      method: "POST",
      headers: { ...headers },
      agent: false as const,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal: deadline,
      ...(addresses ? { lookup: pinnedTo(addresses) } : {}),
    };
    const request: ClientRequest =
      url.protocol === "http:" ? plainRequest(url, options) : tlsRequest(url, { ...options, ...(ca ? { ca } : {}) });
    request.on("response", (response: IncomingMessage) => {
      const { statusCode = 0 } = response;
      resolve({ status: statusCode, retryAfter: response.headers["retry-after"] ?? null });
      response.on("error", () => undefined);
      request.destroy();
    });
    request.on("error", fail);
    // Also where the other end answers by another protocol; nothing happens when it is settled already.
    request.on("close", () => fail(null));
    request.end(body);
  });
}

/** Node asks for all addresses where it tries several, and for one where it does not. */
function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    if (!first) callback(new Error("no address"), "");
    else if (all) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

function codeOf(error: unknown): string {
  const { code } = error instanceof Error ? (error as Error & { code?: unknown }) : {};
  return typeof code === "string" ? code : "closed";
}
