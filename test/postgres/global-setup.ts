/** One Postgres for the whole test run, thrown away after it, and therefore without fsync, and in memory where there is room. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@crema/cloud/db/embedded";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { memoryDisk } from "./memory-disk.ts";
import "./provided-context.ts";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(memoryDisk() ?? tmpdir(), "crema-test-pg-"));
  // mkdtemp makes a folder that only its owner may enter; Postgres runs as another user when we are root.
  chmodSync(folder, 0o755);
  const lines: string[] = [];
  try {
    const postgres = await startEmbedded({
      directory: join(folder, "data"),
      timers: systemTimers,
      randomBytes: systemRandomBytes,
      onLog: (line) => lines.push(line),
      settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=256MB", "max_connections=200"],
    });
    await makeSignInCheap(postgres.url);
    project.provide("postgresUrl", postgres.url);
    return async () => {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`The test run's Postgres did not start:\n${lines.join("\n")}`, { cause: error });
  }
}

/** Each connection derives its key from the password by 4,096 rounds of SHA-256, and a run makes thousands of connections. */
async function makeSignInCheap(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("SET scram_iterations = 1");
  await client.query(`ALTER ROLE CURRENT_USER PASSWORD ${client.escapeLiteral(new URL(url).password)}`);
  await client.end();
}
