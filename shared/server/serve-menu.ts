/**
 * Sends a menu, on both sides: the most frequent request, whose response stays the same between two changes. Through the
 * app as a Response; and for its plain path straight to the socket, before the app, at a third of the cost. Both send the
 * same headers.
 */

import { SLUG_PATTERN } from "../domain/kernel/ids.ts";
import { isUnchanged } from "./conditional.ts";
import { EVERYWHERE } from "./default-headers.ts";
import { wantsGzip, zippedAtHand, zippedBody } from "./gzip.ts";
import { type PreparedResponse, preparedResponse } from "./prepared-response.ts";

export interface ServedMenu {
  readonly etag: string;
  /** JSON; a new object whenever anything in it has changed. */
  readonly body: string;
}

/** The request's headers, by lower-case name. */
interface Asked {
  readonly "if-none-match"?: string | undefined;
  readonly "accept-encoding"?: string | string[] | undefined;
}

const JSON_TYPE = { "content-type": "application/json" };

export function menuResponse(menu: ServedMenu, asked: Asked, cacheControl: string): PreparedResponse | Promise<PreparedResponse> {
  const headers = { ...EVERYWHERE, etag: menu.etag, "cache-control": cacheControl, vary: "accept-encoding" };
  if (isUnchanged(asked["if-none-match"], menu.etag)) return preparedResponse(null, { status: 304, headers });
  if (!mayZip(menu, asked)) return preparedResponse(menu.body, { headers: { ...headers, ...JSON_TYPE } });
  const zipped = (bytes: Uint8Array<ArrayBuffer>) =>
    preparedResponse(bytes, { headers: { ...headers, ...JSON_TYPE, etag: weak(menu.etag), "content-encoding": "gzip" } });
  const bytes = zippedBody(menu);
  return bytes instanceof Promise ? bytes.then(zipped) : zipped(bytes);
}

/** The part of Node's request and response that is needed. */
interface Incoming {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Asked;
}
interface Outgoing {
  writeHead(status: number, headers: string[]): unknown;
  end(): unknown;
  end(text: string, encoding: "latin1"): unknown;
}

/** Responds to a request itself and returns true, or returns false to leave it to the app. */
export type SocketHandler = (incoming: Incoming, outgoing: Outgoing) => boolean;

export interface MenuServing {
  /** Without waiting; null leaves the request to the app, which says why there is none. */
  readonly atHand: (storeId: string) => ServedMenu | null;
  readonly cacheControl: string;
  readonly clock: { monotonic(): number };
  readonly served: (status: 200 | 304, ms: number) => void;
}

const BEFORE_ID = "/v1/stores/";
const AFTER_ID = "/menu";

export function menuAtSocket({ atHand, cacheControl, clock, served }: MenuServing): SocketHandler {
  return (incoming, outgoing) => {
    const { method, url = "", headers } = incoming;
    if (method !== "GET" || !url.startsWith(BEFORE_ID) || !url.endsWith(AFTER_ID)) return false;
    const storeId = url.slice(BEFORE_ID.length, -AFTER_ID.length);
    if (!SLUG_PATTERN.test(storeId)) return false;
    const begun = clock.monotonic();
    const menu = atHand(storeId);
    if (!menu) return false;
    const prepared = preparedOf(menu, cacheControl);
    if (isUnchanged(headers["if-none-match"], menu.etag)) {
      outgoing.writeHead(304, prepared.unchanged);
      outgoing.end();
      served(304, clock.monotonic() - begun);
      return true;
    }
    const sent = mayZip(menu, headers) ? prepared.zipped() : prepared.plain;
    if (!sent) return false;
    outgoing.writeHead(200, sent.head);
    outgoing.end(sent.bytes, "latin1");
    served(200, clock.monotonic() - begun);
    return true;
  };
}

/** Weak, because the zipped bytes are another representation. */
const weak = (etag: string) => `W/${etag}`;
const mayZip = ({ body }: ServedMenu, asked: Asked) => wantsGzip(String(asked["accept-encoding"] ?? ""), body);

interface Sendable {
  readonly head: string[];
  /** One character per byte (latin1): Node joins a string to the head, sends both in one piece, and need not encode it again. */
  readonly bytes: string;
}

interface Prepared {
  readonly unchanged: string[];
  readonly plain: Sendable;
  /** null until the zipped bytes have been made. */
  readonly zipped: () => Sendable | null;
}

const prepared = new WeakMap<ServedMenu, Prepared>();

function preparedOf(menu: ServedMenu, cacheControl: string): Prepared {
  const known = prepared.get(menu);
  if (known) return known;
  const headers = { ...EVERYWHERE, etag: menu.etag, "cache-control": cacheControl, vary: "accept-encoding" };
  const sendable = (bytes: Buffer, more: Record<string, string>): Sendable => ({
    head: Object.entries({ ...headers, ...JSON_TYPE, ...more, "content-length": String(bytes.length) }).flat(),
    bytes: bytes.toString("latin1"),
  });
  let zipped: Sendable | null = null;
  const made: Prepared = {
    unchanged: Object.entries(headers).flat(),
    plain: sendable(Buffer.from(menu.body), {}),
    zipped: () => {
      const bytes = zipped === null ? zippedAtHand(menu) : null;
      if (bytes) zipped = sendable(Buffer.from(bytes), { etag: weak(menu.etag), "content-encoding": "gzip" });
      return zipped;
    },
  };
  prepared.set(menu, made);
  return made;
}
