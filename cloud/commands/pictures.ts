/** Takes a picture in. It is read before the transaction, and the same bytes are read once. */
import { createHash } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { insertPicture, namePictures, pictureFacts } from "../db/pictures.ts";
import type { ReadFile } from "../pictures/read-picture.ts";
import type { PictureFacts } from "../ports.ts";
import type { CommandContext } from "./command-context.ts";

/** Refuses with picture.unreadable, picture.too_large, picture.unavailable. */
export async function uploadPicture(
  { executor, clock, pictures }: Pick<CommandContext, "executor" | "clock" | "pictures">,
  upload: Buffer,
): Promise<Result<PictureFacts>> {
  const picture = sha256Of(upload);
  const present = await executor.execute(async ({ client }) => {
    await namePictures(client, [picture], iso(clock.now()));
    return ok(await pictureFacts(client, picture));
  });
  if (!present.ok) return present;
  if (present.value) return ok(present.value);
  const read = await pictures.read(upload);
  if (!read.ok) return read;
  const hashed = (file: ReadFile) => ({ ...file, sha256: sha256Of(file.bytes) });
  return executor.execute(async ({ client }) => {
    await insertPicture(client, picture, { 320: hashed(read.value[320]), 960: hashed(read.value[960]) }, iso(clock.now()));
    const stored = await pictureFacts(client, picture);
    if (!stored) throw new Error(`${picture} was removed while it was stored`);
    return ok(stored);
  });
}

const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
