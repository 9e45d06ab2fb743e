/**
 * The totals of X and Z reports. The figures are those of `totalsByDay` (shared/domain/drawer/report.ts), which
 * headquarters uses; a property test compares the two. Whole pieces of the journal are summed once and remembered: a fact
 * never changes.
 */
import type { MovementKind } from "@crema/shared/domain/drawer/drawer";
import { type DayTotals, type ReportTotals, voidsOf } from "@crema/shared/domain/drawer/report";
import { type RateSum, sumByRate } from "@crema/shared/domain/drawer/tax-sums";
import { cents, sumCents } from "@crema/shared/domain/kernel/money";
import { TenderMethod } from "@crema/shared/domain/payment/payment";
import type { Db } from "./database.ts";
import type { JournalRun } from "./journal.ts";
import { type MoneySums, PIECE, prepareRunSums, type RunSums } from "./report-sums.ts";

export interface ReportTotalsTable {
  /** Of these runs of the journal together. Quick where `readAhead` has gone before. */
  of(runs: readonly JournalRun[]): ReportTotals;
  /**
   * Sums and caches the pieces of these runs one by one. Never call it inside a transaction: rows that roll back would stay
   * cached.
   */
  readAhead(runs: readonly JournalRun[]): Generator<undefined, void>;
  /** The journal begins again. */
  forget(): void;
}

export function prepareReportTotals(db: Db): ReportTotalsTable {
  const sumsOf = prepareRunSums(db);
  /** By the session, and the piece's number; it ends at that number times PIECE. */
  const cached = new Map<string | null, Map<number, RunSums>>();
  const piecesOf = (sessionId: string | null): Map<number, RunSums> => {
    const pieces = cached.get(sessionId) ?? new Map<number, RunSums>();
    cached.set(sessionId, pieces);
    return pieces;
  };

  function* ahead({ session_id, from, to }: JournalRun): Generator<undefined, void> {
    const pieces = piecesOf(session_id);
    for (const number of pieces.keys()) if (number * PIECE <= from) pieces.delete(number);
    for (let number = Math.ceil(from / PIECE) + 1; number * PIECE <= to; number++) {
      if (pieces.has(number)) continue;
      if (db.inTransaction) throw new Error("readAhead must not run in a transaction");
      pieces.set(number, sumsOf({ session_id, from: (number - 1) * PIECE, to: number * PIECE }));
      yield;
    }
  }

  function partsOf({ session_id, from, to }: JournalRun): RunSums[] {
    const parts: RunSums[] = [];
    for (let at = from; at < to; ) {
      const number = Math.floor(at / PIECE) + 1;
      const end = Math.min(number * PIECE, to);
      const isWhole = at === (number - 1) * PIECE && end === number * PIECE;
      parts.push((isWhole ? cached.get(session_id)?.get(number) : undefined) ?? sumsOf({ session_id, from: at, to: end }));
      at = end;
    }
    return parts;
  }

  return {
    of: (runs) => totalsOf(runs.flatMap(partsOf)),
    forget: () => cached.clear(),
    *readAhead(runs) {
      const wanted = new Set(runs.map((run) => run.session_id));
      // Of tills whose drawers are closed by now, perhaps.
      for (const session of cached.keys()) if (session !== null && !wanted.has(session)) cached.delete(session);
      for (const run of runs) yield* ahead(run);
    },
  };
}

