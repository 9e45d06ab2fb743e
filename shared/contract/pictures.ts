/** Pictures of the items on the menu: uploaded once to the cloud, shown by both sides. */
import { z } from "@hono/zod-openapi";
import { MAX_PICTURE_BYTES } from "../domain/menu/picture.ts";
import { HEADQUARTERS } from "./access.ts";
import { contract, json } from "./contract.ts";

/** A photo of a good camera, as JPEG. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

const PictureName = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "a picture's name: 64 digits of hex")
  .openapi({ description: "sha256 of what was uploaded, in hex" });

const PictureFile = z.object({
  path: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int().max(MAX_PICTURE_BYTES),
});

export const Picture = z
  .object({ picture: PictureName, files: z.array(PictureFile).openapi({ description: "Both sizes, the small one first" }) })
  .openapi("Picture");
export type Picture = z.infer<typeof Picture>;

export const uploadPicture = contract({
  method: "post",
  path: "/v1/admin/pictures",
  summary: "Takes a picture in, and names it; an item of the menu has it by that name",
  description:
    "The body is the picture itself: JPEG, PNG, WebP or AVIF, told by its content, whatever its content-type. The same bytes are the same picture. " +
    "Only the two sizes are stored, without what the camera wrote beside them. One that no menu has named for 90 days is removed.",
  access: { ...HEADQUARTERS, store: "none" },
  refuses: ["picture.too_large", "picture.unavailable", "picture.unreadable"],
  maxBodyBytes: MAX_UPLOAD_BYTES,
  request: { body: { required: true, content: { "image/*": { schema: { type: "string", format: "binary" } } } } },
  responses: { 200: json(Picture, "As it is stored now") },
});

export const getPicture = contract({
  method: "get",
  path: "/v1/pictures/{picture}/{file}",
  summary: "A picture in one size, as WebP; never changes under its name",
  description: "`repr-digest` has the sha256 of the bytes (RFC 9530). A box has the pictures that its own menu names, once they have come.",
  access: { anonymous: true, store: "none" },
  refuses: ["picture.unknown"],
  request: { params: z.object({ picture: PictureName, file: z.enum(["320.webp", "960.webp"]) }) },
  responses: {
    200: {
      description: "The picture; cacheable for good",
      content: { "image/webp": { schema: { type: "string" as const, format: "binary" } } },
    },
    304: { description: "Not changed since If-None-Match" },
  },
});
