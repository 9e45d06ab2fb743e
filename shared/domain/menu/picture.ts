/** Pictures of items: named by the sha256 of what was uploaded, shown in two sizes. */

/** Of the longer side, in pixels: for a button, and for a whole screen of a phone. */
export const PICTURE_SIZES = [320, 960] as const;
export type PictureSize = (typeof PICTURE_SIZES)[number];

/** No size of a picture has more bytes than this; a box that is sent more takes nothing. */
export const MAX_PICTURE_BYTES = 1024 * 1024;

/** Where both sides serve it. */
export const picturePath = (picture: string, size: PictureSize): string => `/v1/pictures/${picture}/${size}.webp`;

/** The names that the items have, each once, in the order of the menu. */
export function picturesOf({ items }: { readonly items: readonly { readonly picture?: string | undefined }[] }): string[] {
  return [...new Set(items.flatMap(({ picture }) => picture ?? []))];
}
