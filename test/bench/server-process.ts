/** A bench server in a process of its own, on the servers' core; its first line of output is JSON with its port. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { pinned, SERVER_CORE } from "./load-plan.ts";

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startServer(script: string, args: readonly string[]): Promise<ServerProcess> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { command, args: all } = pinned(SERVER_CORE, process.execPath, ["--import", "tsx", file, ...args]);
  const child = spawn(command, all, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code} before it listened`)));
  });
  const { port } = JSON.parse(line) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
