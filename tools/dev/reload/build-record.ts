/** What a bundle was made of, and when each of it was written last: beside the bundle, for the next run. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ROOT } from "../programs.ts";

/** Which packages there are, and of which versions. */
const LOCKFILE = join(ROOT, "pnpm-lock.yaml");

export interface BuildRecord {
  /** The files that went into the bundle; null when one of them is another now, or the bundle was made in another way. */
  read(): ReadonlySet<string> | null;
  /** `began`: when the build did; what was written after that may not be in the bundle. */
  write(madeOf: ReadonlySet<string>, began: number): void;
}

const Recorded = z.object({ how: z.string(), writtenMs: z.record(z.string(), z.number()) });
type Recorded = z.infer<typeof Recorded>;

/** null: there is none, or a power cut has torn it. */
function readRecord(file: string): Recorded | null {
  if (!existsSync(file)) return null;
  try {
    return Recorded.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

const writtenMs = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;

/** `how`: the options of the build. */
export function createBuildRecord(bundle: string, how: string): BuildRecord {
  const file = `${bundle}.record.json`;
  return {
    read() {
      const recorded = existsSync(bundle) ? readRecord(file) : null;
      if (!recorded) return null;
      const isSame = recorded.how === how && Object.entries(recorded.writtenMs).every(([path, ms]) => writtenMs(path) === ms);
      return isSame ? new Set(Object.keys(recorded.writtenMs)) : null;
    },
    write(madeOf, began) {
      const recorded: Recorded = { how, writtenMs: {} };
      for (const path of [...madeOf, LOCKFILE]) {
        const ms = writtenMs(path);
        if (ms === null || ms >= began) return rmSync(file, { force: true });
        recorded.writtenMs[path] = ms;
      }
      writeFileSync(file, JSON.stringify(recorded));
    },
  };
}
