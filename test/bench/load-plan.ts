/** What the load generator is told, and what it reports; and how to run it on a core of its own. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export interface LoadPlan {
  url: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body: string | null;
  /** Send an Idempotency-Key that is new for each request. */
  unique_key: boolean;
  /** Keeps the keys of different runs apart. */
  run: string;
  connections: number;
  duration_ms: number;
  /** null: as fast as responses come back. */
  per_second: number | null;
}

export interface LoadReport {
  completed: number;
  failed: number;
  first_failure: string;
  per_second: number;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
}

const client = fileURLToPath(new URL("./load-client.ts", import.meta.url));

/** With `taskset` the generator sits on core 1 and servers on core 0; without it the scheduler decides. */
export const canPin = existsSync("/usr/bin/taskset");
export const SERVER_CORE = "0";
export const CLIENT_CORE = "1";

export function pinned(core: string, command: string, args: readonly string[]): { command: string; args: string[] } {
  return canPin ? { command: "taskset", args: ["-c", core, command, ...args] } : { command, args: [...args] };
}

export async function runLoad(plan: LoadPlan): Promise<LoadReport> {
  const { command, args } = pinned(CLIENT_CORE, process.execPath, ["--import", "tsx", client, JSON.stringify(plan)]);
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 1 << 20 });
  const report = JSON.parse(stdout) as LoadReport;
  if (report.completed === 0) throw new Error(`nothing was answered by ${plan.url}: ${report.first_failure}`);
  if (report.failed > 0) throw new Error(`${report.failed} requests to ${plan.url} failed: ${report.first_failure}`);
  return report;
}
