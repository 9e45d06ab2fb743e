/**
 * A store's box dies while its line is down, with events that nobody else has; another machine takes its place, and the tablets go on
 * with it. Then the old disk is read: what only that knew comes into the books.
 */
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { relogDisk } from "../seed/seed.ts";
import { untilCaughtUp } from "./catch-up.ts";
import type { StoryParts } from "./parts.ts";
import { moneyText } from "./table.ts";

const WAIT = { clock: systemClock, timers: systemTimers };

/** Resolves to the time from the death to the first order on the new box. */
export async function tellDeadBox({ chain, shifts, online, print }: StoryParts): Promise<number> {
  const [elsewhere, shift] = shifts;
  const customers = online[1];
  const { client } = shift;
  const storeId = client.store.id;

  print(`Saturday morning. ${storeId}: three orders from the app are on the queue when the line is cut; two of them are begun`);
  const [made, begun, untouched] = [await customers.order(), await customers.order(), await customers.order()];
  await untilCaughtUp(WAIT, chain.cloud, client);
  chain.wan(storeId, "reset");
  await client.move(made.order_id, "PAID", "IN_PROGRESS");
  await client.move(made.order_id, "IN_PROGRESS", "READY");
  await client.move(begun.order_id, "PAID", "IN_PROGRESS");
  const sold = await shift.sell(15);
  await shift.make(sold.slice(0, 10));
  await shift.settle(sold.slice(0, 8));
  const { unsent_events } = await client.link();

  await chain.kill(storeId, "SIGKILL");
  const diedAt = systemClock.monotonic();
  print(`${storeId}: its box dies, with ${unsent_events} events that nobody else has; the other store sells on`);
  const selling = elsewhere.sell(20);
  chain.wan(storeId, "up");
  const disk = await chain.replaceBox(storeId);
  shift.newBox();
  await shift.sell(1);
  const nextBoxMs = systemClock.monotonic() - diedAt;
  print(
    `${storeId}: another machine is its box, ${(nextBoxMs / 1_000).toFixed(1)} s later, at the same address; the tablets went on with the tokens they have`,
  );
  await elsewhere.make(await selling);

  print(`${storeId}: what the old box may have begun is looked at first: one was made, of the others the staff make what is not`);
  for (const { order_id } of [made, begun, untouched]) await client.look(order_id, order_id === made.order_id);
  await client.move(made.order_id, "READY", "COMPLETED");
  await customers.make(begun);
  await customers.make(untouched);
  await customers.make(await customers.order());

  const store = chain.stores.find(({ id }) => id === storeId);
  if (!store) throw new Error(`The chain has no store ${storeId}.`);
  const done = await relogDisk(store.box.commandLine(), disk);
  const entered = Object.values(done.entered).reduce((sum, count) => sum + count, 0);
  print(
    `${storeId}: the old disk is re-logged: ${entered} events were unknown, among them ${done.orders} orders and ${moneyText(done.payments_cents)} taken; ${done.not_applied} told of orders that have moved on, and headquarters looks at them`,
  );
  return nextBoxMs;
}
