/**
 * The totals of X and Z reports, summed in SQL: a report may cover many thousand orders, and the box has one thread. The figures are
 * those of `totalsByDay` (shared/drawer/report.ts), which headquarters goes by; a property test holds the two together.
 */
import type { MovementKind } from "@crema/shared/drawer/drawer";
import type { DayTotals, ReportTotals } from "@crema/shared/drawer/report";
import { cents, sumCents } from "@crema/shared/money";
import { type RefundKind, TenderMethod } from "@crema/shared/payment/payment";
import type { Db } from "./database.ts";

export interface ReportTotalsTable {
  /** Of the journal's entries after `from`, up to and with `to`. */
  between(from: number, to: number): ReportTotals;
}

interface OfDay {
  readonly day: string | null;
  readonly n: number;
}
interface SaleSums extends OfDay {
  readonly gross: number;
  readonly discount: number;
  readonly tax: number;
  readonly total: number;
  readonly online: number;
}
interface TaxSums {
  readonly day: string | null;
  readonly rate: number | null;
  readonly net: number;
  readonly tax: number;
}
interface MoneySums extends OfDay {
  readonly method: TenderMethod;
  readonly amount: number;
  readonly tip: number;
  /** Cash that moved while no session was open. */
  readonly loose: number;
}
interface RefundSums extends MoneySums {
  readonly kind: RefundKind;
}
interface MovementSums extends OfDay {
  readonly kind: MovementKind;
  readonly amount: number;
}

const RUN = "FROM journal j JOIN";
const WITHIN = "j.position > ? AND j.position <= ?";
const MONEY = `COUNT(*) AS n, SUM(f.amount_cents) AS amount, SUM(f.tip_cents) AS tip,
  SUM(CASE WHEN f.method = 'CASH' AND f.drawer_session_id IS NULL THEN f.amount_cents + f.tip_cents ELSE 0 END) AS loose`;

export function prepareReportTotals(db: Db): ReportTotalsTable {
  const prepare = <Row>(sql: string) => db.prepare<[number, number], Row>(sql);
  const entries = prepare<{ n: number }>(`SELECT COUNT(*) AS n FROM journal j WHERE ${WITHIN}`);
  const sales = prepare<SaleSums>(
    `SELECT o.business_day AS day, COUNT(*) AS n, SUM(o.subtotal_cents) AS gross, SUM(o.discount_cents) AS discount, SUM(o.tax_cents) AS tax,
       SUM(o.total_cents) AS total, SUM(CASE WHEN o.pay_mode = 'ONLINE' THEN o.total_cents ELSE 0 END) AS online
     ${RUN} orders o ON o.order_id = j.ref_id WHERE j.kind = 'SALE' AND ${WITHIN} GROUP BY 1`,
  );
  const taxes = prepare<TaxSums>(
    `SELECT o.business_day AS day, l.tax_rate_ppm AS rate, SUM(l.line_total_cents - l.tax_cents) AS net, SUM(l.tax_cents) AS tax
     ${RUN} orders o ON o.order_id = j.ref_id JOIN order_lines l ON l.order_id = o.order_id
     WHERE j.kind = 'SALE' AND ${WITHIN} GROUP BY 1, 2 ORDER BY 2 NULLS LAST`,
  );
  const tenders = prepare<MoneySums>(
    `SELECT f.business_day AS day, f.method, ${MONEY} ${RUN} payments f ON f.payment_id = j.ref_id
     WHERE j.kind = 'PAYMENT' AND f.status = 'CAPTURED' AND ${WITHIN} GROUP BY 1, 2`,
  );
  const refunds = prepare<RefundSums>(
    `SELECT f.business_day AS day, f.method, f.kind, ${MONEY} ${RUN} refunds f ON f.refund_id = j.ref_id
     WHERE j.kind = 'REFUND' AND f.status = 'SUCCEEDED' AND ${WITHIN} GROUP BY 1, 2, 3`,
  );
  const movements = prepare<MovementSums>(
    `SELECT f.business_day AS day, f.kind, COUNT(*) AS n, SUM(f.amount_cents) AS amount ${RUN} drawer_movements f ON f.movement_id = j.ref_id
     WHERE j.kind = 'MOVEMENT' AND ${WITHIN} GROUP BY 1, 2`,
  );

  return {
    between(from, to) {
      const all = {
        sales: sales.all(from, to),
        taxes: taxes.all(from, to),
        tenders: tenders.all(from, to),
        refunds: refunds.all(from, to),
        movements: movements.all(from, to),
      };
      const facts: readonly OfDay[] = [...all.sales, ...all.tenders, ...all.refunds, ...all.movements];
      const counted = facts.reduce((sum, { n }) => sum + n, 0);
      const expected = entries.get(from, to)?.n ?? 0;
      if (counted !== expected) throw new Error(`the journal has ${expected} entries after ${from}, and ${counted} facts are there`);
      const days = [...new Set(facts.map(({ day }) => day))].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
      return {
        days: days.map((day) => dayOf(day, all)),
        outside_session_cents: sumCents([...all.tenders.map(({ loose }) => loose), ...all.refunds.map(({ loose }) => -loose)]),
      };
    },
  };
}

interface AllSums {
  readonly sales: readonly SaleSums[];
  readonly taxes: readonly TaxSums[];
  readonly tenders: readonly MoneySums[];
  readonly refunds: readonly RefundSums[];
  readonly movements: readonly MovementSums[];
}

function dayOf(day: string | null, all: AllSums): DayTotals {
  const on = <T extends { readonly day: string | null }>(rows: readonly T[]): T[] => rows.filter((row) => row.day === day);
  const [sold] = on(all.sales);
  const tenders = on(all.tenders);
  const refunds = on(all.refunds);
  const moved = (kind: MovementKind) => on(all.movements).find((row) => row.kind === kind);
  return {
    business_day: day,
    orders: sold?.n ?? 0,
    gross_cents: cents(sold?.gross ?? 0),
    discount_cents: cents(sold?.discount ?? 0),
    tax_cents: cents(sold?.tax ?? 0),
    sales_cents: cents(sold?.total ?? 0),
    sales_online_cents: cents(sold?.online ?? 0),
    taxes: on(all.taxes).map(({ rate, net, tax }) => ({ rate_ppm: rate, net_cents: cents(net), tax_cents: cents(tax) })),
    tenders: byMethod(tenders),
    tips_cents: sumCents([...tenders.map(({ tip }) => tip), ...refunds.map(({ tip }) => -tip)]),
    refunds: byMethod(refunds.filter(({ kind }) => kind === "GIVEN_BACK")),
    corrections: byMethod(refunds.filter(({ kind }) => kind === "CORRECTION")),
    paid_in_cents: cents(moved("PAID_IN")?.amount ?? 0),
    paid_out_cents: cents(moved("PAID_OUT")?.amount ?? 0),
    no_sales: moved("NO_SALE")?.n ?? 0,
  };
}

function byMethod(rows: readonly MoneySums[]): DayTotals["tenders"] {
  return TenderMethod.options.flatMap((method) =>
    rows
      .filter((row) => row.method === method)
      .map(({ n, amount, tip }) => ({ method, count: n, amount_cents: cents(amount), tip_cents: cents(tip) })),
  );
}
