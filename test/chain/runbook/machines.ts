/** The machines of docs/runbook.md: each has the programs on its path, its settings in its environment, and its box as a service. */
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { systemTimers } from "@crema/shared/server/system";
import { Child } from "@crema/tools/dev/processes/child";
import { builtPrograms, ROOT } from "@crema/tools/dev/programs";

const run = promisify(execFile);
const LIMIT_MS = 60_000;

export interface Machine {
  /** What a command prints; rejects when it fails. */
  type(command: string): Promise<string>;
}

/** `service`: what `systemctl` starts and stops there. */
export function createMachine(folder: string, env: Readonly<Record<string, string>>, service: Service): Machine {
  const bin = programsIn(folder);
  return {
    async type(command) {
      const asked = /^systemctl (start|stop) /.exec(command)?.[1];
      if (asked === "start" || asked === "stop") {
        await service[asked]();
        return "";
      }
      const path = `${bin}:${process.env.PATH}`;
      const said = await run("bash", ["-euc", command], {
        env: { HOME: process.env.HOME, TZ: "UTC", ...env, PATH: path },
        timeout: LIMIT_MS,
      });
      return said.stdout;
    },
  };
}

export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface BoxMachine extends Machine {
  readonly dataDir: string;
  readonly url: string;
  stop(): Promise<void>;
}

export function createBoxMachine(options: { folder: string; dataDir: string; port: number }): BoxMachine {
  const { folder, dataDir, port } = options;
  const url = `http://127.0.0.1:${port}`;
  const env = { CREMA_EDGE_HOST: "127.0.0.1", CREMA_EDGE_PORT: String(port), CREMA_DATA_DIR: dataDir };
  const child = new Child({
    name: `box ${port}`,
    args: [...builtPrograms.edge, "start"],
    cwd: ROOT,
    env,
    logFile: join(folder, `box-${port}.log`),
    readyUrl: `${url}/healthz`,
    timers: systemTimers,
  });
  const service = { start: () => child.start(), stop: () => child.stop() };
  return { ...createMachine(folder, env, service), dataDir, url, stop: service.stop };
}

function programsIn(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, program] of [
    ["crema-edge", builtPrograms.edge],
    ["crema-cloud", builtPrograms.cloud],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec '${process.execPath}' ${program.map((part) => `'${part}'`).join(" ")} "$@"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}
