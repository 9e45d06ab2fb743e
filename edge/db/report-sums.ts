/**
 * What a run of the journal sums to, in SQL. The box has one thread, so a run that may be long is read in pieces of PIECE
 * entries (inTurns). Cached sums must be final; facts are, once they are committed.
 */
import type { MovementKind } from "@crema/shared/domain/drawer/drawer";
import type { RefundKind, TenderMethod } from "@crema/shared/domain/payment/payment";
import type { Db } from "./database.ts";
import { type JournalRun, ONLINE_KINDS } from "./journal.ts";

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
  readonly online_tips: number;
}
interface TaxSums {
  readonly day: string | null;
  readonly rate: number | null;
  readonly name: string | null;
  readonly exempt: number;
  readonly net: number;
  readonly tax: number;
}
interface RefundedTax {
  readonly day: string | null;
  readonly tax: number;
}
interface VoidSums extends OfDay {
  /** JSON of Actor. */
  readonly by: string;
  readonly amount: number;
}
export interface MoneySums extends OfDay {
  readonly method: TenderMethod;
  readonly amount: number;
  readonly tip: number;
  readonly rounding: number;
  /** Cash that moved while no session was open. */
  readonly loose: number;
}
interface RefundSums extends MoneySums {
  readonly kind: RefundKind;
}
/** One refund that was paid online, of which a report names each. `failed`: 1 where it is taken off again. */
interface OnlineRefundSum extends OfDay {
  readonly refund_id: string;
  readonly failed: number;
  readonly amount: number;
  readonly tip: number;
}
interface MovementSums extends OfDay {
  readonly kind: MovementKind;
  readonly amount: number;
}

/** A day may be in several rows of a kind: one for each piece. */
export interface RunSums {
  readonly sales: readonly SaleSums[];
  readonly voids: readonly VoidSums[];
  readonly taxes: readonly TaxSums[];
  /** The tax in what was refunded of sales: by rate, and in all. */
  readonly refundTaxes: readonly TaxSums[];
  readonly refundedTax: readonly RefundedTax[];
  readonly tenders: readonly MoneySums[];
  readonly refunds: readonly RefundSums[];
  readonly movements: readonly MovementSums[];
  readonly onlineRefunds: readonly OnlineRefundSum[];
}

const RUN = "FROM journal j JOIN";
const WITHIN = "j.position > @from AND j.position <= @to AND j.session_id IS @session_id";
const MONEY = `COUNT(*) AS n, SUM(f.amount_cents) AS amount, SUM(f.tip_cents) AS tip, SUM(COALESCE(f.rounding_cents, 0)) AS rounding,
  SUM(CASE WHEN f.method = 'CASH' AND f.drawer_session_id IS NULL THEN f.amount_cents + f.tip_cents + COALESCE(f.rounding_cents, 0) ELSE 0 END) AS loose`;

/** The taxes of a line (`t`: each by name), or its one tax where none has a name. `sign`: −1 where they are taken off again. */
const taxOf = (taxes: string, tax: string, total: string, sign = "1"): string =>
  `CASE WHEN ${taxes} IS NULL THEN l.tax_rate_ppm ELSE t.value ->> '$.rate_ppm' END AS rate, t.value ->> '$.name' AS name,
   COALESCE(l.tax_exempt, 0) AS exempt, SUM(${sign} * (${total} - ${tax})) AS net, SUM(${sign} * COALESCE(t.value ->> '$.tax_cents', ${tax})) AS tax`;

/**
 * The lines of refunds of sales. A refund counts with itself when its order had been handed over, and with the sale when that came
 * later; of an order that is never handed over it counts for nothing. So what a run sums to stays as it is.
 */
const REFUNDED_LINES = `f.order_id, r.value ->> '$.line_id' AS line_id, r.value ->> '$.amount_cents' AS amount, r.value ->> '$.tax_cents' AS tax,
  r.value ->> '$.taxes' AS taxes`;
const OF_GUESTS = "f.status = 'SUCCEEDED' AND f.kind = 'GIVEN_BACK' AND f.provider = 'in_store'";
const REFUNDED = `
  SELECT f.business_day AS day, 1 AS sign, ${REFUNDED_LINES}
  FROM journal j JOIN refunds f ON f.refund_id = j.ref_id JOIN orders o ON o.order_id = f.order_id, json_each(f.lines) r
  WHERE j.kind = 'REFUND' AND ${OF_GUESTS} AND o.status = 'COMPLETED' AND ${WITHIN}
    AND NOT EXISTS (SELECT 1 FROM journal s WHERE s.kind = 'SALE' AND s.ref_id = f.order_id AND s.position > j.position)
  UNION ALL SELECT j.business_day, 1, ${REFUNDED_LINES}
  FROM journal j JOIN refunds f ON f.order_id = j.ref_id LEFT JOIN journal g ON g.kind = 'REFUND' AND g.ref_id = f.refund_id, json_each(f.lines) r
  WHERE j.kind = 'SALE' AND ${OF_GUESTS} AND (g.position IS NULL OR g.position < j.position) AND ${WITHIN}`;

