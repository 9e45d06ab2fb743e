/**
 * Customers with orders and money, written as the write path writes them, and the queries that look right and are not. A
 * test shows with its own rows what the naive query says, so that the case is known to be one that breaks it.
 */
import { randomUUID } from "node:crypto";
import { cents } from "@crema/shared/domain/kernel/money";
import { capture, refundOf } from "@crema/shared/domain/order/order.test-fixture";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { espressos, guestBy, must, openStore, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { type Insert, insertRows } from "../db/insert.ts";
import { INSERT_PAYMENTS, INSERT_REFUNDS } from "../db/money.ts";
import type { Caller } from "../ports.ts";
import { neverSpent, topSpenders } from "./customer-spend.ts";

export interface Spender {
  readonly user_id: string;
  readonly by: Caller;
}

export class SpendBooks {
  constructor(private readonly node: TestNode) {}

  store(currency = "EUR"): Promise<TestBox> {
    return openStore(this.node, { currency });
  }

  async customer(first_name = "Ana"): Promise<Spender> {
    const { user_id } = must(await this.node.commands.createCustomer(first_name, `${randomUUID()}@example.org`));
    const actor = { kind: "customer", id: user_id, name: first_name } as const;
    return { user_id, by: { principal: { kind: "customer", user_id, first_name }, actor } };
  }

  /** An order from the app, worth 5.00; null: a guest's. */
  async order(box: TestBox, customer: Spender | null): Promise<string> {
    const placed = must(await this.node.commands.place(espressos(box.storeId), randomUUID(), customer?.by ?? guestBy));
    return JSON.parse(placed.body).order_id;
  }

  /** An order, and money that was captured for it at that moment. */
  async paid(box: TestBox, customer: Spender | null, amount: number, at: string, changes: Partial<Payment> = {}): Promise<Payment> {
    return this.pay(box, await this.order(box, customer), amount, { captured_at: at, ...changes });
  }

  pay(box: TestBox, order_id: string, amount: number, changes: Partial<Payment> = {}): Promise<Payment> {
    const payment = capture(amount, { payment_id: randomUUID(), store_id: box.storeId, order_id, ...changes });
    return this.#write(INSERT_PAYMENTS, payment);
  }

  back(payment: Payment, amount: number, at: string, changes: Partial<Refund> = {}): Promise<Refund> {
    return this.#write(INSERT_REFUNDS, refundOf(payment, amount, { refund_id: randomUUID(), refunded_at: at, ...changes }));
  }

  async #write<R>(insert: Insert<R>, row: R): Promise<R> {
    const client = await this.node.database.pool.connect();
    try {
      await insertRows(client, insert, [row]);
    } finally {
      client.release();
    }
    return row;
  }

  /** [currency, cents, users] of the top, in these stores. */
  async top(month: string, boxes: readonly TestBox[], timeZone = "UTC"): Promise<[string, number, string[]][]> {
    const { currencies } = await topSpenders(this.node.database.pool, { month, timeZone }, idsOf(boxes));
    return currencies.map(({ currency, spend_cents, customers }) => [currency, spend_cents, customers.map((one) => one.user_id)]);
  }

  async withoutOrder(month: string, boxes: readonly TestBox[]): Promise<number> {
    return (await topSpenders(this.node.database.pool, { month, timeZone: "UTC" }, idsOf(boxes))).without_order;
  }

  /** In these stores; null: in the whole chain. Every page of it. */
  async never(boxes: readonly TestBox[] | null): Promise<string[]> {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await neverSpent(this.node.database.pool, { limit: 1000, after }, boxes && idsOf(boxes));
      found.push(...page.customers.map((one) => one.user_id));
      after = page.next_after ?? undefined;
    } while (after !== undefined);
    return found;
  }

  async naive(query: keyof typeof NAIVE, box: TestBox, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return (await this.node.database.pool.query(NAIVE[query], [box.storeId, ...values])).rows;
  }
}

const idsOf = (boxes: readonly TestBox[]): string[] => boxes.map((box) => box.storeId);

/** An amount of the stripe kind, in the state that it has at the provider. */
export const online = (status: Payment["status"]): Partial<Payment> => ({
  provider: "stripe",
  method: "ONLINE",
  status,
  provider_ref: randomUUID(),
  tendered_cents: null,
  change_cents: null,
  captured_by: null,
});

export const tip = (amount: number) => ({ tip_cents: cents(amount) });

const OF_STORE = `FROM payments p JOIN orders o ON o.order_id = p.order_id WHERE p.store_id = $1 AND p.status = 'CAPTURED'`;
const ORDERS = `users u LEFT JOIN (SELECT * FROM orders WHERE store_id = $1) o ON o.user_id = u.user_id LEFT JOIN payments p ON p.order_id = o.order_id`;

/** $1 is the store, so that tests do not see each other's rows; $2 and $3 are the month. */
const NAIVE = {
  /** The specification's own first answer: no refunds, guests in one group, one row whatever ties. */
  most: `SELECT o.user_id, sum(p.amount_cents)::int AS cents ${OF_STORE} AND p.captured_at >= $2 AND p.captured_at < $3
     GROUP BY o.user_id ORDER BY cents DESC LIMIT 1`,
  /** BETWEEN takes in the first instant of the next month. */
  between: `SELECT o.user_id, sum(p.amount_cents)::int AS cents ${OF_STORE} AND p.captured_at BETWEEN $2 AND $3 GROUP BY o.user_id`,
  /** A capture is there once for each of its refunds, and a refund counts in the month of its capture. */
  joinedRefunds: `SELECT o.user_id, (sum(p.amount_cents) - coalesce(sum(r.amount_cents), 0))::int AS cents
     FROM payments p JOIN orders o ON o.order_id = p.order_id LEFT JOIN refunds r ON r.payment_id = p.payment_id
     WHERE p.store_id = $1 AND p.status = 'CAPTURED' AND p.captured_at >= $2 AND p.captured_at < $3 GROUP BY o.user_id`,
  /** What orders say is not what was paid. */
  orderTotals: `SELECT user_id, sum(total_cents)::int AS cents FROM orders WHERE store_id = $1 AND user_id IS NOT NULL GROUP BY user_id`,
  /** One row for each order: an unpaid one is enough to be listed. */
  chainedLeftJoin: `SELECT DISTINCT u.user_id FROM ${ORDERS} AND p.status = 'CAPTURED' WHERE p.payment_id IS NULL`,
  /** The condition on the right side turns the outer join into an inner one: there is nobody left. */
  statusInWhere: `SELECT u.user_id FROM ${ORDERS} WHERE p.status = 'CAPTURED' AND p.payment_id IS NULL`,
  /** One guest's order among the spenders is a NULL: NOT IN is never true again. */
  notIn: `SELECT user_id FROM users WHERE user_id NOT IN (SELECT o.user_id ${OF_STORE})`,
  /** The specification's own second answer: what was refunded is still spent. */
  notExists: `SELECT u.user_id FROM users u WHERE NOT EXISTS (SELECT 1 ${OF_STORE} AND o.user_id = u.user_id)`,
} as const;
