/** Whether an amount can be charged or refunded online at all: asked before an order or a refund exists. */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import type { PaymentProvider } from "./provider.ts";

type Limits = Pick<PaymentProvider, "limitsOf">;

export function checkCharge(provider: Limits, amount: number, unit: MoneyUnit): Result<null> {
  const limits = provider.limitsOf(unit.currency);
  if (!limits) return refuse("payment.currency_not_taken", `Cards are not taken online in ${unit.currency}. Please pay at the store.`);
  const { least_cents, most_cents } = limits;
  const text = (minor: number) => moneyText(minor, unit.currency);
  if (amount < least_cents) {
    const detail = `${text(amount)} is too little to be paid online: it takes ${text(least_cents)} or more. Add something, or pay at the store.`;
    return refuse("payment.amount_too_small", detail, { extra: { least_cents } });
  }
  if (amount > most_cents) {
    const detail = `${text(amount)} is too much to be paid online at once: at most ${text(most_cents)}. Make two orders of it, or pay at the store.`;
    return refuse("payment.amount_too_large", detail, { extra: { most_cents } });
  }
  return checkStep(provider, amount, unit);
}

/** Of refunds too. */
export function checkStep(provider: Limits, amount: number, { currency }: MoneyUnit): Result<null> {
  const step_cents = provider.limitsOf(currency)?.step_cents ?? 1;
  if (amount % step_cents === 0) return ok(null);
  const detail = `${moneyText(amount, currency)} cannot be moved by card online, only multiples of ${moneyText(step_cents, currency)}.`;
  return refuse("payment.amount_not_payable", detail, { extra: { step_cents } });
}
