/**
 * The provider does not admit us, so nothing was done. A new payment ends at once: its customer stands there and pays otherwise.
 * What is owed on an account waits for its owner to let us in again, until the store is paid on another one: then a person gets it.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { withTip } from "@crema/shared/domain/payment/money-parts";
import { contextOf } from "../../db/decide-context.ts";
import type { OperationKind, OperationRow } from "../../db/online-money.ts";
import { isFrozen } from "../../freeze/freeze.ts";
import { withdrawOrder } from "../../withdraw-order.ts";
import { noteNotAdmitted, raiseNotAdmitted, stripeAccountOf, tellKeyRefused } from "../accounts.ts";
import { type LockedMoney, type RefundAdvice, recordPaymentFailed, recordRefundRefused } from "../intents/apply-snapshot.ts";
import type { ProviderResult } from "../provider.ts";
import { orderOf } from "../record-money.ts";

type NotAdmitted = Extract<ProviderResult<never>, { kind: "not_admitted" }>;

const CODE = "not_admitted";

const CALLS: Readonly<Record<OperationKind, string>> = { CREATE: "payment", CAPTURE: "capture", RELEASE: "cancellation", REFUND: "refund" };

/** True when the operation waits, and is tried again later. */
export async function applyNotAdmitted(locked: LockedMoney, operation: OperationRow, { scope }: NotAdmitted): Promise<boolean> {
  const { unit, order, money } = locked;
  const { account } = money.payment;
  // A key that may not refund, say, may well take payments.
  if (operation.kind === "CREATE" || scope !== "call") await noteNotAdmitted(unit.client, unit.clock, account);
  if (scope === "key") await tellKeyRefused(unit);
  else raiseNotAdmitted(unit, order.store_id, account, scope === "call" ? CALLS[operation.kind] : null);
  // Asked before the freeze; what follows from it is decided when it is asked again.
  if (isFrozen(unit)) return true;
  if (operation.kind === "CREATE") {
    money.close(operation, "REFUSED", iso(unit.clock.now()));
    endUnpaid(locked, "CAPTURE_FAILED", "Cards could not be taken online for the store.");
    return false;
  }
  if (scope !== "account") return true;
  // Nobody can pay there any more.
  if (operation.kind === "RELEASE" && money.payment.status === "REQUIRES_PAYMENT")
    endUnpaid(locked, "EXPIRED", "The payment was not made in time.");
  if ((await stripeAccountOf(unit.client, order.store_id)) === account) return true;
  return !(await giveUp(locked, operation, account ?? ""));
}

function endUnpaid(locked: LockedMoney, cause: "EXPIRED" | "CAPTURE_FAILED", reason: string): void {
  const { unit, record } = locked;
  recordPaymentFailed(locked, CODE);
  const order = orderOf(record);
  if (order.status === "PLACED" && order.authority === "cloud") withdrawOrder(unit, record, order, { cause, reason }, contextOf(unit));
}

/** A capture ends with its order, a minute after the acceptance. */
async function giveUp(locked: LockedMoney, operation: OperationRow, account: string): Promise<boolean> {
  const { unit, order, money } = locked;
  if (operation.kind === "RELEASE") {
    recordPaymentFailed(locked, CODE);
    const amount = moneyText(withTip(money.payment), money.payment.currency);
    unit.raise({
      store_id: order.store_id,
      order_id: order.order_id,
      kind: "payment.not_admitted",
      ...(isUnproven(money.operation("CAPTURE")) ? mayBeTaken(amount, account) : mayBeHeld(amount, account)),
    });
  } else if (operation.kind === "REFUND") {
    const message = `the provider does not admit this installation to the account ${account}.`;
    await recordRefundRefused(locked, operation, { code: CODE, message }, isUnproven(operation) ? mayBeRefunded(account) : ACCOUNT_HAS_IT);
  } else return false;
  money.close(operation, "REFUSED", iso(unit.clock.now()));
  return true;
}

/** A try under its key had no outcome: the provider may have done it. One that is known to have done nothing is not counted (outcome.ts). */
const isUnproven = (operation: OperationRow | undefined): boolean =>
  operation !== undefined && operation.tries > 0 && (operation.state === "OPEN" || operation.state === "DROPPED");

const mayBeHeld = (amount: string, account: string) => ({
  detail: `What may be held of ${amount} on the account ${account} could not be released: the provider does not admit this installation to it.`,
  what_to_do:
    "Ask the account's owner to cancel the payment at the provider. Else the customer's bank lets the hold go by itself, within a week or so.",
});

const mayBeTaken = (amount: string, account: string) => ({
  detail: `${amount} may have been taken on the account ${account} for this cancelled order: its capture had no answer, and since then the provider does not admit this installation to that account.`,
  what_to_do:
    "Look there first, with the account's owner. If it was taken, have it given back there; if it is only held, have the payment cancelled there.",
});

const mayBeRefunded = (account: string): RefundAdvice => ({
  detail: (amount) =>
    `${amount} may already have been given back on the account ${account}: a try had no answer, and since then the provider does not admit this installation to that account.`,
  what_to_do:
    "Look there first, with the account's owner. Only if it was not given back, have it given back there, or give it back to the customer by another way and note it here.",
});

const ACCOUNT_HAS_IT: RefundAdvice = {
  what_to_do:
    "The money is on that account: ask its owner to give it back at the provider, or give it back to the customer by another way and note it here.",
};
