/** What this box has already of money that comes in from another disk. */
import type { StoreMoneyEvent } from "@crema/shared/domain/events";
import type { CommandContext } from "../command-context.ts";

export const isHere = ({ tables }: CommandContext, event: StoreMoneyEvent): boolean =>
  event.type === "payment.captured"
    ? tables.money.payment(event.payment.payment_id) !== null
    : tables.money.refund(event.refund.refund_id) !== null;

/** The second receipt of a number is raised in the cloud; here it has none. */
export function withoutTakenNumber(deps: CommandContext, event: StoreMoneyEvent): StoreMoneyEvent {
  return event.type === "payment.captured"
    ? { ...event, payment: numberedOnce(deps, event.payment) }
    : { ...event, refund: numberedOnce(deps, event.refund) };
}

export const numberedOnce = <T extends { readonly provider_ref: string | null }>({ tables }: CommandContext, fact: T): T =>
  fact.provider_ref !== null && tables.money.hasReceipt(fact.provider_ref) ? { ...fact, provider_ref: null } : fact;

/** A refund is stored with its payment. */
export const isOfKnownPayment = ({ tables }: CommandContext, event: StoreMoneyEvent): boolean =>
  event.type === "payment.captured" || tables.money.payment(event.refund.payment_id) !== null;
