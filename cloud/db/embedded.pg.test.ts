import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmbedded } from "./embedded.ts";

let folder: string;
let directory: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crema-embedded-"));
  // Postgres runs as another user when we are root.
  chmodSync(folder, 0o755);
  directory = join(folder, "nested", "postgres");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = () => startEmbedded({ directory, timers: systemTimers, randomBytes: systemRandomBytes, onLog: () => undefined });

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

test("keeps its data over a stop and over a kill -9 of the process, with which it ends", async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE kept AS SELECT 1 AS n");
  expect(await query(first.url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  await first.stop();
  expect(isGone(first.pid)).toBe(true);

  const child = holder();
  const { url, pid } = await announced(child);
  await query(url, "INSERT INTO kept VALUES (2)");
  child.kill("SIGKILL");
  await expect.poll(() => isGone(pid)).toBe(true);

  const again = await start();
  expect(await query(again.url, "SELECT n FROM kept ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
  expect(new URL(again.url).password).toBe(new URL(first.url).password);
  await again.stop();
});

/** A process that starts the database and does nothing else. */
function holder(): ChildProcess {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(new URL("./embedded.ts", import.meta.url).href)});
    const { systemRandomBytes, systemTimers } = await import("@crema/shared/server/system");
    const running = await startEmbedded({ directory: ${JSON.stringify(directory)}, timers: systemTimers, randomBytes: systemRandomBytes, onLog: () => undefined });
    console.log(JSON.stringify({ url: running.url, pid: running.pid }));`;
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: new URL("..", import.meta.url),
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function announced(child: ChildProcess): Promise<{ url: string; pid: number }> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (chunk: Buffer) => resolve(JSON.parse(chunk.toString())));
    child.once("exit", (code) => reject(new Error(`ended with ${code} before the database was up`)));
  });
}
