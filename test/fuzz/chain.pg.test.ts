/**
 * Random schedules over the whole chain. A failure names its seed: `CREMA_FUZZ_SEED=17 CREMA_FUZZ_RUNS=1` runs it again, and
 * `CREMA_FUZZ_RUNS=1000` runs more of them.
 */
import { expect, test } from "vitest";
import { World } from "../world/world.ts";
import { fuzzRuns, fuzzTimeout } from "./runs.ts";
import { Schedule } from "./schedule.ts";

const RUNS = fuzzRuns(2, 200);
const FIRST = Number(process.env.CREMA_FUZZ_SEED ?? 1);
const STEPS = 30;

async function runSeed(seed: number): Promise<void> {
  const world = await World.create({ seed, stores: 1 + (seed % 2), nodes: 1 + (seed % 3 === 0 ? 1 : 0) });
  const schedule = new Schedule(world);
  let failed = true;
  try {
    await schedule.run(STEPS);
    await world.check();
    failed = false;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`seed ${seed}: ${why}\n${schedule.story.join("\n")}`, { cause });
  } finally {
    const left = await world.close();
    // What is left of a world that has failed would hide why it has.
    if (!failed) expect(left, `seed ${seed} left open`).toEqual([]);
  }
}

test.each(Array.from({ length: RUNS }, (_, index) => FIRST + index))(
  "[I1] [I2] [I3] [I4] [I6] [I7] seed %i",
  runSeed,
  fuzzTimeout(1, 30_000),
);
