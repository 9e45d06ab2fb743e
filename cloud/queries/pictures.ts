/**
 * Pictures as they are shown. A page of the menu asks for dozens at once, by every phone anew: those that were asked for last stay
 * in memory, up to a bound. They never change under their name, so none has to be looked up again.
 */
import type { ServedPicture } from "@crema/shared/server/serve-picture";
import type { Database } from "../db/database.ts";
import { pictureFile } from "../db/pictures.ts";
import type { PictureFiles } from "../ports.ts";

const MAX_CACHED_BYTES = 32 * 1024 * 1024;

export function createPictureFiles({ pool }: Database, maxBytes = MAX_CACHED_BYTES): PictureFiles {
  /** The one that was asked for last comes last. */
  const cached = new Map<string, ServedPicture>();
  let size = 0;
  return async (picture, pictureSize) => {
    const key = `${picture}/${pictureSize}`;
    const found = cached.get(key) ?? (await pictureFile(pool, picture, pictureSize));
    if (!found) return null;
    if (!cached.delete(key)) size += found.bytes.byteLength;
    cached.set(key, found);
    for (const [oldest, { bytes }] of cached) {
      if (size <= maxBytes) break;
      cached.delete(oldest);
      size -= bytes.byteLength;
    }
    return found;
  };
}
