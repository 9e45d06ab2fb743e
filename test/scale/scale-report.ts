/** What came out of a scale run, beside the goals: printed, and written as a document. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import type { ScaleArguments } from "./arguments.ts";

export interface ScaleFigure {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  /** null: nothing is asked of it. */
  readonly reached: boolean | null;
  /** Nothing lost, all caught up: what the exit code says. */
  readonly mustHold?: boolean;
}

const said = ({ reached }: ScaleFigure): string => (reached === null ? "" : reached ? "yes" : "NO");

export function printFigure(figure: ScaleFigure): void {
  process.stdout.write(`        ${figure.what}: ${figure.measured}${figure.goal === "" ? "" : ` (${figure.goal}) ${said(figure)}`}\n`);
}

export const allHeld = (figures: readonly ScaleFigure[]): boolean => figures.every((figure) => !figure.mustHold || figure.reached === true);

export function writeReport(file: string, asked: ScaleArguments, postgres: string, figures: readonly ScaleFigure[]): void {
  const { boxes, streams, changesPerSecond, seconds } = asked;
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const lines = [
    "# What a node and a database bear",
    "",
    `\`npm run scale -- --boxes ${boxes} --streams ${streams} --changes ${changesPerSecond} --seconds ${seconds}\``,
    `at ${commit}, ${new Date().toISOString().slice(0, 16)}Z. It starts a Postgres and two nodes of the cloud as`,
    "processes, enrols that many boxes, which speak the real protocol over a log in memory, and holds that many",
    "streams of guests' orders. The run writes this page: `--report docs/scale-report.md`.",
    "",
    `- ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB,`,
    `  which also ran the boxes, the clients and Postgres; load average over a minute at the end ${loadavg()[0]?.toFixed(1)}.`,
    `- Node ${process.version}, Postgres ${postgres}.`,
    "",
    "| what | measured | goal | reached |",
    "|---|---|---|---|",
    ...figures.map((figure) => `| ${figure.what} | ${figure.measured} | ${figure.goal} | ${said(figure)} |`),
    "",
    allHeld(figures) ? "Nothing was lost, and everything caught up." : "**Something was lost or did not catch up.**",
    "",
  ];
  writeFileSync(file, lines.join("\n"));
}
