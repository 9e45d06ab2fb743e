/** Pictures: taken in from headquarters, shown to anyone. Uploads that wait for their turn are bounded before a byte of them is read. */
import { getPicture, MAX_UPLOAD_BYTES, type Picture, uploadPicture } from "@crema/shared/contract/pictures";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { PICTURE_SIZES, picturePath } from "@crema/shared/domain/menu/picture";
import { readAtMost } from "@crema/shared/server/body-limit";
import type { Mount } from "@crema/shared/server/mount";
import { pictureResponse, sizeOfFile } from "@crema/shared/server/serve-picture";
import type { PictureFacts } from "../ports.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

/** At once: the one that is read, and those that arrive or wait. */
const MAX_UPLOADS = 4;

export function mountPictureRoutes(mount: Mount, { commands, queries }: RouteDeps): void {
  let under = 0;

  mount(uploadPicture, async (c) => {
    if (under >= MAX_UPLOADS)
      return refused({ code: "picture.unavailable", detail: "Other pictures are being read. Try again in a moment.", retry_after_s: 2 });
    under += 1;
    try {
      const upload = await uploadOf(c.req.raw);
      const taken = upload.ok ? await commands.uploadPicture(upload.value) : upload;
      return taken.ok ? c.json(shown(taken.value), 200) : refused(taken.refusal);
    } finally {
      under -= 1;
    }
  });

  mount(getPicture, async (c) => {
    const { picture, file } = c.req.valid("param");
    const found = await queries.picture(picture, sizeOfFile(file));
    if (found) return pictureResponse(found, c.req.header("if-none-match"));
    return refused({ code: "picture.unknown", detail: "No picture of this name was uploaded here." });
  });
}

async function uploadOf(request: Request): Promise<Result<Buffer>> {
  const coding = request.headers.get("content-encoding") ?? "identity";
  if (coding.toLowerCase() !== "identity")
    return refuse("request.unsupported_media_type", `Send the picture as it is, not as ${coding.slice(0, 40)}.`);
  try {
    const bytes = await readAtMost(request, MAX_UPLOAD_BYTES);
    if (bytes) return ok(bytes);
  } catch {
    // Whoever sent it has gone: no fault of ours, and nobody reads this.
    return refuse("request.malformed", "The picture did not arrive whole.");
  }
  return refuse("request.too_large", `A picture has at most ${MAX_UPLOAD_BYTES / 1024 / 1024} MiB. Send it smaller; 1,920 wide is plenty.`);
}

export const shown = ({ picture, files }: PictureFacts): Picture => ({
  picture,
  files: PICTURE_SIZES.map((size) => ({ path: picturePath(picture, size), ...files[size] })),
});
