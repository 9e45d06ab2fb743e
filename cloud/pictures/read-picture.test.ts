import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import { MAX_PICTURE_BYTES } from "@crema/shared/domain/menu/picture";
import sharp from "sharp";
import { expect, test } from "vitest";
import { drawn } from "./drawn.test-fixture.ts";
import { createPictureReader } from "./read-picture.ts";

const reader = createPictureReader();

async function refusalOf(upload: Buffer): Promise<{ code: string; detail: string }> {
  const read = await reader.read(upload);
  if (read.ok) throw new Error("was read");
  return read.refusal;
}

test.each(["jpeg", "png", "webp", "avif"] as const)("a picture in %s comes in two sizes of WebP", async (format) => {
  const read = await reader.read(await drawn({ width: 1200, height: 800, format }));
  if (!read.ok) throw new Error(read.refusal.detail);
  const { 320: small, 960: large } = read.value;
  expect([small.width, small.height, large.width, large.height]).toEqual([320, 213, 960, 640]);
  for (const { bytes } of [small, large])
    expect([bytes.toString("latin1", 0, 4), bytes.toString("latin1", 8, 12)]).toEqual(["RIFF", "WEBP"]);
});

test("a picture taken with the camera on its side stands up, and says no more where it was taken", async () => {
  const read = await reader.read(await drawn({ width: 400, height: 200, format: "jpeg", orientation: 6, place: "51.5, -0.1" }));
  if (!read.ok) throw new Error(read.refusal.detail);
  const { bytes, width, height } = read.value[960];
  expect([width, height]).toEqual([200, 400]);
  expect(bytes.includes("EXIF")).toBe(false);
  expect(bytes.includes("51.5")).toBe(false);
});

test("a picture that is smaller than a size stays as small", async () => {
  const read = await reader.read(await drawn({ width: 100, height: 50, format: "png" }));
  if (!read.ok) throw new Error(read.refusal.detail);
  expect([read.value[320].width, read.value[960].width]).toEqual([100, 100]);
});

test.each([true, "see-through"] as const)("the worst that can be drawn stays within what a box takes: %s", async (noise) => {
  const read = await reader.read(await drawn({ width: 960, height: 960, format: "png", noise }));
  if (!read.ok) throw new Error(read.refusal.detail);
  const { bytes, width, height } = read.value[960];
  expect(bytes.byteLength).toBeLessThanOrEqual(MAX_PICTURE_BYTES);
  expect(await sizeOf(bytes)).toEqual([width, height]);
});

async function sizeOf(bytes: Buffer): Promise<number[]> {
  const { width, height } = await sharp(bytes).metadata();
  return [width, height];
}

test.each([
  ["nothing", Buffer.alloc(0), /empty/],
  ["text", Buffer.from("not a picture at all"), /no picture/],
  ["an SVG with script", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), /SVG/],
  ["an SVG behind a prolog", Buffer.from('\ufeff  <?xml version="1.0"?><!DOCTYPE svg><svg/>'), /SVG/],
  ["a GIF", Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64"), /GIF/],
  ["the beginning of a JPEG", Buffer.from([0xff, 0xd8, 0xff, 0xe0]), /cut short or damaged/],
  [
    "an SVG that says it is a PNG",
    Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from("<svg/>")]),
    /cut short or damaged/,
  ],
])("%s is refused in words", async (_what, upload, words) => {
  expect(await refusalOf(upload)).toMatchObject({ code: "picture.unreadable", detail: expect.stringMatching(words) });
});

test.each(["jpeg", "png", "webp", "avif"] as const)("half of a picture in %s is refused, not shown by half", async (format) => {
  const whole = await drawn({ width: 60, height: 40, format, noise: true });
  expect(await refusalOf(whole.subarray(0, whole.length / 2))).toMatchObject({ code: "picture.unreadable" });
});

test("a small file that would be 2,500 million pixels is refused before one of them is made", async () => {
  const before = process.memoryUsage().rss;
  expect(await refusalOf(bomb(50_000, 50_000))).toMatchObject({ code: "picture.too_large" });
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test("a picture of more pixels than are read is refused, one just below is read", async () => {
  expect(await refusalOf(bomb(30_001, 1_000))).toMatchObject({ code: "picture.too_large" });
  expect((await reader.read(bomb(30_000, 1_000))).ok).toBe(true);
});

test("damaged pictures of every kind are read or refused, and never end the process", async () => {
  for (const format of ["jpeg", "png", "webp", "avif"] as const) {
    const whole = await drawn({ width: 64, height: 64, format, noise: true });
    for (let at = 12; at < whole.length; at += Math.ceil(whole.length / 10)) {
      const damaged = Buffer.from(whole);
      damaged.set(randomBytes(4).subarray(0, Math.min(4, damaged.length - at)), at);
      const read = await reader.read(damaged);
      if (!read.ok) expect(["picture.unreadable", "picture.too_large"]).toContain(read.refusal.code);
    }
  }
});

test("where sharp does not load, the refusal says so", async () => {
  const without = createPictureReader(() => Promise.reject(new Error("no library for this platform")));
  const read = await without.read(await drawn({ width: 10, height: 10, format: "png" }));
  expect(read).toMatchObject({ ok: false, refusal: { code: "picture.unavailable", detail: expect.stringContaining("sharp") } });
});

/** A PNG of one colour: thousands of pixels to a byte. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, 0], 8);
  const row = Math.ceil(width / 8) + 1;
  const lines = deflateSync(Buffer.alloc(row * Math.min(height, 1_000)));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", lines),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
