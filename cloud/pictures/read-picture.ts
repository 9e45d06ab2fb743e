/**
 * Turns an upload into the two sizes that are shown. Nothing is believed of it: what it is, is told by its first bytes, only the
 * loaders of four formats are open in libvips, and its size is looked at before a pixel is decoded. One is read at a time, by one
 * thread. sharp is loaded with the first upload: most nodes never read one, and on a machine without its library the rest works.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { MAX_PICTURE_BYTES, PICTURE_SIZES, type PictureSize } from "@crema/shared/domain/menu/picture";
import type { Sharp, SharpOptions } from "sharp";
import { isReadable, kindOf } from "./picture-kind.ts";

export interface ReadFile {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

export type ReadFiles = Readonly<Record<PictureSize, ReadFile>>;

export interface PictureReader {
  /** Refuses with picture.unreadable, picture.too_large, picture.unavailable. */
  read(upload: Buffer): Promise<Result<ReadFiles>>;
}

/** More than any phone's usual photo; decoded at once it is 120 MB at worst. */
export const MAX_PIXELS = 30_000_000;
const TIME_LIMIT_S = 20;
const LOADERS = ["Jpeg", "Png", "Webp", "Heif"].map((kind) => `VipsForeignLoad${kind}Buffer`);
/** Noise alone needs the second, and noise that is see-through: its opacity is stored without loss unless it is told otherwise. */
const ENCODINGS = [{ quality: 80 }, { quality: 50, alphaQuality: 50 }, { quality: 10, alphaQuality: 10 }] as const;

/** Of no picture that is known; it says what it is all the same, and not that the picture is damaged. */
const TOO_DETAILED = "more bytes than a picture may have, at every quality";

type MakeSharp = (input: Buffer, options?: SharpOptions) => Sharp;

async function loadSharp(): Promise<MakeSharp> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: LOADERS });
  return sharp;
}

export function createPictureReader(load: () => Promise<MakeSharp> = loadSharp): PictureReader {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(upload) {
      const kind = kindOf(upload);
      if (!isReadable(kind)) return Promise.resolve(refuse("picture.unreadable", `${kind}. Send JPEG, PNG, WebP or AVIF.`));
      const mine = last.then(() => readWith(load, upload));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function readWith(load: () => Promise<MakeSharp>, upload: Buffer): Promise<Result<ReadFiles>> {
  let sharp: MakeSharp;
  try {
    sharp = await load();
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return refuse("picture.unavailable", `This installation cannot read pictures: sharp does not load (${why}).`);
  }
  try {
    return ok(await sizesOf(sharp, upload));
  } catch (error) {
    return refusalOf(error instanceof Error ? error.message : String(error));
  }
}

async function sizesOf(sharp: MakeSharp, upload: Buffer): Promise<ReadFiles> {
  const [small, large] = PICTURE_SIZES;
  const options = { limitInputPixels: MAX_PIXELS, failOn: "error" } as const;
  // Decoded once, to pixels of sRGB, by the way the camera was held; what it wrote beside them ends here.
  const { data, info } = await inside(sharp(upload, options).autoOrient(), large)
    .timeout({ seconds: TIME_LIMIT_S })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
  return { [small]: await encoded(() => inside(sharp(data, raw), small)), [large]: await encoded(() => sharp(data, raw)) };
}

const inside = (picture: Sharp, size: PictureSize): Sharp =>
  picture.resize({ width: size, height: size, fit: "inside", withoutEnlargement: true });

async function encoded(make: () => Sharp): Promise<ReadFile> {
  for (const encoding of ENCODINGS) {
    const { data, info } = await make().webp(encoding).toBuffer({ resolveWithObject: true });
    if (data.byteLength <= MAX_PICTURE_BYTES) return { bytes: data, width: info.width, height: info.height };
  }
  throw new Error(TOO_DETAILED);
}

function refusalOf(message: string): Result<never> {
  if (message === TOO_DETAILED) return refuse("picture.too_large", "The picture is too detailed to be stored. Send it smaller.");
  if (/pixel limit|too large|exceeds/i.test(message)) {
    const most = `at most ${MAX_PIXELS / 1_000_000} million pixels`;
    return refuse(
      "picture.too_large",
      `The picture has more pixels than can be read here: ${most}. Send it smaller; 1,920 wide is plenty.`,
    );
  }
  if (/timeout/i.test(message)) return refuse("picture.unavailable", "The picture took too long to read. Send it smaller, or try again.");
  return refuse("picture.unreadable", "The picture cannot be read: it is cut short or damaged. Export it again and send that.");
}
