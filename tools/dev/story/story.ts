/**
 * The story that the chain tells: an evening with a box that is off; a morning with an outage; then a Saturday morning on which a box dies, and the cloud's database is
 * put back to an earlier state. Every step waits for a condition; what it proves is in the comparison of the three books.
 */
import { systemClock, systemTimers } from "@crema/shared/server/system";
import type { Chain } from "../start-chain.ts";
import { seededFraction } from "../wan/seeded-fraction.ts";
import { untilCaughtUp } from "./catch-up.ts";
import { type Comparison, compare, readBooks } from "./comparison.ts";
import { tellDeadBox } from "./dead-box.ts";
import { tellEvening } from "./evening.ts";
import { StoreLedger } from "./ledger.ts";
import { OnlineCustomers } from "./online-customers.ts";
import { tellOutage } from "./outage.ts";
import { tellSetBack } from "./set-back.ts";
import { Shift } from "./shift.ts";

const WAIT = { clock: systemClock, timers: systemTimers };

/** Needs a chain of at least two stores with its lines up. Throws when a step goes otherwise than told. */
export async function tellStory(chain: Chain, print: (line: string) => void): Promise<readonly Comparison[]> {
  const random = seededFraction(20_250_101);
  const [first, second] = chain.stores.map((store, index) => {
    const pins = chain.file.stores[index]?.pins;
    if (!pins) throw new Error(`No PINs for ${store.id}.`);
    return new Shift(store.client, new StoreLedger(store.id), pins, random);
  });
  if (!first || !second) throw new Error("The story needs two stores.");
  const shifts = [first, second] as const;
  const online = [new OnlineCustomers(chain, first), new OnlineCustomers(chain, second)] as const;
  const parts = { chain, shifts, online, print };
  for (const shift of shifts) await shift.clearTheBar();
  for (const shift of shifts) await untilCaughtUp(WAIT, chain.cloud, shift.client);
  const before = await Promise.all(shifts.map((shift) => readBooks(chain.cloud, chain.provider, shift.ledger.storeId)));

  await tellEvening(parts);
  const { caughtUp } = await tellOutage(parts);
  const [catchUpMs, nextBoxMs] = await Promise.all([caughtUp, tellDeadBox(parts)]);
  const rejoinedMs = await tellSetBack(parts);

  for (const shift of shifts) await shift.workOff();
  for (const customers of online) await customers.settled();
  for (const shift of shifts) await untilCaughtUp(WAIT, chain.cloud, shift.client);
  const times = [
    { catchUpMs, nextBoxMs: null, rejoinedMs },
    { catchUpMs: null, nextBoxMs, rejoinedMs },
  ];
  return Promise.all(shifts.map((shift, index) => compare(chain.cloud, chain.provider, shift.ledger, before[index]!, times[index]!)));
}
