/**
 * The notes and coins of a currency, to count a drawer by them: what its issuers name as in circulation, the largest first. A currency
 * that is not here is counted in one sum; a request may name any value.
 */
import { digitsOf } from "./currency.ts";
import type { MoneyUnit } from "./money-unit.ts";

interface Money {
  readonly notes: string;
  readonly coins: string;
}

const MONEY: Readonly<Record<string, Money>> = {
  /** Reserve Bank of Australia (banknotes.rba.gov.au), Royal Australian Mint (ramint.gov.au). */
  AUD: { notes: "100 50 20 10 5", coins: "2 1 0.50 0.20 0.10 0.05" },
  /** Bank of Canada (bankofcanada.ca/banknotes), Royal Canadian Mint (mint.ca). */
  CAD: { notes: "100 50 20 10 5", coins: "2 1 0.25 0.10 0.05" },
  /** Swiss National Bank (snb.ch), Swissmint (swissmint.ch). */
  CHF: { notes: "1000 200 100 50 20 10", coins: "5 2 1 0.50 0.20 0.10 0.05" },
  /** Czech National Bank (cnb.cz). */
  CZK: { notes: "5000 2000 1000 500 200 100", coins: "50 20 10 5 2 1" },
  /** Danmarks Nationalbank (nationalbanken.dk); the 1000 is no longer valid. */
  DKK: { notes: "500 200 100 50", coins: "20 10 5 2 1 0.50" },
  /** European Central Bank (ecb.europa.eu/euro); the 500 is not issued any more, and valid. */
  EUR: { notes: "500 200 100 50 20 10 5", coins: "2 1 0.50 0.20 0.10 0.05 0.02 0.01" },
  /** Bank of England (bankofengland.co.uk/banknotes), The Royal Mint (royalmint.com). */
  GBP: { notes: "50 20 10 5", coins: "2 1 0.50 0.20 0.10 0.05 0.02 0.01" },
  /** Magyar Nemzeti Bank (mnb.hu). */
  HUF: { notes: "20000 10000 5000 2000 1000 500", coins: "200 100 50 20 10 5" },
  /** Bank of Japan (boj.or.jp), Japan Mint (mint.go.jp). */
  JPY: { notes: "10000 5000 2000 1000", coins: "500 100 50 10 5 1" },
  /** Norges Bank (norges-bank.no). */
  NOK: { notes: "1000 500 200 100 50", coins: "20 10 5 1" },
  /** Reserve Bank of New Zealand (rbnz.govt.nz). */
  NZD: { notes: "100 50 20 10 5", coins: "2 1 0.50 0.20 0.10" },
  /** Narodowy Bank Polski (nbp.pl). */
  PLN: { notes: "500 200 100 50 20 10", coins: "5 2 1 0.50 0.20 0.10 0.05 0.02 0.01" },
  /** Sveriges Riksbank (riksbank.se). */
  SEK: { notes: "1000 500 200 100 50 20", coins: "10 5 2 1" },
  /** U.S. Currency Education Program (uscurrency.gov), United States Mint (usmint.gov). */
  USD: { notes: "100 50 20 10 5 2 1", coins: "1 0.50 0.25 0.10 0.05 0.01" },
};

export interface DenominationKind {
  readonly kind: "note" | "coin";
  readonly value_cents: number;
}

/** In minor units of the menu or the currency; none where they are not known. */
export function denominationsOf(unit: MoneyUnit): readonly DenominationKind[] {
  const money = MONEY[unit.currency];
  if (!money) return [];
  const factor = 10 ** digitsOf(unit);
  const of = (kind: DenominationKind["kind"], values: string) =>
    values.split(" ").map((value) => ({ kind, value_cents: Math.round(Number(value) * factor) }));
  // A value that is below the smallest digit shown has no amount.
  return [...of("note", money.notes), ...of("coin", money.coins)].filter(({ value_cents }) => value_cents >= 1);
}
