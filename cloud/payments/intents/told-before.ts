/**
 * What a reading shows of the time before the database was put back somebody may have been told of then (docs/messages.md, N2). It is
 * recorded now, so its events cannot say it: the provider's own times do, and whether this cloud has forgotten it.
 */
import type { IntentSnapshot, RefundSnapshot } from "@crema/shared/domain/payment/intent";
import { lastSetBack } from "../../db/message-facts.ts";
import type { OnlineMoney } from "../../db/online-money.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";

/** Call it before the reading is recorded. */
export async function noteToldBefore(
  { unit, record, money }: { readonly unit: UnitOfWork; readonly record: OrderRecord; readonly money: OnlineMoney },
  snapshot: IntentSnapshot,
): Promise<void> {
  const isEnded = snapshot.state === "CANCELED" && (money.payment.status === "REQUIRES_PAYMENT" || money.payment.status === "AUTHORIZED");
  const learned = snapshot.refunds.filter((each) => each.state === "SUCCEEDED" && isLearned(money, each));
  if (!isEnded && learned.length === 0) return;
  const setBackMs = await lastSetBack(unit.client);
  const isBefore = (at: string | undefined) => at !== undefined && Date.parse(at) <= setBackMs;
  // One that was asked for here and is not known here was asked for before, whatever the two clocks say.
  const isForgotten = (each: RefundSnapshot) => each.refund_id !== null && refundOf(money, each) === undefined;
  const before = new Set(learned.filter((each) => isForgotten(each) || isBefore(each.created_at)).map((each) => each.provider_ref));
  record.toldBefore(
    (event) => event.type === "refund.succeeded" && event.refund.provider_ref !== null && before.has(event.refund.provider_ref),
  );
  if (isEnded && isBefore(snapshot.canceled_at)) noteEndToldBefore(record);
}

/** The order's end that follows now was another commit's before. A customer who cancels it now has asked anew. */
export function noteEndToldBefore(record: OrderRecord): void {
  record.toldBefore((event) => event.type === "order.cancelled" && event.cause !== "CUSTOMER");
}

/** It succeeds by this reading; one that was seen under way at the provider was told to nobody by then. */
function isLearned(money: OnlineMoney, each: RefundSnapshot): boolean {
  const known = refundOf(money, each);
  return known === undefined || (known.status === "PENDING" && known.provider_ref === null);
}

const refundOf = (money: OnlineMoney, { refund_id, provider_ref }: RefundSnapshot) =>
  money.refunds.find((refund) => refund.refund_id === refund_id || refund.provider_ref === provider_ref);
