/** `npm run fuzz -- SEED`: the randomised tests with that one seed, as a failure names it. `--runs N`: so many seeds from there. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCommandLine } from "@crema/tools/command-line";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HELP = "npm run fuzz -- SEED [--runs N] [chain|breaks|money|webhooks]\n";
const TESTS = {
  chain: "test/fuzz/chain.pg.test.ts",
  breaks: "test/fuzz/breaks.long.test.ts",
  money: "test/payments/money-schedules.pg.test.ts",
  webhooks: "test/payments/webhook-orders.pg.test.ts",
} as const;

const read = readCommandLine({ options: { runs: { type: "string", default: "1" } }, allowPositionals: true }, HELP);
const { values, positionals } = "asked" in read ? read.asked : { values: { runs: "" }, positionals: [] };
const [seed = "", which = ""] = positionals;
const files = which === "" ? Object.values(TESTS) : Object.entries(TESTS).flatMap(([name, file]) => (name === which ? [file] : []));

if ("print" in read) {
  process.stdout.write(read.print);
  process.exitCode = read.exitCode;
} else if (!/^-?\d{1,10}$/.test(seed) || !/^[1-9]\d{0,5}$/.test(values.runs) || files.length === 0 || positionals.length > 2) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const env = { ...process.env, CREMA_FUZZ_SEED: seed, CREMA_FUZZ_RUNS: values.runs };
  const args = [vitest, "run", "--config", "test/vitest.long.config.ts", ...files];
  process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: "inherit" }).status ?? 1;
}
