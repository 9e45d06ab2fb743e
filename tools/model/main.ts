/**
 * `npm run model [PART OF A NAME]`: checks the models of the hand-off and of lineage with Spin, and that each broken or missing rule is
 * caught. Exit code 1: something came out otherwise. Where Spin or a C compiler is not installed, it says so and checks nothing.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Expected, MODEL_RUNS, type ModelRun } from "./runs.ts";

const MODELS = join(import.meta.dirname, "../../sync/models");
/** The largest run takes four minutes of one core; on a machine that does other things as well, as many times longer. */
const WITHIN_MS = 40 * 60_000;
const print = (text: string) => process.stdout.write(`${text}\n`);

const isInstalled = (program: string, flag: string): boolean => spawnSync(program, [flag], { stdio: "ignore" }).error === undefined;

function must(program: string, args: readonly string[], cwd: string): void {
  const done = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${done.stdout}${done.stderr}`);
}

interface Found {
  /** null: the bounds were not reached in time, or in the memory. */
  readonly came: Expected | null;
  readonly states: string;
}

function check(run: ModelRun, scratch: string): Found {
  const dir = join(scratch, `${run.model}-${MODEL_RUNS.indexOf(run)}`);
  mkdirSync(dir);
  copyFileSync(join(MODELS, run.model, `${run.model}.pml`), join(dir, "model.pml"));
  must("spin", ["-a", ...run.model_switches, "model.pml"], dir);
  const search = run.isLiveness ? ["-DNFAIR=2"] : run.expected === "caught" ? ["-DSAFETY", "-DBFS"] : ["-DSAFETY"];
  must("gcc", ["-O2", "-DNOREDUCE", "-DCOLLAPSE", "-DMEMLIM=7500", ...search, "-o", "pan", "pan.c"], dir);
  const how = run.isLiveness ? ["-a", "-w25"] : run.expected === "caught" ? [] : ["-w25"];
  const { stdout } = spawnSync(join(dir, "pan"), ["-m2000000", ...how], {
    cwd: dir,
    encoding: "utf8",
    timeout: WITHIN_MS,
    maxBuffer: 1 << 26,
  });
  // The words of each property are in the heading of every report: the count alone says what was found.
  const errors = /errors: (\d+)/.exec(stdout)?.[1];
  const states = /(\d+) states, stored/.exec(stdout)?.[1] ?? "0";
  if (errors === undefined) return { came: null, states };
  if (errors !== "0") return { came: "caught", states };
  return { came: /Search not completed/.test(stdout) ? null : "holds", states };
}

const [wanted = ""] = process.argv.slice(2);
if (!isInstalled("spin", "-V") || !isInstalled("gcc", "--version")) {
  print("Spin 6.5 and gcc are needed to check the models, and are not both installed here: nothing was checked.");
} else {
  const scratch = mkdtempSync(join(tmpdir(), "crema-model-"));
  for (const run of MODEL_RUNS.filter(({ model, name }) => `${model} ${name}`.includes(wanted))) {
    const { came, states } = check(run, scratch);
    if (came !== run.expected) process.exitCode = 1;
    const found = `${came ?? "not finished in time"}, expected: ${run.expected}; ${states} states`;
    print(`${came === run.expected ? "ok " : "NOT"} ${run.model.padEnd(8)} ${run.name}: ${found}`);
  }
  rmSync(scratch, { recursive: true });
}
