/**
 * Where the chain's Postgres keeps its data: with the chain's other data, unless that stands in root's private home, where the
 * user that Postgres runs as cannot walk.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isReachable } from "@crema/cloud/db/reachable";
import type { Lifecycle } from "@crema/shared/lifecycle";

export async function postgresDirectory(dir: string, lifecycle: Lifecycle): Promise<string> {
  const own = join(dir, "data", "postgres");
  if (process.getuid?.() !== 0 || (await isReachable(own))) return own;
  const folder = mkdtempSync(join(tmpdir(), "crema-chain-"));
  chmodSync(folder, 0o755);
  lifecycle.push("postgres files", () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "postgres");
}
