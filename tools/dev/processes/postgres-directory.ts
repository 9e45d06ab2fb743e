/**
 * Where the chain's Postgres keeps its data: with the chain's other data, unless that stands in root's private home, where the
 * user that Postgres runs as cannot walk.
 */
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isReachable } from "@crema/cloud/db/reachable";

/** `former`: where an earlier start of the same chain has put it. */
export async function postgresDirectory(dir: string, former: string | undefined): Promise<string> {
  if (former !== undefined) return former;
  const own = join(dir, "data", "postgres");
  if (process.getuid?.() !== 0 || (await isReachable(own))) return own;
  const folder = mkdtempSync(join(tmpdir(), "crema-chain-"));
  chmodSync(folder, 0o755);
  return join(folder, "postgres");
}
