/**
 * Whether a process that we wrote down is still that process. A pid alone is not enough: after a crash or a reboot it
 * may be somebody else's, and ending it would be a stranger's loss. The moment it was born, beside the pid, settles it.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
  readonly pid: number;
  /** When the process began, as the system says it; only good for comparing. */
  readonly born: string;
}

/** null: there is no such process. */
export function identify(pid: number): ProcessIdentity | null {
  const born = process.platform === "linux" ? bornOnLinux(pid) : bornByPs(pid);
  return born === null ? null : { pid, born };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.born === identity.born;
}

/** Field 22 of /proc/<pid>/stat, in ticks since boot; the name in field 2 may contain anything, so count from its end. */
function bornOnLinux(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z") return null;
  return `${readIfThere("/proc/sys/kernel/random/boot_id")?.trim()}:${fields[19]}`;
}

function bornByPs(pid: number): string | null {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
