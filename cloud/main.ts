/**
 * crema-cloud: runs a node of the cloud, or works on its database. The only place where the process, its clock, its randomness
 * and its environment are touched.
 */
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { createProgram, FAILED, NOT_UNDERSTOOD } from "@crema/shared/server/program";
import { REDACT } from "@crema/shared/server/request-log";
import { describeProblems } from "@crema/shared/server/settings";
import { systemClock, systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import { runUntilSignal } from "@crema/shared/server/until-signal";
import pino from "pino";
import { HELP, parseArguments } from "./cli/arguments.ts";
import { operate } from "./cli/operate.ts";
import { plainFault } from "./cli/plain-fault.ts";
import { type Machine, startNode } from "./cli/start.ts";
import packageJson from "./package.json" with { type: "json" };
import { type CloudSettings, parseCloudSettings } from "./settings.ts";

const VERSION = packageJson.version;
const { printOut, printError, run } = createProgram("crema-cloud", process);

const machine: Machine = {
  clock: systemClock,
  timers: systemTimers,
  newId: createIdSource(systemClock, systemRandomBytes),
  randomBytes: systemRandomBytes,
};

/** null: runs until a signal ends it. */
async function main(argv: readonly string[]): Promise<number | null> {
  const parsed = parseArguments(argv);
  if (!parsed.ok) return printError(`${parsed.fault}\nTry "crema-cloud help".`, NOT_UNDERSTOOD);
  const { command } = parsed;
  if (command.name === "help") return printOut(HELP);
  if (command.name === "version") return printOut(`${VERSION}\n`);
  const parsedSettings = parseCloudSettings(process.env);
  if (!parsedSettings.ok) return printError(describeProblems(parsedSettings.problems), NOT_UNDERSTOOD);
  if (command.name === "start") return start(parsedSettings.settings);
  // The result alone goes to stdout.
  const log = pino({ level: "warn", redact: REDACT }, pino.destination(2));
  const lifecycle = new Lifecycle((name, err) => log.error({ err, name }, "could not be closed"));
  try {
    const done = await operate(command, parsedSettings.settings, machine, lifecycle, log);
    if (done.ok) {
      printOut(`${done.value.text}\n`);
      return done.value.isFine ? 0 : FAILED;
    }
    return printError(`${done.refusal.code}: ${done.refusal.detail}`, FAILED);
  } finally {
    await lifecycle.stop();
  }
}

async function start(settings: CloudSettings): Promise<null> {
  const log = pino({ level: settings.logLevel, base: { part: "cloud" }, redact: REDACT });
  const lifecycle = new Lifecycle((name, error) => log.error({ err: error, part: name }, "closing a part failed"));
  await runUntilSignal({ lifecycle, timers: machine.timers, log, process }, async () => {
    const { url } = await startNode(settings, machine, lifecycle, log);
    log.info({ url, version: VERSION, pid: process.pid }, `ready at ${url}`);
  });
  return null;
}

void run(main, plainFault);
