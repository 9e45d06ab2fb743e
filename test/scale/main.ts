/** `npm run scale`: see HELP in arguments.ts. */
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { HELP, parseScaleArguments } from "./arguments.ts";
import { allHeld, writeReport } from "./scale-report.ts";
import { ScaleRun } from "./scale-run.ts";

const begin = performance.now();
const say = (line: string) => process.stdout.write(`${((performance.now() - begin) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);

async function main(): Promise<number> {
  const asked = parseScaleArguments(process.argv.slice(2));
  if (typeof asked === "string") {
    process.stderr.write(`${asked}\n${HELP}\n`);
    return 2;
  }
  const lifecycle = new Lifecycle((name, error) => say(`${name} could not be closed: ${String(error)}`));
  const end = () => void lifecycle.stop().then(() => process.exit(130));
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  try {
    const run = await ScaleRun.start(asked, lifecycle, say);
    await run.openBoxes();
    await run.idle();
    await run.sell();
    await run.openStreams();
    await run.change();
    await run.loseListen();
    await run.killNode();
    await run.outage();
    await run.compare();
    if (asked.report !== null) writeReport(asked.report, asked, await run.database.version(), run.figures);
    say(allHeld(run.figures) ? "Nothing was lost, and everything caught up." : "Something was lost or did not catch up.");
    return allHeld(run.figures) ? 0 : 1;
  } finally {
    await lifecycle.stop();
  }
}

process.exit(await main());
