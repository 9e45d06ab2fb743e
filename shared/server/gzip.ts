/** Compression for slow lines: large, often read bodies go zipped, and a body that stays the same is zipped once. */
import { gzip } from "node:zlib";

/** Below this a packet is saved at best. */
const MIN_LENGTH = 1_400;

export function compress(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    gzip(text, (error, bytes) => (error ? reject(error) : resolve(new Uint8Array(bytes))));
  });
}

/** Whether to zip this text for a client with this Accept-Encoding. `gzip;q=0` means no. */
export function wantsGzip(acceptEncoding: string | null | undefined, text: string): boolean {
  return text.length >= MIN_LENGTH && /(^|[\s,])gzip\s*(,|$|;\s*q=(1|0?\.\d*[1-9]))/i.test(acceptEncoding ?? "");
}

const made = new WeakMap<object, Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>>();

/** The zipped body of something that is served often and does not change; made once, and collected with its owner. */
export function zippedBody(owner: { readonly body: string }): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
  const known = made.get(owner);
  if (known) return known;
  const making = compress(owner.body).then((bytes) => {
    made.set(owner, bytes);
    return bytes;
  });
  made.set(owner, making);
  return making;
}

/** The same without waiting; null as long as it has not been made. */
export function zippedAtHand(owner: { readonly body: string }): Uint8Array<ArrayBuffer> | null {
  const known = made.get(owner);
  return known === undefined || known instanceof Promise ? null : known;
}
