/**
 * `npm run check`: types, lint, imports, dead code and sizes of pages, side by side. What each says comes out in this order, when it has
 * ended. Exit code 1: one of them has found something.
 */
import { spawn } from "node:child_process";

const STEPS = ["types", "lint", "graph", "knip", "sizes"];

interface Ended {
  readonly said: string;
  readonly isGood: boolean;
}

function run(step: string): Promise<Ended> {
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1" } : process.env;
  const child = spawn("npm", ["run", "--silent", step], { env, stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ said: Buffer.concat(said).toString(), isGood: code === 0 }));
  });
}

for (const ended of STEPS.map((step) => ({ step, result: run(step) }))) {
  const { said, isGood } = await ended.result;
  process.stdout.write(said);
  if (isGood) continue;
  process.stderr.write(`npm run ${ended.step} has found something.\n`);
  process.exitCode = 1;
}
