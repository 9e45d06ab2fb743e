/**
 * The pictures that this box has, as files beside its database. A file's name says what it shows and the sha256 of its bytes, so the
 * folder needs no list, and a file that a power cut or the disk has spoiled is noticed when it is read: nothing here waits for the disk.
 */
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PICTURE_SIZES, type PictureSize } from "@crema/shared/domain/menu/picture";
import type { ServedPicture } from "@crema/shared/server/serve-picture";

export interface PictureFolder {
  has(picture: string, size: PictureSize): boolean;
  /** null: it is not here, or not as it came; then it is here no more. */
  read(picture: string, size: PictureSize): Promise<ServedPicture | null>;
  write(picture: string, size: PictureSize, file: ServedPicture): Promise<void>;
  /** Removes every other one. */
  keepOnly(pictures: ReadonlySet<string>): Promise<void>;
  /** Of all files together. */
  bytes(): number;
}

interface Stored {
  readonly picture: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

const NAME = /^([0-9a-f]{64})-(\d+)-([0-9a-f]{64})\.webp$/;
const UNFINISHED = ".unfinished";

/** `report`: what could not be read; the box goes on without it. */
export function openPictureFolder(path: string, report: (error: unknown) => void): PictureFolder {
  const stored = new Map<string, Stored>();
  /** What is of no use: left in the middle of a write, or of another release. */
  const strays: string[] = [];
  for (const name of namesIn(path, report)) {
    const [, picture = "", size = "", sha256 = ""] = NAME.exec(name) ?? [];
    if (PICTURE_SIZES.some((one) => String(one) === size))
      stored.set(`${picture}-${size}`, { picture, name, sha256, bytes: sizeOf(join(path, name)) });
    else strays.push(name);
  }

  async function forget(key: string, name: string): Promise<void> {
    stored.delete(key);
    await rm(join(path, name), { force: true });
  }

  return {
    has: (picture, size) => stored.has(`${picture}-${size}`),
    async read(picture, size) {
      const key = `${picture}-${size}`;
      const file = stored.get(key);
      if (!file) return null;
      const bytes = await bytesOf(join(path, file.name));
      if (bytes && sha256Of(bytes) === file.sha256) return { bytes, sha256: file.sha256 };
      await forget(key, file.name);
      return null;
    },
    async write(picture, size, { bytes, sha256 }) {
      const name = `${picture}-${size}-${sha256}.webp`;
      const unfinished = join(path, name + UNFINISHED);
      await mkdir(path, { recursive: true, mode: 0o700 });
      try {
        await writeFile(unfinished, bytes, { mode: 0o600 });
        await rename(unfinished, join(path, name));
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      stored.set(`${picture}-${size}`, { picture, name, sha256, bytes: bytes.byteLength });
    },
    async keepOnly(pictures) {
      for (const name of strays.splice(0)) await rm(join(path, name), { force: true, recursive: true });
      for (const [key, { picture, name }] of [...stored]) if (!pictures.has(picture)) await forget(key, name);
    },
    bytes: () => [...stored.values()].reduce((sum, file) => sum + file.bytes, 0),
  };
}

function namesIn(path: string, report: (error: unknown) => void): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (!isMissing(error)) report(error);
    return [];
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

async function bytesOf(file: string): Promise<Buffer<ArrayBuffer> | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
