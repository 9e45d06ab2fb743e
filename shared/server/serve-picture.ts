/** Sends a picture, on both sides, and reads what the other side says of its bytes. */
import type { PictureSize } from "../domain/menu/picture.ts";
import { isUnchanged } from "./conditional.ts";
import { EVERYWHERE } from "./default-headers.ts";
import { type PreparedResponse, preparedResponse } from "./prepared-response.ts";

export const PICTURE_TYPE = "image/webp";

export interface ServedPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the bytes, in hex. */
  readonly sha256: string;
}

export const sizeOfFile = (file: "320.webp" | "960.webp"): PictureSize => (file === "320.webp" ? 320 : 960);

export function pictureResponse({ bytes, sha256 }: ServedPicture, ifNoneMatch: string | undefined): PreparedResponse {
  const etag = `"${sha256}"`;
  const headers = { ...EVERYWHERE, etag, "cache-control": "public, max-age=31536000, immutable", "repr-digest": reprDigest(sha256) };
  if (isUnchanged(ifNoneMatch, etag)) return preparedResponse(null, { status: 304, headers });
  return preparedResponse(bytes, { headers: { ...headers, "content-type": PICTURE_TYPE, "content-length": String(bytes.byteLength) } });
}

/** RFC 9530. */
const reprDigest = (sha256: string): string => `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`;

/** The sha256 that a response says its bytes have, in hex; null where it says none. */
export function saidDigest(header: string | null): string | null {
  const base64 = /(?:^|[,\s])sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? "")?.[1];
  return base64 === undefined ? null : Buffer.from(base64, "base64").toString("hex");
}
