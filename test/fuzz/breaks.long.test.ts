/** Random schedules with breaks between histories. `CREMA_FUZZ_SEED=17 CREMA_FUZZ_RUNS=1` runs one of them again. */
import { expect, test } from "vitest";
import { World } from "../world/world.ts";
import { checkAfterBreaks } from "./after-breaks.ts";
import { Breaks } from "./breaks.ts";
import { fuzzRuns, fuzzTimeout } from "./runs.ts";
import { Schedule } from "./schedule.ts";

const RUNS = fuzzRuns(3, 200);
const FIRST = Number(process.env.CREMA_FUZZ_SEED ?? 1);
const STEPS = 50;

async function runSeed(seed: number): Promise<void> {
  const [stores, nodes] = [1 + (seed % 4 === 0 ? 1 : 0), 1 + (seed % 3 === 0 ? 1 : 0)];
  // Of a server of its own the cloud finds out by itself that it was put back.
  const world = await World.create({ seed, stores, nodes, ownPostgres: seed % 5 === 0 });
  const breaks = new Breaks(world);
  const schedule = new Schedule(world, breaks);
  breaks.of(schedule);
  let failed = true;
  try {
    await schedule.run(STEPS);
    await checkAfterBreaks(world, breaks);
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
  "[I1] [I2] [I3] [I4] [I7] [J4] [K1] [K2] [K3] [K4] seed %i",
  runSeed,
  fuzzTimeout(1, 300_000),
);
