/** Runs one of the command lines to its end and reads the JSON that it prints. What it says goes into its log file. */
import { execFile } from "node:child_process";
import { appendFileSync } from "node:fs";
import { promisify } from "node:util";
import type { z } from "zod";

const run = promisify(execFile);
const LIMIT_MS = 60_000;

export interface CommandOptions {
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** Throws what the command line printed when it fails or prints something else than `answer`. */
export async function runCommand<S extends z.ZodType>(response: S, options: CommandOptions): Promise<z.infer<S>> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, TZ: "UTC", ...options.env };
  const said = await run(process.execPath, [...options.args], { cwd: options.cwd, env, timeout: LIMIT_MS }).catch((error: unknown) => {
    const name = options.args.slice(1).join(" ");
    if (error instanceof Error && "killed" in error && error.killed)
      throw new Error(`\`${name}\` was not done within ${LIMIT_MS / 1000} s: this machine has too much to do. Try again when it has less.`);
    const output = error instanceof Error && "stderr" in error ? `${"stdout" in error ? error.stdout : ""}${error.stderr}` : "";
    throw new Error(`\`${name}\` failed: ${output.trim()}`, { cause: error });
  });
  appendFileSync(options.logFile, said.stderr);
  const line = said.stdout.trim().split("\n").at(-1) ?? "";
  const parsed = response.safeParse(parseJson(line));
  if (!parsed.success) throw new Error(`\`${options.args.slice(1).join(" ")}\` printed something unexpected: ${parsed.error.message}`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
