/** Postgres and two nodes of the cloud, as processes of this machine. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import { systemRandomFraction, systemTimers } from "@crema/shared/server/system";
import { ChainPostgres } from "@crema/tools/dev/processes/chain-postgres";
import { Child } from "@crema/tools/dev/processes/child";
import { freePort } from "@crema/tools/dev/processes/free-port";
import { logTo } from "@crema/tools/dev/processes/log-to";
import { postgresDirectory } from "@crema/tools/dev/processes/postgres-directory";
import { builtPrograms, checkBuilt, ROOT } from "@crema/tools/dev/programs";
import { createOperator } from "@crema/tools/dev/seed/seed";

export interface TwoNodes {
  readonly urls: readonly string[];
  readonly nodes: readonly Child[];
  readonly databaseUrl: string;
  readonly postgresPid: number;
  readonly adminToken: string;
  readonly secret: Uint8Array;
}

const MANY = { CREMA_ENROLL_PER_ADDRESS: "1000000", CREMA_CHALLENGE_PER_ADDRESS: "1000000" };

/** What is started is closed with `lifecycle`. */
export async function startTwoNodes(lifecycle: Lifecycle, settings: readonly string[]): Promise<TwoNodes> {
  checkBuilt();
  const dir = mkdtempSync(join(tmpdir(), "crema-scale-"));
  lifecycle.push("files", () => rmSync(dir, { recursive: true, force: true }));
  mkdirSync(join(dir, "data"));
  const directory = await postgresDirectory(dir, undefined);
  lifecycle.push("postgres files", () => {
    if (!directory.startsWith(dir)) rmSync(dirname(directory), { recursive: true, force: true });
  });
  const port = await freePort(systemRandomFraction);
  const log = logTo(join(dir, "postgres.log"));
  const postgres = new ChainPostgres({ directory, port, settings, onLog: log, onChanged: () => undefined });
  lifecycle.push("postgres", () => postgres.close());
  const databaseUrl = await postgres.start();
  const secret = randomBytes(32);
  const common = {
    ...MANY,
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    LOG_LEVEL: "error",
    CREMA_SECRET: secret.toString("base64"),
    CREMA_REGISTER_DIR: join(dir, "register"),
  };
  const nodes: Child[] = [];
  const urls: string[] = [];
  for (const name of ["node-1", "node-2"]) {
    const nodePort = await freePort(systemRandomFraction);
    const url = `http://127.0.0.1:${nodePort}`;
    const node = new Child({
      ...{ name, cwd: ROOT, logFile: join(dir, `${name}.log`), readyUrl: `${url}/readyz`, timers: systemTimers },
      args: [...builtPrograms.cloud, "start"],
      env: { ...common, PORT: String(nodePort), CREMA_DATA_DIR: join(dir, name) },
    });
    lifecycle.push(name, () => node.stop());
    await node.start();
    nodes.push(node);
    urls.push(url);
  }
  const line = { program: builtPrograms.cloud, cwd: ROOT, env: { ...common, CREMA_DATA_DIR: join(dir, "node-1") } };
  const adminToken = await createOperator({ ...line, logFile: join(dir, "operator.log") });
  return { urls, nodes, databaseUrl, postgresPid: postgres.pid ?? 0, adminToken, secret };
}
