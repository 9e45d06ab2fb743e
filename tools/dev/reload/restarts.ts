/** Builds programs again whose sources have changed, and starts their processes again: once for changes that come together. */
import { systemTimers } from "@crema/shared/server/system";
import type { Chain } from "../start-chain.ts";
import type { Bundle, ProgramName } from "./bundles.ts";

/** An editor writes a file in several steps, and a checkout many files. */
const SETTLED_MS = 100;

export interface Restarts {
  /** A file below the root was written, made or has gone. */
  changed(path: string): void;
  stop(): void;
}

export function restartOnChange(chain: Chain, bundles: readonly Bundle[], print: (line: string) => void): Restarts {
  const due = new Set<string>();
  let settled: { cancel(): void } | null = null;
  let running: Promise<void> = Promise.resolve();
  const processesOf = (name: ProgramName): string[] => (name === "edge" ? chain.stores.map(({ id }) => id) : [name]);

  const restart = async (name: string): Promise<void> => {
    const from = performance.now();
    await chain.restart(name).then(
      () => print(`  ${name} runs the new sources, after ${Math.round(performance.now() - from)} ms`),
      (error: unknown) =>
        print(`  ${name} does not come up; the next change tries again\n${error instanceof Error ? error.message : error}`),
    );
  };
  const renew = async (bundle: Bundle, isForced: boolean): Promise<void> => {
    const isOther = await bundle.rebuild().catch(() => {
      print(`  ${bundle.name} cannot be built; what runs goes on, the next change tries again`);
      return false;
    });
    if (isOther || isForced) await Promise.all(processesOf(bundle.name).map(restart));
  };
  const renewDue = async (): Promise<void> => {
    const paths = [...due];
    due.clear();
    const isMigration = (path: string) => path.endsWith(".sql");
    await Promise.all(
      bundles.map(async (bundle) => {
        const own = paths.filter((path) => bundle.isMadeOf(path));
        if (own.length > 0) await renew(bundle, own.some(isMigration));
      }),
    );
  };
  return {
    changed(path) {
      due.add(path);
      settled?.cancel();
      settled = systemTimers.after(SETTLED_MS, () => {
        running = running.then(renewDue);
      });
    },
    stop: () => settled?.cancel(),
  };
}
