/** What a bundle was made of, and when each of it was written last: beside the bundle, for the next run. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../programs.ts";

/** Which packages there are, and of which versions. */
const LOCKFILE = join(ROOT, "pnpm-lock.yaml");

export interface BuildRecord {
  /** The files that went into the bundle; null when one of them is another now, or the bundle was made in another way. */
  read(): ReadonlySet<string> | null;
  /** `began`: when the build did; what was written after that may not be in the bundle. */
  write(madeOf: ReadonlySet<string>, began: number): void;
}

interface Recorded {
  readonly how: string;
  readonly writtenMs: Record<string, number>;
}

const writtenMs = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;

/** `how`: the options of the build. */
export function createBuildRecord(bundle: string, how: string): BuildRecord {
  const file = `${bundle}.record.json`;
  return {
    read() {
      if (!existsSync(bundle) || !existsSync(file)) return null;
      const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded;
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
