/** The commands that work on a box's files themselves: a backup is made beside the running box, a restore while none runs. */
import { join } from "node:path";
import { type Clock, iso, type RandomBytes } from "@crema/shared/domain/kernel/clock";
import { ERRORS, type Result } from "@crema/shared/domain/kernel/errors";
import { DATABASE_FILE, openDataDir } from "../data-dir.ts";
import { backUp } from "../disk/backup.ts";
import { exportLog } from "../disk/export-log.ts";
import { assertRestored, restore } from "../disk/restore.ts";
import type { EdgeSettings } from "../settings.ts";
import type { Command } from "./arguments.ts";
import { CommandFailed } from "./box-client.ts";

export type DiskCommand = Extract<Command, { name: "backup" | "restore" | "export-log" }>;

export function isDiskCommand(command: { readonly name: string }): command is DiskCommand {
  return ["backup", "restore", "export-log"].includes(command.name);
}

export interface DiskMachine {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** Returns the text to print. Throws CommandFailed. */
export function runOnDisk(command: DiskCommand, settings: EdgeSettings, machine: DiskMachine): string {
  const at = iso(machine.clock.now());
  // What is there beside an unfinished restore is nobody's database.
  if (command.name !== "restore") assertRestored(join(settings.dataDir, DATABASE_FILE));
  if (command.name === "export-log") return exportText(command, settings, at);
  return command.name === "backup" ? backupText(command, settings, at) : restoreText(command, settings, machine, at);
}

function backupText(command: Extract<DiskCommand, { name: "backup" }>, settings: EdgeSettings, now: string): string {
  const made = mustBe(
    backUp({
      databasePath: join(settings.dataDir, DATABASE_FILE),
      dir: command.to,
      at: command.at ?? now,
      keep: command.keep ?? settings.backupsKept,
    }),
  );
  if (command.json) return JSON.stringify(made);
  const sums = `${made.orders} orders, ${made.payments} payments, ${made.head_seq} events`;
  return `${made.file}: written and read back (${sums}; ${Math.ceil(made.bytes / 1024)} KiB).${made.removed > 0 ? ` ${made.removed} older ones were deleted.` : ""}`;
}

function exportText(command: Extract<DiskCommand, { name: "export-log" }>, settings: EdgeSettings, at: string): string {
  const own = join(settings.dataDir, DATABASE_FILE);
  const done = mustBe(exportLog({ from: command.from ?? own, isInUse: command.from === null, to: command.to, at }));
  return command.json ? JSON.stringify(done) : `${command.to}: ${done.events} events of store ${done.store_id}, for crema-cloud salvage.`;
}

function restoreText(
  command: Extract<DiskCommand, { name: "restore" }>,
  settings: EdgeSettings,
  { randomBytes }: DiskMachine,
  at: string,
): string {
  // A box that runs has the lock.
  const dataDir = openDataDir(settings.dataDir, randomBytes);
  try {
    const { databasePath } = dataDir;
    const done = mustBe(restore({ databasePath, from: command.from, storeId: command.storeId, at, randomBytes }));
    if (command.json) return JSON.stringify(done);
    const aside =
      done.set_aside === null ? "" : `\nWhat was there before is in ${done.set_aside}; the box re-logs it by itself after the enrolment.`;
    return `Restored store ${done.store_id} from ${command.from}: ${done.orders} orders, of which ${done.look_first} have to be looked at before they are made.${aside}
Start the box: the counter sells, and its numbers end with letters of their own. Then enrol it again, so that app orders come back:
  crema-cloud enroll-code --store ${done.store_id} --replace     in the cloud
  crema-edge enroll --cloud URL --code CODE                      on this box`;
  } finally {
    dataDir.release();
  }
}

function mustBe<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { code, detail } = result.refusal;
  throw new CommandFailed(`${ERRORS[code].title}: ${detail} (${code})`);
}
