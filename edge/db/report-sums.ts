/**
 * What a run of the journal sums to, in SQL. The box has one thread, so a run that may be long is read in pieces of PIECE
 * entries (inTurns). Cached sums must be final; facts are, once they are committed.
 */
import type { MovementKind } from "@crema/shared/domain/drawer/drawer";
import type { RefundKind, TenderMethod } from "@crema/shared/domain/payment/payment";
import type { Db } from "./database.ts";

/** Entries of the journal per piece. Summed in a few milliseconds, on a slow disk too. */
export const PIECE = 500;

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
export interface MoneySums extends OfDay {
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

/** A day may be in several rows of a kind: one for each piece. */
export interface RunSums {
  readonly sales: readonly SaleSums[];
  readonly taxes: readonly TaxSums[];
  readonly tenders: readonly MoneySums[];
  readonly refunds: readonly RefundSums[];
  readonly movements: readonly MovementSums[];
}

const RUN = "FROM journal j JOIN";
const WITHIN = "j.position > ? AND j.position <= ?";
const MONEY = `COUNT(*) AS n, SUM(f.amount_cents) AS amount, SUM(f.tip_cents) AS tip,
  SUM(CASE WHEN f.method = 'CASH' AND f.drawer_session_id IS NULL THEN f.amount_cents + f.tip_cents ELSE 0 END) AS loose`;

/** Of the journal's entries after `from`, up to and with `to`. */
export function prepareRunSums(db: Db): (from: number, to: number) => RunSums {
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
     WHERE j.kind = 'SALE' AND ${WITHIN} GROUP BY 1, 2`,
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
  return (from, to) => {
    const sums = {
      sales: sales.all(from, to),
      taxes: taxes.all(from, to),
      tenders: tenders.all(from, to),
      refunds: refunds.all(from, to),
      movements: movements.all(from, to),
    };
    const facts: readonly OfDay[] = [...sums.sales, ...sums.tenders, ...sums.refunds, ...sums.movements];
    const counted = facts.reduce((sum, { n }) => sum + n, 0);
    const expected = entries.get(from, to)?.n ?? 0;
    if (counted !== expected) throw new Error(`the journal has ${expected} entries after ${from}, and ${counted} facts are there`);
    return sums;
  };
}
