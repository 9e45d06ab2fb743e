/** A server's process: opens, runs until it is asked to end, and closes in order. */
import type { Timers } from "../domain/kernel/clock.ts";
import { type Lifecycle, stopWithin } from "./lifecycle.ts";

export interface ServerProcess {
  readonly lifecycle: Lifecycle;
  readonly timers: Timers;
  readonly log: { info(fields: object, text: string): void };
  /** How long an orderly stop may take. Default FORCE_EXIT_MS. */
  readonly stopTimeoutMs?: number;
  /** The process' signals, and its end. */
  readonly process: { on(signal: "SIGTERM" | "SIGINT", end: () => void): unknown; exit(code: number): unknown };
}

/**
 * Listens for signals before anything opens: one that comes during the start, or right after the port is open, stops what is open by
 * then. Rejects, with everything closed, when `open` does; not when that is because of the stop.
 */
export async function runUntilSignal(server: ServerProcess, open: () => Promise<void>): Promise<void> {
  const { lifecycle, timers, log, process } = server;
  // Not `lifecycle.stopping`: what cannot open may have closed its parts itself.
  let asked = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (asked) return;
      asked = true;
      log.info({ signal }, "stopping");
      void stopWithin(lifecycle, timers, server.stopTimeoutMs).then((code) => {
        log.info({ code }, code === 0 ? "stopped" : "ended by force");
        process.exit(code);
      });
    });
  }
  try {
    await open();
  } catch (error) {
    if (asked) return;
    await lifecycle.stop();
    throw error;
  }
}
