/**
 * Ids are UUIDv7 (RFC 9562): made anywhere, unique everywhere, and sorted by the time they were made.
 * Within one millisecond the random tail is counted up, so ids of one source never go back, even if its clock does.
 */
import { z } from "zod";
import type { Clock, RandomBytes } from "./clock.ts";

/** Read in any case, stored in lower case, so that an id is the same text in a map, in SQLite and in Postgres. */
export const Id = z.uuid().toLowerCase();
/** Ids of the catalogue (items, groups, modifiers, stations, promotions) are chosen by people: short slugs. */
export const SLUG_PATTERN = /^[a-z0-9][a-z0-9_-]{0,63}$/;
export const Slug = z.string().regex(SLUG_PATTERN, "lower-case letters, digits, - and _, at most 64");
/** Store ids are slugs too: they appear in paths, logs and on receipts. */
export const StoreId = Slug;

export type IdSource = () => string;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Of one piece of randomness: many ids are made within a request, and each draw costs more than its bytes. */
const IDS_PER_DRAW = 32;
const TAIL_BYTES = 10;

export function createIdSource(clock: Clock, randomBytes: RandomBytes): IdSource {
  let lastMs = -1;
  let drawn = new Uint8Array(0);
  const newTail = (): Uint8Array<ArrayBuffer> => {
    if (drawn.length === 0) drawn = Uint8Array.from(randomBytes(TAIL_BYTES * IDS_PER_DRAW));
    const tail = drawn.slice(0, TAIL_BYTES);
    drawn = drawn.subarray(TAIL_BYTES);
    return tail;
  };
  let tail = new Uint8Array(TAIL_BYTES);
  return () => {
    const now = Math.max(0, Math.floor(clock.now()));
    if (now > lastMs) {
      lastMs = now;
      tail = newTail();
      tail[0] = (tail[0] ?? 0) & 0x07;
    } else {
      countUp(tail);
    }
    const bytes = new Uint8Array(16);
    for (let i = 0, ms = lastMs; i < 6; i++) {
      bytes[5 - i] = ms % 256;
      ms = Math.floor(ms / 256);
    }
    bytes.set(tail, 6);
    bytes[6] = 0x70 | ((tail[0] ?? 0) & 0x0f);
    bytes[8] = 0x80 | ((tail[2] ?? 0) & 0x3f);
    let text = "";
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) text += "-";
      text += HEX[bytes[i] ?? 0];
    }
    return text;
  };
}

/** Adds one to the tail as one big-endian number, passing over the bits that hold the version and the variant. */
function countUp(tail: Uint8Array): void {
  for (let i = 9; i >= 0; i--) {
    const limit = i === 0 ? 0x0f : i === 2 ? 0x3f : 0xff;
    const next = ((tail[i] ?? 0) & limit) + 1;
    tail[i] = next & limit;
    if (next <= limit) return;
  }
  throw new RangeError("more than 2^74 ids in one millisecond");
}
