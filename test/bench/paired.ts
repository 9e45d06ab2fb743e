/**
 * Two servers measured in turns, so that a machine that others slow down slows both: the rates are medians over the rounds.
 * The first round warms both up and does not count.
 */
import { type LoadPlan, runLoad } from "./load-plan.ts";
import { median } from "./percentile.ts";

export async function pairedRates(ours: LoadPlan, limit: LoadPlan, rounds: number): Promise<{ ours: number; limit: number }> {
  const rates = { ours: [] as number[], limit: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const bare = await runLoad({ ...limit, run: `${limit.run}-${round}` });
    const own = await runLoad({ ...ours, run: `${ours.run}-${round}` });
    if (round === 0) continue;
    rates.limit.push(bare.per_second);
    rates.ours.push(own.per_second);
  }
  return { ours: median(rates.ours), limit: median(rates.limit) };
}
