import type { Paid, PaymentRig } from "./payment-rig.ts";

/** What the provider says of an order's payment, as it would deliver it. Throws where it says nothing of that type. */
export async function eventAtProvider(rig: PaymentRig, order: Paid, type: string): Promise<{ id: string; created: number; type: string }> {
  const { data } = await rig.stripe.events.list({ type, limit: 20 });
  const found = data.find((event) => (event.data.object as { id: string }).id === order.intent_id);
  if (!found) throw new Error(`no event ${type}`);
  return found;
}
