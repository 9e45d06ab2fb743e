/**
 * When a runner should end: by Ctrl-C, or because its parent has ended, which is seen by the parent's id changing. What it has
 * started must be gone when it is.
 */
import { systemTimers } from "@crema/shared/server/system";

const PARENT_EVERY_MS = 500;

/** Resolves with why this process should end. */
export function askedToEnd(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(signal));
    const parent = process.ppid;
    const look = () => {
      if (process.ppid === parent) systemTimers.after(PARENT_EVERY_MS, look);
      else resolve("the parent ended");
    };
    look();
  });
}
