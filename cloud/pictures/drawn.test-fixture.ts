/** Pictures for tests, drawn when they are needed. */
import { randomBytes } from "node:crypto";
import sharp from "sharp";

export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly format: "jpeg" | "png" | "webp" | "avif";
  /** Any other colour is another picture. */
  readonly colour?: string;
  /** Random pixels, the opacity of each too if it says so: what compresses worst. */
  readonly noise?: boolean | "see-through";
  /** Of EXIF: 6 is a camera on its side. */
  readonly orientation?: number;
  readonly place?: string;
}

export function drawn({ width, height, format, colour = "#c86432", noise = false, orientation, place }: Drawn): Promise<Buffer> {
  const channels = noise === "see-through" ? 4 : 3;
  const picture = noise
    ? sharp(randomBytes(width * height * channels), { raw: { width, height, channels } })
    : sharp({ create: { width, height, channels: 3, background: colour } });
  const described = place === undefined ? picture : picture.withExif({ IFD0: { ImageDescription: place } });
  const held = orientation === undefined ? described : described.withMetadata({ orientation });
  return (format === "avif" ? held.avif({ effort: 0 }) : held.toFormat(format)).toBuffer();
}
