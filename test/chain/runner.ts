/** `npm start` as a process of its own, beside the chain of the test. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const MAIN = fileURLToPath(new URL("../../tools/dist/start.js", import.meta.url));
/** For what hangs: beside two other chains on two cores a start has taken more than a minute. */
const UP_MS = 180_000;

export type Runner = ReturnType<typeof spawn>;

/**
 * Resolves when it has written chain.json. One that ends before, or hangs, fails with what it said, which is in `<dir>.log`.
 * `onStart`: for whoever ends it when the test fails.
 */
export async function startRunner(dir: string, onStart: (runner: Runner) => void): Promise<Runner> {
  const said = `${dir}.log`;
  const log = openSync(said, "w");
  const runner = spawn(process.execPath, [MAIN, "--dir", dir], { stdio: ["ignore", log, log] });
  closeSync(log);
  onStart(runner);
  const ended = new Promise<never>((_, reject) => {
    runner.once("exit", (code, signal) => reject(new Error(`It ended with ${signal ?? code}:\n${readFileSync(said, "utf8")}`)));
  });
  const state = () => (existsSync(join(dir, "chain.json")) ? "up" : readFileSync(said, "utf8"));
  await Promise.race([expect.poll(state, { timeout: UP_MS }).toBe("up"), ended]);
  return runner;
}
