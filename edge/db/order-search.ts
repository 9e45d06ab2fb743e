/**
 * Orders as a cashier looks for them, latest first. The latest is the one that came to this box last: rowids count up,
 * and every index ends with them, so a page is read off an index and nothing is sorted.
 * Pitfall: a condition that is always present keeps SQLite from its indexes, so a statement has only those that were
 * asked for.
 */
import type { OrderListQuery } from "@crema/shared/contract/orders-at-store";
import { fold } from "@crema/shared/domain/kernel/fold";
import { isOpenStatus } from "@crema/shared/domain/order/order";
import type { Db } from "./database.ts";

export interface OrderSearch {
  /** At most `limit + 1` ids, so that the caller sees whether there are more. */
  find(query: OrderListQuery): string[];
}

const OPEN = "status IN ('PLACED', 'PAID', 'IN_PROGRESS', 'READY')";
const MATCHES = `rowid IN (
  SELECT rowid FROM orders WHERE ticket_number = @ticket
  UNION SELECT rowid FROM orders WHERE name_key IS NOT NULL AND name_key >= @name AND name_key < @name_end
  UNION SELECT o.rowid FROM payments p JOIN orders o ON o.order_id = p.order_id
    WHERE p.provider = 'in_store' AND p.account = '' AND p.provider_ref = @ticket
  UNION SELECT o.rowid FROM refunds r JOIN orders o ON o.order_id = r.order_id
    WHERE r.provider = 'in_store' AND r.account = '' AND r.provider_ref = @ticket)`;

/** Sorts after every letter and every emoji in SQLite's byte order. */
const LAST_LETTER = "\u{10ffff}";

/** The form in which names are compared. null: nothing to search for. */
export function nameKey(name: string | null): string | null {
  const key = fold(name ?? "").trim();
  return key === "" ? null : key;
}

export function prepareOrderSearch(db: Db): OrderSearch {
  const statements = new Map<string, ReturnType<typeof db.prepare<[Record<string, string | number | null>], { order_id: string }>>>();
  return {
    find({ q, status, origin, only, business_day, before, limit }) {
      const name = nameKey(q ?? null);
      const where = [
        ...(q === undefined ? [] : [MATCHES]),
        // Written out, so that SQLite uses the small partial indexes of the rare statuses.
        ...(status === undefined ? [] : isOpenStatus(status) ? [OPEN, `status = '${status}'`] : [`status = '${status}'`]),
        ...(only === undefined ? [] : [OPEN]),
        ...(only === "OWING" ? ["pay_mode = 'AT_STORE' AND paid_cents < total_cents"] : []),
        ...(origin === undefined ? [] : [`origin = '${origin}'`]),
        ...(business_day === undefined ? [] : ["business_day = @business_day"]),
        ...(before === undefined ? [] : ["rowid < (SELECT rowid FROM orders WHERE order_id = @before)"]),
      ];
      const sql = `SELECT order_id FROM orders ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""} ORDER BY rowid DESC LIMIT @limit`;
      const statement = statements.get(sql) ?? db.prepare(sql);
      statements.set(sql, statement);
      const given: Record<string, string | number | null> = { limit: limit + 1 };
      if (q !== undefined)
        Object.assign(given, { ticket: q.toUpperCase(), name: name ?? LAST_LETTER, name_end: `${name ?? ""}${LAST_LETTER}` });
      if (business_day !== undefined) given.business_day = business_day;
      if (before !== undefined) given.before = before;
      return statement.all(given).map((row) => row.order_id);
    },
  };
}
