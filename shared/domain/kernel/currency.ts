/**
 * How many digits a currency has behind its point, by ISO 4217. One table for both servers and all pages: the lists of a
 * runtime or of a browser differ from it (they print no fillér, though a forint has 100) and from one release to the next.
 */
import type { MoneyUnit } from "./money-unit.ts";

const NO_DIGITS = codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF");
const THREE_DIGITS = codes("BHD IQD JOD KWD LYD OMR TND");
const TWO_DIGITS = codes(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
   CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD
   KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
   PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD
   UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
);

/** Printed without digits by releases that asked the runtime, though they have two, and the dinar of Iraq three. */
const ONCE_WITHOUT_DIGITS = codes("AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SLL SOS SYP YER");

export const CURRENCIES: readonly string[] = [...NO_DIGITS, ...TWO_DIGITS, ...THREE_DIGITS].sort();

export const isCurrency = (code: string): boolean => NO_DIGITS.has(code) || THREE_DIGITS.has(code) || TWO_DIGITS.has(code);

/** 2 for HUF: 149000 is 1490.00. */
export function minorDigits(currency: string): number {
  if (NO_DIGITS.has(currency)) return 0;
  return THREE_DIGITS.has(currency) ? 3 : 2;
}

/** The digits with which releases before this table displayed amounts: 0 for HUF. */
export const digitsOnceShown = (currency: string): number => (ONCE_WITHOUT_DIGITS.has(currency) ? 0 : minorDigits(currency));

/** The unit of a new menu or order: without digits where the currency was never displayed otherwise. */
export const unitOf = (currency: string): MoneyUnit =>
  ONCE_WITHOUT_DIGITS.has(currency) ? { currency, minor_digits: minorDigits(currency) } : { currency };

/**
 * Whether a menu's amounts are still ambiguous: an older release displayed them with other digits, and nobody has
 * confirmed which is meant.
 */
export const digitsAreOpen = ({ currency, minor_digits }: MoneyUnit): boolean =>
  minor_digits === undefined && digitsOnceShown(currency) !== minorDigits(currency);

/** 100 for the forint: what was shown as 1490 is stored as 1490 and means 14.90. */
export const factorOnceHidden = (currency: string): number => 10 ** (minorDigits(currency) - digitsOnceShown(currency));

/** The digits of an amount: from the table for a bare currency, else as the menu or order that it belongs to says. */
export function digitsOf(unit: string | MoneyUnit): number {
  return typeof unit === "string" ? minorDigits(unit) : (unit.minor_digits ?? digitsOnceShown(unit.currency));
}

/** Exact, with a point: "1490.00", "-0.005". Works on the digits and never divides in floating point. */
export function decimalText(minor: number, digits: number): string {
  const whole = String(Math.abs(minor)).padStart(digits + 1, "0");
  const sign = minor < 0 ? "-" : "";
  return digits === 0 ? sign + whole : `${sign}${whole.slice(0, -digits)}.${whole.slice(-digits)}`;
}

function codes(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
