/**
 * How the whole suite runs. Three workers, because a test machine has two cores and many tests wait for a process or a line; no
 * retries, because a test that passes on the second try hides a fault. The files of a worker share its modules: loading them
 * again for each was a quarter of the run, and no module here keeps anything that a test could leave behind.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./longest-first.ts";
import { memoryDisk } from "./postgres/memory-disk.ts";
import { TAKES_MINUTES } from "./test-layers.ts";

const inMemory = memoryDisk();

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["{shared,sync,edge,cloud,tools,test}/**/*.test.ts"],
    // `npm run test:long` runs those that take minutes.
    exclude: ["**/node_modules/**", "**/dist/**", "**/.crema/**", ...TAKES_MINUTES],
    globalSetup: ["test/postgres/global-setup.ts"],
    pool: "forks",
    isolate: false,
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    retry: 0,
    // Generous: a limit is for what hangs; how fast something is, the bench says.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Vitest's own second is too short for a machine that is busy with two other files.
    expect: { poll: { timeout: 45_000 } },
    // What a test writes is thrown away after it.
    env: inMemory === null ? {} : { TMPDIR: inMemory },
    passWithNoTests: false,
    allowOnly: false,
  },
});
