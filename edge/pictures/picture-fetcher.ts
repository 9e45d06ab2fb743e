/**
 * Fetches the pictures that menu and profile name, one after the other, while nothing else waits for the line; removes those that they name
 * no more. They are no part of what a box must have: it sells, backs up and joins without them, and whatever fails is tried again later.
 */
import type { Clock, RandomFraction, Timers } from "@crema/shared/domain/kernel/clock";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import { MAX_PICTURE_BYTES, PICTURE_SIZES, type PictureSize, picturesOf } from "@crema/shared/domain/menu/picture";
import { createJob, type Service } from "@crema/shared/server/service";
import { fetchPicture, NoPicture } from "./fetch-picture.ts";
import type { PictureFolder } from "./picture-folder.ts";

export interface PictureFetcherOptions {
  readonly folder: PictureFolder;
  /** In force; null: none has come yet. */
  readonly menu: () => MenuDocument | null;
  /** Of the store, which the profile names; null: none. */
  readonly logo: () => string | null;
  readonly cloudUrl: () => string | null;
  /** The link is up, and has nothing to catch up with. */
  readonly isLive: () => boolean;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomFraction;
  /** null where the system does not tell. */
  readonly diskFreeBytes: () => number | null;
  /** Below this the box is not ready; pictures stop well before. */
  readonly minFreeDiskBytes: number;
  readonly warn: (error: unknown, what: string) => void;
}

/** Of all pictures together, in both sizes. */
export const MAX_FOLDER_BYTES = 256 * 1024 * 1024;
const LOOK_EVERY_MS = 5_000;
/** After a failure: until any other is tried, and until this one is, doubling. */
const QUIET_MS = 10_000;
const AGAIN_MS = 30_000;
const AGAIN_MOST_MS = 3_600_000;

interface Missing {
  readonly picture: string;
  readonly size: PictureSize;
}

export function createPictureFetcher(options: PictureFetcherOptions): Service {
  const { folder, clock, timers, random, warn } = options;
  const stopping = new AbortController();
  const failures = new Map<string, { readonly times: number; readonly notBefore: number }>();
  let quietUntil = 0;
  let saidFull = false;

  /** The small ones first: they are on the buttons. */
  function* missing(names: readonly string[]): Generator<Missing> {
    for (const size of PICTURE_SIZES) for (const picture of names) if (!folder.has(picture, size)) yield { picture, size };
  }

  const isDue = ({ picture, size }: Missing): boolean => (failures.get(`${picture}-${size}`)?.notBefore ?? 0) <= clock.monotonic();

  function hasRoom(): boolean {
    const free = options.diskFreeBytes();
    const hasDisk = free === null || free - MAX_PICTURE_BYTES >= 2 * options.minFreeDiskBytes;
    const room = hasDisk && folder.bytes() + MAX_PICTURE_BYTES <= MAX_FOLDER_BYTES;
    if (!room && !saidFull)
      warn(null, hasDisk ? "the menu has more pictures than a box stores: the rest is not shown" : "the disk has no room for pictures");
    saidFull = !room;
    return room;
  }

  function failed({ picture, size }: Missing, error: unknown): void {
    const key = `${picture}-${size}`;
    const times = (failures.get(key)?.times ?? 0) + 1;
    const now = clock.monotonic();
    failures.set(key, { times, notBefore: now + Math.min(AGAIN_MOST_MS, AGAIN_MS * 2 ** (times - 1)) });
    if (times === 1) warn(error, `picture ${key} has not come`);
    // What the cloud says of this one says nothing of the others.
    if (error instanceof NoPicture && error.isUnknown) return;
    const asked = error instanceof NoPicture ? (error.retryAfterMs ?? 0) : 0;
    quietUntil = now + asked + QUIET_MS * random();
  }

  /** False: nothing more for now. */
  async function take(one: Missing, cloudUrl: string): Promise<boolean> {
    if (stopping.signal.aborted || !options.isLive() || clock.monotonic() < quietUntil || !hasRoom()) return false;
    try {
      const file = await fetchPicture({ ...options, cloudUrl, signal: stopping.signal }, one.picture, one.size);
      await folder.write(one.picture, one.size, file);
      failures.delete(`${one.picture}-${one.size}`);
    } catch (error) {
      if (!stopping.signal.aborted) failed(one, error);
    }
    return true;
  }

  async function look(): Promise<void> {
    const menu = options.menu();
    if (!menu) return;
    const logo = options.logo();
    const names = [...(logo === null ? [] : [logo]), ...picturesOf(menu)];
    await folder.keepOnly(new Set(names));
    const cloudUrl = options.cloudUrl();
    if (cloudUrl === null) return;
    for (const one of missing(names)) if (isDue(one) && !(await take(one, cloudUrl))) return;
  }

  const job = createJob({
    timers,
    everyMs: LOOK_EVERY_MS,
    onError: (error) => warn(error, "the pictures could not be looked after"),
    run: look,
  });
  return {
    start: job.start,
    async stop() {
      stopping.abort();
      await job.stop();
    },
  };
}
