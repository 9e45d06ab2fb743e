/** Two stores sell; one loses its line in the middle of a sync and goes on selling, the line comes back, the cloud catches up. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { ApiError } from "../client/call.ts";
import { until } from "../client/until.ts";
import { basket } from "../seed/baskets.ts";
import type { Chain } from "../start-chain.ts";
import { seededFraction } from "../wan/seeded-fraction.ts";
import { untilCaughtUp, untilOnline } from "./catch-up.ts";
import type { StoryParts } from "./parts.ts";
import type { Shift } from "./shift.ts";
import { moneyText } from "./table.ts";

const WAIT = { clock: systemClock, timers: systemTimers };
const ORDERS_OFFLINE = 200;

/**
 * Resolves once the line is back. `caughtUp`: to the time from then until the cloud has everything; that is mostly the box waiting for
 * its next try, and the other store's story goes on meanwhile.
 */
export async function tellOutage({ chain, shifts, online, print }: StoryParts): Promise<{ readonly caughtUp: Promise<number> }> {
  const [first, second] = shifts;
  const [atFirst, atSecond] = online;
  const storeId = first.client.store.id;
  print("Morning: orders at both counters and from the app");
  for (const shift of shifts) {
    const ids = await shift.sell(20);
    await shift.make(ids.slice(0, 12));
    await shift.settle(ids.slice(0, 8));
    await appOrders(chain, shift, 5);
  }

  print(
    "Online: customers pay in the app; one card is declined, one webhook is lost, one cancels while the barista begins, one cup is spilled",
  );
  const unheard = await atSecond.withLostWebhook();
  for (const customers of online) {
    const orders = await Promise.all(Array.from({ length: 3 }, () => customers.order()));
    for (const order of orders) await customers.make(order);
  }
  await atFirst.declined();
  const race = await atSecond.cancelRaces();
  print(
    `${second.client.store.id}: in the race the order was ${race === "made" ? "made; the customer was told so" : "cancelled and refunded"}`,
  );
  await atSecond.spilled();

  print(`${storeId}: the line gets bad while it sells`);
  chain.wan(storeId, "lossy");
  await first.sell(30);
  const selling = first.sell(30);
  await until({ ...WAIT, limitMs: 20_000, everyMs: 1, what: "nothing is under way" }, async () =>
    (await first.client.link()).unsent_events > 0 ? true : null,
  );
  const inTheDark = await atFirst.place();
  chain.wan(storeId, "reset");
  print(`${storeId}: the line is cut in the middle of a sync; it goes on selling`);
  await selling;
  // The store cannot answer the offer: the cloud takes it back and lets the hold go.
  await atFirst.pay(inTheDark);

  const during = await first.sell(ORDERS_OFFLINE);
  print(`${storeId}: ${ORDERS_OFFLINE} orders taken without the internet; the queue is worked, cash and cards are taken`);
  await first.make(during.slice(0, 150));
  await first.settle(during.slice(0, 120));
  await first.payAndCancel(during[199] ?? "");
  const refunded = await first.refundPiece(during[0] ?? "");
  const corrected = await first.correctTender(during[1] ?? "");
  print(
    `${storeId}: ${moneyText(refunded)} is refunded for a piece of a line; ${moneyText(corrected)} was no cash but the card: put right`,
  );
  const elsewhere = await second.sell(20);
  await second.make(elsewhere);
  await second.settle(elsewhere);

  print(`${storeId}: the app is told that the store is offline`);
  await untilOnline(WAIT, chain.cloud, storeId, false);
  await expectOffline(chain, first);

  await atSecond.foundBySweeper(unheard);
  print(`${second.client.store.id}: the payment whose webhook was lost was found, and its order is made`);
  for (const customers of online) await customers.settled();
  print("The rush is over: what stands on the bars is made and handed over, but for a few tickets");
  for (const shift of shifts) await shift.workOff();

  const waiting = (await first.client.link()).unsent_events;
  print(`${storeId}: the line is back; ${waiting} events wait`);
  const backAt = systemClock.monotonic();
  chain.wan(storeId, "up");
  const arrive = async () => {
    await untilCaughtUp(WAIT, chain.cloud, first.client);
    const catchUpMs = systemClock.monotonic() - backAt;
    await untilOnline(WAIT, chain.cloud, storeId, true);
    print(`${storeId}: everything has arrived, ${(catchUpMs / 1_000).toFixed(1)} s after the line came back`);
    return catchUpMs;
  };
  return { caughtUp: arrive() };
}

/** Orders from the app, waited for until the store has them confirmed on its queue, and made there. */
export async function appOrders(chain: Chain, shift: Shift, count: number): Promise<void> {
  const { store } = shift.client;
  const menu = await chain.cloud.menu(store.id);
  const random = seededFraction(count);
  const tokens = chain.file.cloud.customerTokens;
  const placed: OrderResponse[] = [];
  for (let index = 0; index < count; index += 1) {
    const order = await chain.cloud.placeAsCustomer(tokens[index % tokens.length] ?? "", { store_id: store.id, ...basket(menu, random) });
    shift.ledger.placed(order);
    placed.push(order);
  }
  for (const { order_id } of placed) {
    await until({ ...WAIT, limitMs: 20_000, what: `${order_id} is not confirmed at ${store.id}` }, async () => {
      try {
        const order = await shift.client.order(order_id);
        return order.handoff === "CONFIRMED" ? order : null;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    });
  }
  const ids = placed.map((order) => order.order_id);
  await shift.make(ids.slice(0, 3));
  await shift.settle(ids.slice(0, 2));
}

async function expectOffline(chain: Chain, shift: Shift): Promise<void> {
  const { store } = shift.client;
  const menu = await chain.cloud.menu(store.id);
  try {
    await chain.cloud.placeAsCustomer(chain.file.cloud.customerTokens[0] ?? "", { store_id: store.id, ...basket(menu, seededFraction(1)) });
  } catch (error) {
    if (error instanceof ApiError && error.status === 503 && error.code === "store.offline") return;
    throw error;
  }
  throw new Error(`The cloud took an app order for ${store.id}, which is offline.`);
}
