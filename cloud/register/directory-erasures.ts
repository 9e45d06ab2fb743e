/** Tombstones as files in the register's folder: `<directory>/_erased/<user>.json`. No store can be called `_erased`. */
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type ErasureRegister, Tombstone } from "./erasures.ts";
import { codeOf, syncFolder, within } from "./register-files.ts";

const FILE = /^([0-9a-f-]{36})\.json$/;

export function createDirectoryErasures(registerDirectory: string): ErasureRegister {
  const directory = join(registerDirectory, "_erased");
  const fileOf = (userId: string) => join(directory, `${userId}.json`);
  return {
    write: (tombstone) =>
      within(async () => {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        const part = `${fileOf(tombstone.user_id)}.part`;
        const handle = await open(part, "w", 0o600);
        try {
          await handle.writeFile(`${JSON.stringify(Tombstone.parse(tombstone))}\n`);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(part, fileOf(tombstone.user_id));
        for (const folder of [directory, registerDirectory]) await syncFolder(folder);
      }),
    userIds: () =>
      within(async () => {
        const names = await readdir(directory).catch((error: unknown) => {
          if (codeOf(error) === "ENOENT") return [];
          throw error;
        });
        return names.flatMap((name) => FILE.exec(name)?.[1] ?? []);
      }),
    read: (userId) =>
      within(async () => {
        const parsed = Tombstone.safeParse(readable(await readFile(fileOf(userId), "utf8")));
        return parsed.success ? parsed.data : null;
      }),
  };
}

/** null: it is no JSON. */
function readable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
