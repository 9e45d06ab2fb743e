/** Why something differs, in words, where the cloud knows. */
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { Ledger } from "./ledger.ts";

export function reasonFor(ledger: Ledger, payment: Payment): string | null {
  const said = [
    ...exceptionsOf(ledger, payment.order_id),
    ...ledger.openOperations
      .filter((each) => each.order_id === payment.order_id)
      .map((each) => `A ${each.kind} is under way${each.last_answer === null ? "" : `; the last answer was "${each.last_answer}"`}.`),
    ...ledger.checks
      .filter((each) => each.payment_id === payment.payment_id && each.check_at !== null)
      .map((each) => `The cloud reads the intent again at ${each.check_at}.`),
  ];
  return said.length > 0 ? said.join(" ") : null;
}

export function exceptionsOf(ledger: Ledger, orderId: string): string[] {
  return ledger.exceptions.filter((each) => each.order_id === orderId).map((each) => `Open exception ${each.kind}: ${each.detail}`);
}
