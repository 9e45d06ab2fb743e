/**
 * Cash is rounded to the smallest coin that a currency still has; a card pays to the cent. The rounding is a fact of its own beside
 * the tender: it is no part of the sale, of a tax or of what is owed.
 */
import { digitsOf } from "./currency.ts";
import { denominationsOf } from "./denominations.ts";
import { type Cents, cents } from "./money.ts";
import type { MoneyUnit } from "./money-unit.ts";

/** In hundredths of the currency. Where a country of a shared currency rounds (Finland, Ireland, the Netherlands …), its stores say so. */
const SMALLEST_COIN: Readonly<Record<string, number>> = {
  AUD: 5,
  CAD: 5,
  CHF: 5,
  CZK: 100,
  DKK: 50,
  HUF: 500,
  NOK: 100,
  NZD: 10,
  SEK: 100,
};

/** In minor units; 1 where nothing is rounded. `setting`: the store's own, 0 for none; undefined: by the currency. */
export function cashStep(unit: MoneyUnit, setting?: number): number {
  if (setting !== undefined) return Math.max(1, setting);
  const hundredths = SMALLEST_COIN[unit.currency] ?? 0;
  return Math.max(1, Math.round((hundredths * 10 ** digitsOf(unit)) / 100));
}

/** To the nearest step, half of one upwards: 98 with steps of 5 is 100. */
export const roundedCash = (amount: number, step: number): Cents => cents(Math.floor((amount + step / 2) / step) * step);

/**
 * Whether a store may round its cash to that: not at all, or to a coin that is there, of at most 100 minor units or the smallest that is
 * left. Each sale is off by up to half of it, so a slip of a digit would give coffees away. Any where the coins are not known here.
 */
export function isCashStep(unit: MoneyUnit, setting: number): boolean {
  const coins = denominationsOf(unit).filter(({ kind }) => kind === "coin");
  if (setting === 0 || coins.length === 0) return true;
  return setting <= Math.max(100, cashStep(unit)) && coins.some(({ value_cents }) => value_cents === setting);
}
