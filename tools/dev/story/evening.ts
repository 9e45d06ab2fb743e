/**
 * The evening before: a box is switched off, and guests order all the same for the next day, one of them in the happy hour. In the other
 * store the croissants are counted, and the last one is sold; and a toast that was paid for cannot be made.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { localTime } from "@crema/shared/domain/kernel/business-day";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { ApiError } from "../client/call.ts";
import { until } from "../client/until.ts";
import type { Chain } from "../start-chain.ts";
import { untilCaughtUp, untilOnline } from "./catch-up.ts";
import type { StoryParts } from "./parts.ts";
import type { Shift } from "./shift.ts";
import { moneyText } from "./table.ts";

const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 60_000 };
const CROISSANTS = 2;

export async function tellEvening({ chain, shifts, online, print }: StoryParts): Promise<void> {
  const [closing, counting] = shifts;
  await Promise.all([orderedAhead(chain, closing, print), countedCroissants(chain, counting, print)]);
  const back = await online[1].substituted("avocado-toast", "cookie");
  print(
    `${counting.client.store.id}: the avocados have run out; the guest takes a cookie instead, and ${moneyText(back)} go back to the card`,
  );
}

async function orderedAhead(chain: Chain, shift: Shift, print: (line: string) => void): Promise<void> {
  const storeId = shift.client.store.id;
  print(`The evening before. ${storeId}: its box is switched off; guests order for the next days all the same`);
  await chain.kill(storeId, "SIGTERM");
  await untilOnline(WAIT, chain.cloud, storeId, false);
  const morning = await order(chain, shift, "latte", await timeOf(chain, storeId, { hour: 8, minute: 15 }));
  const tea = await order(chain, shift, "earl-grey", await timeOf(chain, storeId, { hour: 15, minute: 30 }));
  if (morning.handoff !== "HELD") throw new Error(`${morning.order_id} is ${morning.handoff}, and not held for the store.`);
  const [off] = tea.promotions;
  if (!off) throw new Error("The happy hour took nothing off.");
  print(`${storeId}: a latte for 8:15 is held; a tea for 15:30 costs ${moneyText(off.discount_cents)} less: “${off.name}”`);
  await chain.restart(storeId);
  await untilOnline(WAIT, chain.cloud, storeId, true);
  for (const { order_id } of [morning, tea]) {
    const taken = await atStore(shift, order_id);
    print(`${storeId}: the box is on again and has number ${taken.ticket_number} on its list for later`);
  }
}

/** The next weekday's slot that begins at that time of the store's; the happy hour is on weekdays. */
async function timeOf(chain: Chain, storeId: string, time: { readonly hour: number; readonly minute: number }): Promise<string> {
  const { time_zone, slots } = await chain.cloud.slots(storeId);
  const found = slots.find((slot) => {
    const { weekday, hour, minute } = localTime(Date.parse(slot), time_zone);
    return hour === time.hour && minute === time.minute && weekday > 0 && weekday < 6;
  });
  if (found === undefined) throw new Error(`${storeId} shows no time at ${time.hour}:${time.minute}.`);
  return found;
}

async function order(chain: Chain, shift: Shift, item_id: string, requested_for: string | null = null): Promise<OrderResponse> {
  const wanted: PlaceOrderRequest = {
    store_id: shift.client.store.id,
    ...{ fulfillment_type: "PICKUP", payment_method: "AT_STORE", promotion_codes: [], customer_name: null, note: null },
    items: [{ item_id, qty: 1, modifier_ids: [], note: null }],
    requested_for,
    expected_total_cents: null,
  };
  const placed = await chain.cloud.placeAsCustomer(chain.file.cloud.customerTokens[1] ?? "", wanted);
  shift.ledger.placed(placed);
  return placed;
}

/** As the store has it, once it is confirmed. */
function atStore(shift: Shift, orderId: string): Promise<OrderResponse> {
  return until({ ...WAIT, what: `${orderId} is not confirmed at ${shift.client.store.id}` }, async () => {
    const found = await shift.client.order(orderId).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    });
    return found?.handoff === "CONFIRMED" ? found : null;
  });
}

async function countedCroissants(chain: Chain, shift: Shift, print: (line: string) => void): Promise<void> {
  const storeId = shift.client.store.id;
  await shift.client.setAvailability("croissant", { is_available: true, left: CROISSANTS });
  print(`${storeId}: ${CROISSANTS} croissants are left, and counted`);
  const first = await order(chain, shift, "croissant");
  await atStore(shift, first.order_id);
  const last = await shift.client.place({
    ...{ fulfillment_type: "IN_STORE", payment_method: "AT_STORE", promotion_codes: [], customer_name: null, note: null },
    items: [{ item_id: "croissant", qty: 1, modifier_ids: [], note: null }],
    ...{ requested_for: null, expected_total_cents: null },
  });
  shift.ledger.placed(last);
  await until({ ...WAIT, what: `the app still sells croissants at ${storeId}` }, async () => {
    const menu = await chain.cloud.menu(storeId);
    return menu.items.some(({ item_id, is_available }) => item_id === "croissant" && !is_available) ? true : null;
  });
  const refused = await order(chain, shift, "croissant").then(
    () => null,
    (error: unknown) => error,
  );
  if (!(refused instanceof ApiError && refused.code === "item.sold_out")) throw refused ?? new Error("A third croissant was sold.");
  print(`${storeId}: the app and the counter sold one each; the app is told at once that they are sold out`);
  await shift.client.setAvailability("croissant", { is_available: true });
  await untilCaughtUp(WAIT, chain.cloud, shift.client);
  for (const { order_id } of [first, last]) await shift.make([order_id]);
  await shift.settle([first.order_id, last.order_id]);
}