/** The same of what was paid online: each is in the journal by itself, on the day under which it counts. */
const REFUNDED_ONLINE = `
  SELECT j.business_day AS day, CASE j.kind WHEN 'REFUND_ONLINE' THEN 1 ELSE -1 END AS sign, ${REFUNDED_LINES}
  FROM journal j JOIN online_refunds f ON f.refund_id = j.ref_id, json_each(f.lines) r WHERE j.kind IN ${ONLINE_KINDS} AND ${WITHIN}`;

export function prepareRunSums(db: Db): (run: JournalRun) => RunSums {
  const prepare = <Row>(sql: string) => db.prepare<[JournalRun], Row>(sql);
  const entries = prepare<{ n: number }>(`SELECT COUNT(*) AS n FROM journal j WHERE ${WITHIN}`);
  const sales = prepare<SaleSums>(
    `SELECT j.business_day AS day, COUNT(*) AS n, SUM(o.subtotal_cents) AS gross, SUM(o.discount_cents) AS discount, SUM(o.tax_cents) AS tax,
       SUM(o.total_cents) AS total, SUM(CASE WHEN o.pay_mode = 'ONLINE' THEN o.total_cents ELSE 0 END) AS online, SUM(COALESCE(o.state ->> '$.tip_cents', 0)) AS online_tips
     ${RUN} orders o ON o.order_id = j.ref_id WHERE j.kind = 'SALE' AND ${WITHIN} GROUP BY 1`,
  );
  const voids = prepare<VoidSums>(
    `SELECT j.business_day AS day, o.state ->> '$.cancelled_by' AS by, COUNT(*) AS n, SUM(o.total_cents) AS amount
     ${RUN} orders o ON o.order_id = j.ref_id WHERE j.kind = 'VOID' AND ${WITHIN} GROUP BY 1, 2`,
  );
  const taxes = prepare<TaxSums>(
    `SELECT j.business_day AS day, ${taxOf("l.taxes", "l.tax_cents", "l.line_total_cents")}
     ${RUN} orders o ON o.order_id = j.ref_id JOIN order_lines l ON l.order_id = o.order_id LEFT JOIN json_each(l.taxes) t
     WHERE j.kind = 'SALE' AND ${WITHIN} GROUP BY 1, 2, 3, 4`,
  );
  const refundTaxes = prepare<TaxSums>(
    `WITH refunded AS (${REFUNDED} UNION ALL ${REFUNDED_ONLINE}) SELECT day, ${taxOf("r.taxes", "r.tax", "r.amount", "r.sign")}
     FROM refunded r LEFT JOIN order_lines l ON l.order_id = r.order_id AND l.line_id = r.line_id LEFT JOIN json_each(r.taxes) t GROUP BY 1, 2, 3, 4`,
  );
  const refundedTax = prepare<RefundedTax>(
    `WITH refunded AS (${REFUNDED} UNION ALL ${REFUNDED_ONLINE}) SELECT day, SUM(sign * tax) AS tax FROM refunded GROUP BY 1`,
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
  const onlineRefunds = prepare<OnlineRefundSum>(
    `SELECT j.business_day AS day, 1 AS n, j.ref_id AS refund_id, j.kind = 'REFUND_ONLINE_FAILED' AS failed,
       (f.state ->> '$.amount_cents') - COALESCE(f.state ->> '$.corrected_cents', 0) AS amount, COALESCE(f.state ->> '$.tip_cents', 0) AS tip
     ${RUN} online_refunds f ON f.refund_id = j.ref_id WHERE j.kind IN ${ONLINE_KINDS} AND ${WITHIN} ORDER BY j.position`,
  );
  return (run) => {
    const sums = {
      sales: sales.all(run),
      voids: voids.all(run),
      taxes: taxes.all(run),
      refundTaxes: refundTaxes.all(run),
      refundedTax: refundedTax.all(run),
      tenders: tenders.all(run),
      refunds: refunds.all(run),
      movements: movements.all(run),
      onlineRefunds: onlineRefunds.all(run),
    };
    const facts: readonly OfDay[] = [
      ...[...sums.sales, ...sums.voids, ...sums.tenders, ...sums.refunds],
      ...[...sums.movements, ...sums.onlineRefunds],
    ];
    const counted = facts.reduce((sum, { n }) => sum + n, 0);
    const expected = entries.get(run)?.n ?? 0;
    if (counted !== expected) throw new Error(`the journal has ${expected} entries after ${run.from}, and ${counted} facts are there`);
    return sums;
  };
}
