/** The tips that the app offers before a card is charged: shares of the total, or an amount as people type it. */
import { digitsOf } from "@crema/shared/domain/kernel/currency";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";

export const TIP_SHARES = [10, 15, 20] as const;
export const NO_TIP = "none";
export const OTHER_TIP = "other";

export interface ChosenTip {
  readonly choice: string;
  readonly typed: string;
}
export const NO_CHOICE: ChosenTip = { choice: NO_TIP, typed: "" };

/** A card is charged dinars to the hundredth alone. */
const stepOf = (unit: MoneyUnit): number => (digitsOf(unit) === 3 ? 10 : 1);

export function shareOf(total: number, percent: number, unit: MoneyUnit): number {
  const step = stepOf(unit);
  return Math.round((total * percent) / (100 * step)) * step;
}

/** "1.5", "1,50" and "2" are amounts; null: it is none, or has more digits than the currency. */
export function typedAmount(text: string, unit: MoneyUnit): number | null {
  const digits = digitsOf(unit);
  const found = /^(\d{1,7})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  const fraction = found?.[2] ?? "";
  if (!found || fraction.length > digits) return null;
  return Number(found[1]) * 10 ** digits + Number(fraction.padEnd(digits, "0"));
}

/** What a choice comes to; null: an amount has still to be typed. */
export function tipOf(choice: string, typed: string, total: number, unit: MoneyUnit): number | null {
  if (choice === NO_TIP) return 0;
  if (choice === OTHER_TIP) return typedAmount(typed, unit);
  return shareOf(total, Number(choice), unit);
}
