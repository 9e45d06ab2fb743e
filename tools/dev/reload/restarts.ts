/** Starts the processes again whose sources have changed: one at a time, and once for changes that come together. */
import { join, relative } from "node:path";
import { systemTimers } from "@crema/shared/server/system";
import { ROOT } from "../programs.ts";
import type { Chain } from "../start-chain.ts";
import type { PageServer } from "./page-server.ts";

/** An editor writes a file in several steps, and a checkout many files. */
const SETTLED_MS = 150;
/** By folder: whether the cloud runs it, and whether the boxes do. */
const RUN_BY: Readonly<Record<string, { readonly cloud: boolean; readonly edge: boolean }>> = {
  shared: { cloud: true, edge: true },
  sync: { cloud: true, edge: true },
  cloud: { cloud: true, edge: false },
  edge: { cloud: false, edge: true },
};
/** Pages, which Vite reloads by itself, tests, and what was built. */
const NOT_RUN = /(^|\/)(node_modules|dist|web|ui)\/|\.(test|test-fixture|fixture)\.tsx?$/;

export interface Restarts {
  stop(): void;
}

export function restartOnChange(chain: Chain, pages: PageServer, print: (line: string) => void): Restarts {
  const due = new Set<string>();
  let settled: { cancel(): void } | null = null;
  let running: Promise<void> = Promise.resolve();

  const restart = async (name: string): Promise<void> => {
    const from = performance.now();
    await chain.restart(name).then(
      () => print(`  ${name} runs the new sources, after ${Math.round(performance.now() - from)} ms`),
      (error: unknown) =>
        print(`  ${name} does not come up; the next change tries again\n${error instanceof Error ? error.message : error}`),
    );
  };
  const restartAll = async (): Promise<void> => {
    const names = [...due];
    due.clear();
    await Promise.all(names.map(restart));
  };
  const changed = (folder: string, file: string): void => {
    if (NOT_RUN.test(file) || !/\.(ts|sql|json)$/.test(file)) return;
    if (RUN_BY[folder]?.cloud) due.add("cloud");
    if (RUN_BY[folder]?.edge) for (const { id } of chain.stores) due.add(id);
    settled?.cancel();
    settled = systemTimers.after(SETTLED_MS, () => {
      running = running.then(restartAll);
    });
  };
  pages.watch(
    Object.keys(RUN_BY).map((folder) => join(ROOT, folder)),
    (path) => {
      const [folder = "", ...rest] = relative(ROOT, path).replaceAll("\\", "/").split("/");
      changed(folder, rest.join("/"));
    },
  );
  return {
    stop: () => settled?.cancel(),
  };
}
