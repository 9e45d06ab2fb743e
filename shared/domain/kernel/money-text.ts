import { decimalText, digitsOf } from "./currency.ts";
import type { MoneyUnit } from "./money-unit.ts";

/** An amount as a person reads it: 5.00 EUR. Of an order, a menu or a price hand in that itself: it knows its digits. */
export function moneyText(minor: number, unit: string | MoneyUnit): string {
  return `${decimalText(minor, digitsOf(unit))} ${typeof unit === "string" ? unit : unit.currency}`;
}