function totalsOf(deps: readonly RunSums[]): ReportTotals {
  const all: RunSums = {
    sales: deps.flatMap(({ sales }) => sales),
    voids: deps.flatMap(({ voids }) => voids),
    taxes: deps.flatMap(({ taxes }) => taxes),
    refundTaxes: deps.flatMap(({ refundTaxes }) => refundTaxes),
    refundedTax: deps.flatMap(({ refundedTax }) => refundedTax),
    tenders: deps.flatMap(({ tenders }) => tenders),
    refunds: deps.flatMap(({ refunds }) => refunds),
    movements: deps.flatMap(({ movements }) => movements),
    onlineRefunds: deps.flatMap(({ onlineRefunds }) => onlineRefunds),
  };
  const facts = [...all.sales, ...all.voids, ...all.tenders, ...all.refunds, ...all.movements, ...all.refundedTax, ...all.onlineRefunds];
  const days = [...new Set(facts.map(({ day }) => day))].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
  return {
    days: days.map((day) => dayOf(day, all)),
    outside_session_cents: sumCents([...all.tenders.map(({ loose }) => loose), ...all.refunds.map(({ loose }) => -loose)]),
    online_refunds: all.onlineRefunds.map(({ refund_id, failed }) => ({ refund_id, ...(failed === 1 && { failed: true as const }) })),
  };
}

function dayOf(day: string | null, all: RunSums): DayTotals {
  const on = <T extends { readonly day: string | null }>(rows: readonly T[]): T[] => rows.filter((row) => row.day === day);
  const sales = on(all.sales);
  const tenders = on(all.tenders);
  const refunds = on(all.refunds);
  const online = on(all.onlineRefunds).map(({ failed, amount, tip }) => (failed === 1 ? { amount: -amount, tip: -tip } : { amount, tip }));
  const moved = (kind: MovementKind) => on(all.movements).filter((row) => row.kind === kind);
  return {
    business_day: day,
    orders: count(sales),
    gross_cents: sumCents(sales.map(({ gross }) => gross)),
    discount_cents: sumCents(sales.map(({ discount }) => discount)),
    tax_cents: sumCents(sales.map(({ tax }) => tax)),
    sales_cents: sumCents(sales.map(({ total }) => total)),
    sales_online_cents: sumCents(sales.map(({ online }) => online)),
    tips_online_cents: sumCents(sales.map(({ online_tips }) => online_tips)),
    taxes: byRate(on(all.taxes)),
    tenders: byMethod(tenders),
    tips_cents: sumCents([...tenders.map(({ tip }) => tip), ...refunds.map(({ tip }) => -tip)]),
    refunds: byMethod(refunds.filter(({ kind }) => kind === "GIVEN_BACK")),
    corrections: byMethod(refunds.filter(({ kind }) => kind === "CORRECTION")),
    paid_in_cents: sumCents(moved("PAID_IN").map(({ amount }) => amount)),
    paid_out_cents: sumCents(moved("PAID_OUT").map(({ amount }) => amount)),
    no_sales: count(moved("NO_SALE")),
    refund_taxes: byRate(on(all.refundTaxes)),
    refunded_tax_cents: sumCents(on(all.refundedTax).map(({ tax }) => tax)),
    refunds_online_cents: sumCents(online.map(({ amount }) => amount)),
    tips_online_refunded_cents: sumCents(online.map(({ tip }) => tip)),
    rounding_cents: sumCents([...tenders.map(({ rounding }) => rounding), ...refunds.map(({ rounding }) => -rounding)]),
    voids: voidsOf(on(all.voids).map(({ by, n, amount }) => ({ by: JSON.parse(by), count: n, amount_cents: cents(amount) }))),
  };
}

const count = (rows: readonly { readonly n: number }[]): number => rows.reduce((sum, { n }) => sum + n, 0);

const byRate = (rows: RunSums["taxes"]): RateSum[] =>
  sumByRate(rows.map(({ rate, name, exempt, net, tax }) => ({ rate_ppm: rate, name, is_exempt: exempt === 1, net, tax })));

function byMethod(rows: readonly MoneySums[]): DayTotals["tenders"] {
  return TenderMethod.options.flatMap((method) => {
    const own = rows.filter((row) => row.method === method);
    if (own.length === 0) return [];
    const amount_cents = cents(own.reduce((sum, { amount }) => sum + amount, 0));
    return [{ method, count: count(own), amount_cents, tip_cents: sumCents(own.map(({ tip }) => tip)) }];
  });
}
