/**
 * How the whole suite runs. Two workers, because a test machine has two cores; no retries, because a test that
 * passes on the second try hides a fault.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["{shared,sync,edge,cloud,test}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/.crema/**"],
    globalSetup: ["test/postgres/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    retry: 0,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
    allowOnly: false,
  },
});
