/** One picture from the cloud, in one size. It needs no token: pictures are for anyone. */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { MAX_PICTURE_BYTES, type PictureSize, picturePath } from "@crema/shared/domain/menu/picture";
import { PICTURE_TYPE, type ServedPicture, saidDigest } from "@crema/shared/server/serve-picture";
import { readBoundedBytes } from "@crema/sync/box/bounded-body";
import { withDeadline } from "@crema/sync/box/deadline";
import { retryAfterMs } from "@crema/sync/box/retry-after";
import { sha256Of } from "./picture-folder.ts";

/** What came whole and is no picture of ours: a refusal, a portal's page, other bytes than were promised. */
export class NoPicture extends Error {
  constructor(
    message: string,
    /** How long the cloud asks to be left alone; null: it does not. */
    readonly retryAfterMs: number | null = null,
    /** The cloud itself says that it does not have it. */
    readonly isUnknown = false,
  ) {
    super(message);
  }
}

/** L2: without a byte. */
export const SILENT_MS = 10_000;

export interface FetchPictureDeps {
  readonly fetch: typeof fetch;
  readonly timers: Timers;
  readonly cloudUrl: string;
  readonly signal: AbortSignal;
}

/** Rejects with NoPicture, or as the line does. */
export function fetchPicture(
  { fetch, timers, cloudUrl, signal }: FetchPictureDeps,
  picture: string,
  size: PictureSize,
): Promise<ServedPicture> {
  return withDeadline(timers, SILENT_MS, signal, async (within, heard) => {
    const url = `${cloudUrl.replace(/\/+$/, "")}${picturePath(picture, size)}`;
    const response = await fetch(url, { headers: { accept: PICTURE_TYPE }, redirect: "manual", signal: within });
    const type = response.headers.get("content-type") ?? "no content type";
    const sha256 = saidDigest(response.headers.get("repr-digest"));
    if (response.status !== 200 || type !== PICTURE_TYPE || sha256 === null) {
      await response.body?.cancel();
      const isUnknown = response.status === 404 && type === "application/problem+json";
      throw new NoPicture(
        `status ${response.status} with ${type.slice(0, 80)}`,
        retryAfterMs(response.headers.get("retry-after")),
        isUnknown,
      );
    }
    const bytes = await readBoundedBytes(response, MAX_PICTURE_BYTES, () => heard(SILENT_MS));
    if (sha256Of(bytes) !== sha256) throw new NoPicture(`${bytes.byteLength} bytes, which are not those that were promised`);
    return { bytes, sha256 };
  });
}
