/**
 * When an intent is read next, whatever the webhooks say. A lost webhook may cost minutes, never an order. An intent
 * about which nothing is open is not read again.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { OnlineMoney } from "../../db/online-money.ts";

const FIRST_MS = 20_000;
const CAP_MS = 600_000;
/** A bank may take days for a refund. */
const REFUND_CAP_MS = 3_600_000;

/** Begins again with every change of the payment or its refunds. */
export function scheduleChecks(money: OnlineMoney, nowMs: number): void {
  const { payment, intent, refunds } = money;
  const release = money.operation("RELEASE");
  const waitsForBank = refunds.some((refund) => refund.status === "PENDING");
  const isOpen = payment.status === "REQUIRES_PAYMENT" || payment.status === "AUTHORIZED" || release?.state === "OPEN" || waitsForBank;
  const changed = money.paymentChanged || money.changedRefunds.size > 0;
  if (!isOpen) {
    if (intent.check_at === null) return;
    intent.check_at = null;
  } else if (intent.check_at === null || changed) {
    intent.checks = 0;
    intent.check_at = iso(nowMs + FIRST_MS);
  } else return;
  money.intentChanged = true;
}

/** After so many readings that changed nothing. */
export function nextCheckMs(checks: number, waitsForBank: boolean): number {
  return Math.min(FIRST_MS * 2 ** Math.min(checks, 20), waitsForBank ? REFUND_CAP_MS : CAP_MS);
}
