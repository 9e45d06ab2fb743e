/**
 * crema-edge: runs a store's box, or talks to the one that runs. The only place that touches the process, its clock, its
 * randomness and its environment.
 */

import { iso } from "@crema/shared/domain/kernel/clock";
import { directoryFault } from "@crema/shared/server/directory-fault";
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { listenFault } from "@crema/shared/server/listen-fault";
import { createProgram, FAILED, NOT_UNDERSTOOD } from "@crema/shared/server/program";
import { REDACT } from "@crema/shared/server/request-log";
import { describeProblems } from "@crema/shared/server/settings";
import { systemClock, systemLanAddresses, systemRandomBytes, systemRandomFraction, systemTimers } from "@crema/shared/server/system";
import { runUntilSignal } from "@crema/shared/server/until-signal";
import pino from "pino";
import { type Machine, openBox } from "./box.ts";
import { HELP, parseArguments } from "./cli/arguments.ts";
import { CommandFailed, createBoxClient } from "./cli/box-client.ts";
import { isDiskCommand, runOnDisk } from "./cli/disk.ts";
import { operate } from "./cli/operate.ts";
import { DataDirInUse } from "./data-dir.ts";
import { NewerDatabase } from "./db/migrate.ts";
import { backupByProcess, relogByProcess } from "./disk/own-commands.ts";
import { RestoreUnfinished } from "./disk/restore.ts";
import packageJson from "./package.json" with { type: "json" };
import { type EdgeSettings, parseEdgeSettings } from "./settings.ts";

const VERSION = packageJson.version;
const { printOut, printError, run } = createProgram("crema-edge", process);

const machine: Machine = {
  clock: systemClock,
  timers: systemTimers,
  random: systemRandomFraction,
  randomBytes: systemRandomBytes,
  fetch: globalThis.fetch,
  lanAddresses: systemLanAddresses,
  runBackup: backupByProcess(process),
  runRelog: relogByProcess(process),
};

async function main(argv: readonly string[]): Promise<number | null> {
  const parsed = parseArguments(argv);
  if (!parsed.ok) return printError(`${parsed.fault}\nTry "crema-edge help".`, NOT_UNDERSTOOD);
  const { command } = parsed;
  if (command.name === "help") return printOut(HELP);
  if (command.name === "version") return printOut(`${VERSION}\n`);
  const parsedSettings = parseEdgeSettings(process.env);
  if (!parsedSettings.ok) return printError(describeProblems(parsedSettings.problems), NOT_UNDERSTOOD);
  try {
    if (command.name === "start") return await start(parsedSettings.settings);
    const { dataDir } = parsedSettings.settings;
    if (isDiskCommand(command)) return printOut(`${runOnDisk(command, parsedSettings.settings, machine)}\n`);
    return printOut(`${await operate(command, createBoxClient(dataDir, machine.fetch), { dataDir, at: iso(machine.clock.now()) })}\n`);
  } catch (error) {
    if (error instanceof CommandFailed || error instanceof DataDirInUse || error instanceof RestoreUnfinished)
      return printError(error.message, FAILED);
    throw error;
  }
}

/** null: runs until a signal ends it. */
async function start(settings: EdgeSettings): Promise<null> {
  const log = pino({ level: settings.logLevel, base: { part: "edge" }, redact: REDACT });
  const lifecycle = new Lifecycle((name, error) => log.error({ err: error, part: name }, "closing a part failed"));
  await runUntilSignal({ lifecycle, timers: machine.timers, log, stopTimeoutMs: settings.stopTimeoutMs, process }, async () => {
    const box = await openBox(settings, machine, log, VERSION, lifecycle);
    const { store_id = null } = box.store.queries.identity() ?? {};
    log.info({ url: box.url, store_id, data_dir: settings.dataDir, version: VERSION, pid: process.pid }, `ready at ${box.url}`);
  });
  return null;
}

void run(main, (error) => {
  if (error instanceof NewerDatabase) return `${error.message}. Start the version that was here before, or a newer one.`;
  return listenFault(error, "CREMA_EDGE_PORT") ?? directoryFault(error, "CREMA_DATA_DIR");
});
