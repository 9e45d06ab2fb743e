/** How a store looks on its screens and in the app, where it does not look as Crema does. */
import { z } from "zod";

export const StoreLook = z.object({
  /** "#a2440c". As chosen: pages derive what is readable from it (accent-shades.ts). */
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, "a colour like #a2440c")
    .optional(),
  /** sha256 of a picture that was uploaded, in hex: it stands in place of Crema's mark. */
  logo: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type StoreLook = z.infer<typeof StoreLook>;
