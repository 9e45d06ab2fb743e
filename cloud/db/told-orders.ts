/** Whom an order's messages go to, and what they are about: read in one go for many orders. Addresses stay sealed. */
import type { MessageTopics } from "@crema/shared/contract/messages";
import { DomainEvent } from "@crema/shared/domain/events";
import { type Order, storedOrder } from "@crema/shared/domain/order/order";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { Language, ProfileDocument } from "@crema/shared/domain/store/profile";
import type pg from "pg";

/** As it stands in the rows. */
export interface SealedContact {
  readonly email_sealed: string | null;
  readonly email_index: string | null;
  readonly phone_sealed: string | null;
  readonly phone_index: string | null;
  readonly language: Language | null;
}

export interface ToldUser extends SealedContact {
  /** null: what is told by default. */
  readonly topics: MessageTopics | null;
}

export interface ToldSubscription {
  readonly subscription_id: string;
  /** Of one browser, whoever's the subscription is. */
  readonly endpoint_index: string;
  readonly language: Language | null;
}

export interface ToldOrder {
  readonly order: Order;
  /** null: the store has none. */
  readonly profile: ProfileDocument | null;
  readonly events: readonly DomainEvent[];
  /** The signed-in customer whose order it is; null: a guest's. */
  readonly user: ToldUser | null;
  /** What was left with the order; its members are null where nothing was. */
  readonly contact: SealedContact;
  readonly subscriptions: readonly ToldSubscription[];
  /** Of orders that a receipt is asked of. */
  readonly money: { readonly payments: readonly Payment[]; readonly refunds: readonly Refund[] };
}

interface Row extends SealedContact {
  readonly order_id: string;
  readonly state: Order;
  readonly profile: ProfileDocument | null;
  readonly user_id: string | null;
  readonly user_language: Language | null;
  readonly user_email: string | null;
  readonly user_email_index: string | null;
  readonly user_phone: string | null;
  readonly user_phone_index: string | null;
  readonly topics: MessageTopics | null;
}

/** An address that nobody has shown to be theirs is written to by nobody: headquarters may have mistyped it. */
const TOLD_ORDERS = `
  SELECT o.order_id, o.state, d.document AS profile, u.user_id, u.language AS user_language, u.preferences AS topics,
    CASE WHEN u.email_proved_at IS NOT NULL THEN u.email_ciphertext END AS user_email,
    CASE WHEN u.email_proved_at IS NOT NULL THEN u.email_index END AS user_email_index,
    u.phone_ciphertext AS user_phone, u.phone_index AS user_phone_index,
    c.email_sealed, c.email_index, c.phone_sealed, c.phone_index, c.language
  FROM orders o
    LEFT JOIN store_documents d ON d.store_id = o.store_id AND d.kind = 'profile'
    LEFT JOIN users u ON u.user_id = o.user_id AND u.role = 'customer'
    LEFT JOIN order_contacts c ON c.store_id = o.store_id AND c.order_id = o.order_id AND c.expires_at > $2
  WHERE o.order_id = ANY ($1::uuid[])`;

/** Orders by their ids; those whose rows cannot be read with the reason, so that they keep no other waiting. */
export interface ToldOrders {
  readonly told: ReadonlyMap<string, ToldOrder>;
  readonly unreadable: ReadonlyMap<string, unknown>;
}

/** `receiptsOf`: those of them whose money is read as well. */
export async function readToldOrders(
  client: pg.ClientBase | pg.Pool,
  orderIds: readonly string[],
  at: string,
  receiptsOf: readonly string[],
): Promise<ToldOrders> {
  const ids = [...new Set(orderIds)];
  const rows = (await client.query<Row>({ name: "told_orders", text: TOLD_ORDERS, values: [ids, at] })).rows;
  const events = await client.query<{ order_id: string; body: unknown }>({
    name: "told_events",
    text: `SELECT order_id, body FROM order_events
     WHERE (store_id, order_id) IN (SELECT store_id, order_id FROM orders WHERE order_id = ANY ($1::uuid[]))
       AND type IN ('order.declined', 'refund.succeeded') ORDER BY order_id, cursor`,
    values: [ids],
  });
  const subscriptions = await client.query<ToldSubscription & { of: string }>({
    name: "told_subscriptions",
    // One a browser: of a customer's and an order's it is the customer's.
    text: `SELECT DISTINCT ON (of, endpoint_index) subscription_id, endpoint_index, language, of FROM
       (SELECT s.subscription_id, s.endpoint_index, s.language, o.order_id AS of, s.user_id FROM orders o
          JOIN push_subscriptions s ON s.user_id = o.user_id WHERE o.order_id = ANY ($1::uuid[]) AND s.expires_at > $2
        UNION ALL
        SELECT s.subscription_id, s.endpoint_index, s.language, s.order_id, s.user_id FROM push_subscriptions s
          WHERE s.order_id = ANY ($1::uuid[]) AND s.expires_at > $2) told
     ORDER BY of, endpoint_index, user_id NULLS LAST, subscription_id`,
    values: [ids, at],
  });
  const payments = await moneyOf<Payment>(client, "payments", receiptsOf);
  const refunds = await moneyOf<Refund>(client, "refunds", receiptsOf);
  const of = <T extends { readonly order_id: string }>(all: readonly T[], id: string) => all.filter(({ order_id }) => order_id === id);
  const told = new Map<string, ToldOrder>();
  const unreadable = new Map<string, unknown>();
  for (const row of rows) {
    const id = row.order_id;
    const money = { payments: of(payments, id).map(({ state }) => state), refunds: of(refunds, id).map(({ state }) => state) };
    try {
      const rest = {
        events: of(events.rows, id).map(({ body }) => DomainEvent.parse(body)),
        subscriptions: subscriptions.rows.filter((one) => one.of === id),
        money,
      };
      told.set(id, { ...rest, order: storedOrder(row.state), profile: row.profile, ...recipientsOf(row) });
    } catch (error) {
      unreadable.set(id, error);
    }
  }
  return { told, unreadable };
}

async function moneyOf<T>(client: pg.ClientBase | pg.Pool, table: "payments" | "refunds", orderIds: readonly string[]) {
  if (orderIds.length === 0) return [];
  const found = await client.query<{ order_id: string; state: T }>(
    `SELECT order_id, state FROM ${table}
     WHERE (store_id, order_id) IN (SELECT store_id, order_id FROM orders WHERE order_id = ANY ($1::uuid[]))`,
    [orderIds],
  );
  return found.rows;
}

function recipientsOf(row: Row): Pick<ToldOrder, "user" | "contact"> {
  const user =
    row.user_id === null
      ? null
      : {
          email_sealed: row.user_email,
          email_index: row.user_email_index,
          phone_sealed: row.user_phone,
          phone_index: row.user_phone_index,
          language: row.user_language,
          topics: row.topics,
        };
  const { email_sealed, email_index, phone_sealed, phone_index, language } = row;
  return { user, contact: { email_sealed, email_index, phone_sealed, phone_index, language } };
}
