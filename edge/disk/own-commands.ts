/** The box's own commands in a process of their own, so that its one thread never waits for them. */
import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { RelogReport } from "@crema/shared/contract/relog";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { isErrorCode } from "@crema/sync/box/response";
import { z } from "zod";
import type { BackupReport } from "./backup.ts";
import type { RunBackup } from "./backup-schedule.ts";
import type { RunRelog } from "./relog-histories.ts";

const Report = z.custom<BackupReport>((value) => typeof value === "object" && value !== null && "file" in value && "head_seq" in value);

export interface ThisProgram {
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const relogByProcess =
  (program: ThisProgram): RunRelog =>
  async (file) => {
    const said = await run(program, ["relog", "--from", file, "--json"]);
    return said.ok ? ok(RelogReport.parse(JSON.parse(said.value))) : said;
  };

export function backupByProcess(program: ThisProgram): RunBackup {
  return async ({ dir, at, keep }) => {
    const said = await run(program, ["backup", "--to", dir, "--at", at, "--keep", String(keep), "--json"]);
    if (!said.ok) return said;
    const report = Report.safeParse(JSON.parse(said.value));
    return report.success ? ok(report.data) : refuse("storage.unavailable", "the backup's report cannot be read");
  };
}

/** What it prints; what it says of why not. */
function run({ execPath, execArgv, argv, env }: ThisProgram, command: readonly string[]): Promise<Result<string>> {
  return new Promise((resolve, reject) => {
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
    child.on("close", (code) => resolve(code === 0 ? ok(said.out) : refusalOf(said.error.trim().slice(-500) || `it ended with ${code}`)));
  });
}

/** A command that was refused ends its sentence with the code. */
function refusalOf(said: string): Result<never> {
  const code = /\(([a-z_]+\.[a-z_]+)\)$/.exec(said)?.[1];
  return refuse(code !== undefined && isErrorCode(code) ? code : "storage.unavailable", said);
}
