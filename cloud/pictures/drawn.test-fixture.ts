/** Pictures for tests, drawn when they are needed. */
import { randomBytes } from "node:crypto";
import sharp from "sharp";

export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly format: "jpeg" | "png" | "webp" | "avif";
  /** Any other colour is another picture. */
  readonly colour?: string;
  readonly noise?: boolean;
  /** Of EXIF: 6 is a camera on its side. */
  readonly orientation?: number;
  readonly place?: string;
}

export function drawn({ width, height, format, colour = "#c86432", noise = false, orientation, place }: Drawn): Promise<Buffer> {
  const picture = noise
    ? sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    : sharp({ create: { width, height, channels: 3, background: colour } });
  const described = place === undefined ? picture : picture.withExif({ IFD0: { ImageDescription: place } });
  const held = orientation === undefined ? described : described.withMetadata({ orientation });
  return (format === "avif" ? held.avif({ effort: 0 }) : held.toFormat(format)).toBuffer();
}
