import { drawn } from "@crema/cloud/pictures/drawn.test-fixture";
import { createPictureReader } from "@crema/cloud/pictures/read-picture";
import sharp from "sharp";
import { expect, test } from "vitest";
import { renderAll } from "./render.ts";

const circle = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle cx="20" cy="15" r="9"/></svg>';
const kindOf = async (file: Buffer) => {
  const { format, width, height } = await sharp(file).metadata();
  return [format, width, height];
};

test("what is drawn is rendered also where an upload was read in this process before, which reads no SVG afterwards either", async () => {
  const upload = await createPictureReader().read(await drawn({ width: 10, height: 10, format: "png" }));
  expect(upload.ok).toBe(true);
  const files = await renderAll(new Map(Object.entries({ cup: circle, glass: circle.replace("40", "50") })));
  expect(await Promise.all([...files].map(async ([name, file]) => [name, ...(await kindOf(file))]))).toEqual([
    ["cup", "png", 40, 30],
    ["glass", "png", 50, 30],
  ]);
  await expect(sharp(Buffer.from(circle)).png().toBuffer()).rejects.toThrow(/unsupported/);
  await expect(renderAll(new Map([["cup", "<svg"]]))).rejects.toThrow();
  await expect(sharp(Buffer.from(circle)).png().toBuffer()).rejects.toThrow(/unsupported/);
});
