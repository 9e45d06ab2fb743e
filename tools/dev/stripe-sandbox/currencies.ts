/**
 * Which currencies Stripe takes and what amounts of them (docs.stripe.com/currencies), written down apart from the service's own
 * table, so that a slip in that one shows. Amounts are Stripe's, with Stripe's idea of a currency's digits.
 */
import { invalidParam, type SandboxResult } from "./results.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const TAKEN = words(
  `usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc
   cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs
   khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr
   pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd szl thb tjs tnd top try ttd twd tzs uah
   ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw`,
);
/** Amounts of these end in so many zeros. */
const ZEROS: Readonly<Record<string, number>> = { isk: 2, ugx: 2, bhd: 1, jod: 1, kwd: 1, omr: 1, tnd: 1 };
const LEAST: Readonly<Record<string, number>> = {
  ...{ usd: 50, aed: 200, aud: 50, bgn: 100, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30, hkd: 400, huf: 17_500 },
  ...{ inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200, sek: 300, sgd: 50, thb: 1000 },
};
const MOST = 99_999_999;
const MOST_RUPIAH = 999_999_999_999;

/** null: Stripe takes it. */
export function currencyFault(currency: string): SandboxResult | null {
  if (TAKEN.has(currency)) return null;
  return invalidParam("currency", "parameter_invalid_string", `Invalid currency: ${currency}. Stripe currently supports other currencies.`);
}

export function chargeFault(amount: number, currency: string): SandboxResult | null {
  const most = currency === "idr" ? MOST_RUPIAH : MOST;
  const least = LEAST[currency] ?? 1;
  if (amount > most) return invalidParam("amount", "amount_too_large", `Amount must be no more than ${most}.`);
  if (amount < least) return invalidParam("amount", "amount_too_small", `Amount must be at least ${least}.`);
  return digitsFault(amount, currency);
}

/** Of captures and refunds as well. */
export function digitsFault(amount: number, currency: string, param = "amount"): SandboxResult | null {
  const unit = 10 ** (ZEROS[currency] ?? 0);
  if (amount % unit === 0) return null;
  return invalidParam(param, "parameter_invalid_integer", `Invalid amount: in ${currency} it must be evenly divisible by ${unit}.`);
}
