/** What a node remembers of its database over a restart: a file in its data directory, outside that database. */
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Remembered } from "./judge.ts";

const FILE = "incarnation.json";
const Stored = z.object({ incarnation_id: z.uuid(), system_identifier: z.string(), timeline: z.number().int(), position: z.number() });

export interface DatabaseMemory {
  /** null: nothing is remembered. */
  read(): Promise<Remembered | null>;
  write(remembered: Remembered): Promise<void>;
}

export function createMemoryFile(dataDir: string): DatabaseMemory {
  const file = join(dataDir, FILE);
  return {
    async read() {
      const text = await readFile(file, "utf8").catch((error: unknown) => {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      });
      return text === null ? null : Stored.parse(JSON.parse(text));
    },
    /** Whole or not at all, and on the disk when it resolves. */
    async write(remembered) {
      await mkdir(dirname(file), { recursive: true });
      const part = `${file}.part`;
      const handle = await open(part, "w", 0o600);
      try {
        await handle.writeFile(JSON.stringify(remembered));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, file);
    },
  };
}
