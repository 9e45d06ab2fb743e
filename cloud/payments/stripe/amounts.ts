/**
 * Our minor units as the provider counts them, and back (docs.stripe.com/currencies). It has its own ideas of some
 * currencies: a krona of Iceland is 100 of its units though it has no smaller coin, an ariary is 1 though it has iraimbilanja.
 */
import { minorDigits } from "@crema/shared/domain/kernel/currency";
import { cents, proportion } from "@crema/shared/domain/kernel/money";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { ChargeLimits } from "../provider.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const NO_DIGITS = words("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF");
/** Two digits, which are 00. */
const WHOLE_HUNDREDS = words("ISK UGX");
/** The last digit is 0. */
const THREE_DIGITS = words("BHD JOD KWD OMR TND");
const TWO_DIGITS = words(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK DKK
   DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL
   MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
   SEK SGD SHP SLE SOS SRD SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD XCG YER ZAR ZMW`,
);

/** The least charge where it is published, in the provider's units. Elsewhere it depends on the account's own currency. */
const LEAST: Readonly<Record<string, number>> = {
  AED: 200,
  AUD: 50,
  BGN: 100,
  BRL: 50,
  CAD: 50,
  CHF: 50,
  CZK: 1500,
  DKK: 250,
  EUR: 50,
  GBP: 30,
  HKD: 400,
  HUF: 17_500,
  INR: 50,
  JPY: 50,
  MXN: 1000,
  MYR: 200,
  NOK: 300,
  NZD: 50,
  PLN: 200,
  RON: 200,
  SEK: 300,
  SGD: 50,
  THB: 1000,
  USD: 50,
};
const MOST = 99_999_999;
const MOST_RUPIAH = 999_999_999_999;

function providerDigits(currency: string): number {
  if (NO_DIGITS.has(currency)) return 0;
  return THREE_DIGITS.has(currency) ? 3 : 2;
}

/** By how many of our minor units an amount goes up, so that the provider can say it. */
function step(currency: string): number {
  if (THREE_DIGITS.has(currency)) return 10;
  return 10 ** Math.max(minorDigits(currency) - providerDigits(currency), 0);
}

/** In our minor units; null for a currency that the provider does not take. */
export function limitsOf(currency: string): ChargeLimits | null {
  const isTaken = [NO_DIGITS, WHOLE_HUNDREDS, THREE_DIGITS, TWO_DIGITS].some((some) => some.has(currency));
  if (!isTaken) return null;
  const step_cents = step(currency);
  const most = currency === "IDR" ? MOST_RUPIAH : MOST;
  return {
    least_cents: Math.max(fromProvider(LEAST[currency] ?? 1, currency), step_cents),
    most_cents: Math.floor((most * 10 ** minorDigits(currency)) / 10 ** providerDigits(currency) / step_cents) * step_cents,
    step_cents,
  };
}

/** The provider has no such amount. */
export class AmountNotPayable extends Error {}

/** Throws AmountNotPayable for a fraction of what the provider can say. */
export function toProvider(minor: number, currency: string): number {
  const units = (minor * 10 ** providerDigits(currency)) / 10 ** minorDigits(currency);
  if (minor % step(currency) !== 0) throw new AmountNotPayable(`${moneyText(minor, currency)} cannot be moved at the provider`);
  return cents(units);
}

/** What is no whole unit of ours is rounded: the provider had fractions of a krona once and takes none any more. */
export function fromProvider(amount: number, currency: string): number {
  return proportion(amount, 10 ** minorDigits(currency), 10 ** providerDigits(currency));
}
