/** A backup by `crema-edge backup` in a process of its own, so that the box's one thread never waits for it. */
import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import { z } from "zod";
import type { BackupReport } from "./backup.ts";
import type { RunBackup } from "./backup-schedule.ts";

const Report = z.custom<BackupReport>((value) => typeof value === "object" && value !== null && "file" in value && "head_seq" in value);

export interface ThisProgram {
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function backupByProcess({ execPath, execArgv, argv, env }: ThisProgram): RunBackup {
  return ({ dir, at, keep }) =>
    new Promise((resolve, reject) => {
      const command = ["backup", "--to", dir, "--at", at, "--keep", String(keep), "--json"];
      const child = spawn(execPath, [...execArgv, argv[1] ?? "", ...command], { env, stdio: ["ignore", "pipe", "pipe"] });
      // The store comes first.
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
      const said = { out: "", error: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        said.out += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said.error += text;
      });
      child.on("error", reject);
      child.on("close", (code) => {
        const report = code === 0 ? Report.safeParse(JSON.parse(said.out)) : null;
        resolve(
          report?.success ? ok(report.data) : refuse("storage.unavailable", said.error.trim().slice(-500) || `it ended with ${code}`),
        );
      });
    });
}
