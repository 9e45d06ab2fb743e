/**
 * The cloud's database is put back to a copy, while the stores sell: what came after the copy is gone there. The cloud notices by
 * itself, and the boxes bring back what it has forgotten.
 */
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { untilCaughtUp } from "./catch-up.ts";
import { appOrders } from "./outage.ts";
import type { StoryParts } from "./parts.ts";

const WAIT = { clock: systemClock, timers: systemTimers };

/** Resolves to the time from the start of the database that was put back until the app's orders go on at both stores. */
export async function tellSetBack({ chain, shifts, online, print }: StoryParts): Promise<number> {
  const settled = () => Promise.all(shifts.map((shift) => untilCaughtUp(WAIT, chain.cloud, shift.client)));
  await settled();
  print("The cloud's Postgres is stopped, its directory is copied, and it starts again");
  const meanwhile = Promise.all(shifts.map((shift) => shift.sell(10)));
  await chain.postgres.copy();
  for (const [index, ids] of (await meanwhile).entries()) await shifts[index]?.make(ids);
  for (const customers of online) await customers.make(await customers.orderWhenTaken());

  for (const shift of shifts) {
    const sold = await shift.sell(10);
    await shift.make(sold);
    await shift.settle(sold.slice(0, 8));
    await appOrders(chain, shift, 3);
  }
  const open = await Promise.all(online.map((customers) => customers.order()));
  for (const customers of online) await customers.make(await customers.order());
  await online[0].spilled();
  await settled();

  print(
    "Both stores have sold on, at the counter and in the app, when Postgres is put back to the copy: the cloud has forgotten all of that",
  );
  const selling = Promise.all(shifts.map((shift) => shift.sell(5)));
  await chain.postgres.putBack();
  const backAt = systemClock.monotonic();
  await selling;
  const first = await Promise.all(online.map((customers) => customers.orderWhenTaken()));
  const rejoinedMs = systemClock.monotonic() - backAt;
  await settled();
  for (const shift of shifts) {
    const { storeId } = shift.ledger;
    const report = (await chain.cloud.exceptions(storeId)).find(({ kind }) => kind === "cloud.set_back");
    if (!report) throw new Error(`Nobody at headquarters is told that ${storeId} was put back.`);
    print(`${storeId}: ${report.detail}`);
  }
  for (const [index, customers] of online.entries()) {
    for (const order of [open[index], first[index]]) if (order) await customers.make(order);
  }
  return rejoinedMs;
}
