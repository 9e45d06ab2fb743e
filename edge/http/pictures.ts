/** The pictures of the menu, for the screens of the store: they are shown without the internet, too. */
import { getPicture } from "@crema/shared/contract/pictures";
import type { Mount } from "@crema/shared/server/mount";
import { pictureResponse, sizeOfFile } from "@crema/shared/server/serve-picture";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountPictures(mount: Mount, { pictures }: Pick<AppDeps, "pictures">): void {
  mount(getPicture, async (c) => {
    const { picture, file } = c.req.valid("param");
    const found = await pictures.read(picture, sizeOfFile(file));
    if (found) return pictureResponse(found, c.req.header("if-none-match"));
    return refused({ code: "picture.unknown", detail: "This box does not have it. It fetches what its menu names while its line is up." });
  });
}
