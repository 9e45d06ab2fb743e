/**
 * SVG to PNG. Pitfall: what libvips may load is of the whole process, and a cloud in it opens no SVG any more from its first upload on
 * (`cloud/pictures/read-picture.ts`). So the one loader is opened for as long as this takes, and is shut afterwards.
 */
import sharp from "sharp";

const SVG_LOADER = { operation: ["VipsForeignLoadSvgBuffer"] };

/** PNG by name. No upload may be read in this process meanwhile: it would shut the loader before all are drawn. */
export async function renderAll(drawings: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Buffer>> {
  sharp.unblock(SVG_LOADER);
  const rendering = [...drawings].map(async ([name, svg]) => [name, await pngOf(svg)] as const);
  // All have ended before it is shut, also where one fails.
  await Promise.allSettled(rendering);
  sharp.block(SVG_LOADER);
  return new Map(await Promise.all(rendering));
}

const pngOf = (svg: string): Promise<Buffer> => sharp(Buffer.from(svg)).png({ compressionLevel: 3 }).toBuffer();
