/**
 * The register as files: `<directory>/<store>/<number>.json` takes a number, `<number>.in-force.json` says that it counts. The first is
 * made only where there is none, so that of two nodes on one folder each gets a number of its own. All of it is on the disk before
 * anybody is told.
 */
import { type FileHandle, mkdir, open, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Timestamp } from "@crema/shared/domain/kernel/clock";
import { Id } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";
import type { EpochRegister, RegisterEntry } from "./register.ts";
import { codeOf, syncFolder, within } from "./register-files.ts";

const Taken = z.object({
  number: z.number().int().min(1),
  kind: z.enum(["ENROLLED", "REVOKED"]),
  node_id: Id,
  at: Timestamp,
});
type Taken = z.infer<typeof Taken>;

const FILE = /^(\d+)(\.in-force)?\.json$/;

export function createDirectoryRegister(directory: string): EpochRegister {
  const ofStore = (storeId: string) => join(directory, storeId);

  async function entriesOf(storeId: string): Promise<RegisterEntry[]> {
    const names = await namesIn(ofStore(storeId));
    const inForce = new Set<number>();
    const numbers = new Set<number>();
    for (const name of names) {
      const [, number, mark] = FILE.exec(name) ?? [];
      if (number === undefined) continue;
      numbers.add(Number(number));
      if (mark !== undefined) inForce.add(Number(number));
    }
    const sorted = [...numbers].sort((a, b) => a - b);
    return Promise.all(
      sorted.map(async (number) => {
        const in_force = inForce.has(number);
        const file = join(ofStore(storeId), in_force ? `${number}.in-force.json` : `${number}.json`);
        return { ...(await readTaken(file, number)), in_force };
      }),
    );
  }

  return {
    entriesOf: (storeId) => within(() => entriesOf(storeId)),
    reserve: (storeId, entry) => within(() => writeOnce(join(ofStore(storeId), `${entry.number}.json`), Taken.parse(entry))),
    putInForce: (storeId, entry) =>
      within(async () => void (await writeOnce(join(ofStore(storeId), `${entry.number}.in-force.json`), Taken.parse(entry)))),
  };
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

/** A number whose file was cut short by a power cut is used up all the same; nobody was told of it. */
async function readTaken(file: string, number: number): Promise<Taken> {
  const parsed = Taken.safeParse(parse(await readFile(file, "utf8")));
  return parsed.success ? parsed.data : { number, kind: "REVOKED", node_id: NOBODY, at: EPOCH_BEGAN };
}

const NOBODY = "00000000-0000-4000-8000-000000000000";
const EPOCH_BEGAN = "1970-01-01T00:00:00.000Z";

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** False when the file is there already. */
async function writeOnce(file: string, entry: Taken): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  let handle: FileHandle;
  try {
    handle = await open(file, "wx", 0o600);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    await handle.writeFile(`${JSON.stringify(entry)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // The name is on the disk only with its folders.
  for (const folder of [dirname(file), dirname(dirname(file))]) await syncFolder(folder);
  return true;
}
