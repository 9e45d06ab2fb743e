import { decimalText, digitsOf } from "./currency.ts";
import type { MoneyUnit } from "./money-unit.ts";

/**
 * An amount as a person reads it: 5.00 EUR. For an order, a menu or a price, pass the object itself as the unit: it knows
 * its digits.
 */
export function moneyText(minor: number, unit: string | MoneyUnit): string {
  return `${decimalText(minor, digitsOf(unit))} ${typeof unit === "string" ? unit : unit.currency}`;
}
