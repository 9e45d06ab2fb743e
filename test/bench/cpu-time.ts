/** Seconds of CPU that processes have used, from /proc. What a busy machine takes away from a wall clock it leaves alone. */
import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second, whatever the machine (USER_HZ). */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  readonly own: number;
  /** Of its children that have ended. */
  readonly ended: number;
}

export function cpuSeconds(pid: number): number {
  return statOf(pid)?.own ?? 0;
}

/** Of a Postgres: the postmaster and all that it has started, without the sessions `ownSessions`. */
export function postgresCpuSeconds(postmaster: number, ownSessions: readonly number[]): number {
  const root = statOf(postmaster);
  if (!root) return 0;
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids
    .filter((name) => !ownSessions.includes(Number(name)))
    .map((name) => statOf(Number(name)))
    .reduce((sum, stat) => (stat?.parent === postmaster ? sum + stat.own : sum), root.own + root.ended);
}

/** null: it is gone. */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may have spaces; what follows it begins with field 3.
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const seconds = (field: number) => (fields[field - 3] ?? 0) / TICKS_PER_SECOND;
    return { parent: fields[1] ?? 0, own: seconds(14) + seconds(15), ended: seconds(16) + seconds(17) };
  } catch {
    return null;
  }
}
