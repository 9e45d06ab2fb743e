/** A customer of one store's app: orders, pays, sometimes with a poor card first, sometimes changes their mind. */
import { pause, type RandomFraction } from "@crema/shared/domain/kernel/clock";
import { systemTimers } from "@crema/shared/server/system";
import { basket } from "@crema/tools/dev/seed/baskets";
import type { Chain } from "@crema/tools/dev/start-chain";
import type { Stubborn } from "./stubborn.ts";
import type { Told } from "./told.ts";

const BETWEEN_ORDERS_MS = 1_500;
const GOOD_CARD = "pm_card_visa";
const POOR_CARD = "pm_card_chargeDeclinedInsufficientFunds";

export async function orderInApp(
  chain: Chain,
  token: string,
  told: Told,
  people: Stubborn,
  random: RandomFraction,
  over: () => boolean,
): Promise<void> {
  const store = chain.stores.find(({ id }) => id === told.storeId);
  if (!store) throw new Error(`The chain has no ${told.storeId}.`);
  const menu = await store.client.menu();
  const url = `${chain.file.cloud.url}/v1/orders`;
  while (!over()) {
    const online = random() < 0.7;
    const body = { store_id: store.id, ...basket(menu, random), payment_method: online ? "ONLINE" : "AT_STORE" };
    const placed = await people.once({ url, token, body }, random() < 0.1);
    if (placed.status === 201) {
      const id = String(placed.body.order_id);
      const total = Number(placed.body.total_cents);
      told.app.set(id, { total_cents: total, online, status: null });
      if (online && (await pay(chain, String(placed.body.client_secret), random))) told.paidOnline.set(id, total);
      if (random() < 0.15) await cancel(people, told, `${url}/${id}/cancel`, token, id);
    } else if (placed.body.code === "store.offline") {
      told.refused.set("store.offline", (told.refused.get("store.offline") ?? 0) + 1);
    } else throw new Error(`${placed.status} ${placed.text}`);
    await pause(systemTimers, BETWEEN_ORDERS_MS * random());
  }
}

/** Resolves to whether the bank has agreed; false where the order was withdrawn before. */
async function pay(chain: Chain, secret: string, random: RandomFraction): Promise<boolean> {
  const intentId = secret.split("_secret_")[0] ?? "";
  const cards = random() < 0.15 ? [POOR_CARD, GOOD_CARD] : [GOOD_CARD];
  for (const card of cards) {
    try {
      if ((await untilResponse(() => chain.provider.pay(secret, card))) === null) return true;
    } catch (error) {
      // It cannot be paid any more: withdrawn, or paid by the try whose response was lost.
      if (!String(error).includes("answered 400")) throw error;
      const { held_cents, captured_cents } = await untilResponse(() => chain.provider.intent(intentId));
      return held_cents + captured_cents > 0;
    }
  }
  throw new Error("A good card was declined.");
}

/** The provider dies too. */
async function untilResponse<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await pause(systemTimers, 150);
    }
  }
}

async function cancel(people: Stubborn, told: Told, url: string, token: string, id: string): Promise<void> {
  const { status, text, body } = await people.ask({ url, token, body: {} });
  if (status !== 200 && status !== 202 && status !== 409) throw new Error(`${id}: ${text}`);
  const order = told.app.get(id);
  if (order && status === 200 && body.status === "CANCELLED") order.status = "CANCELLED";
}
