/** Browsers that want to be told, as rows. Where one is reached is sealed, and known again by a blind index. */
import { iso } from "@crema/shared/domain/kernel/clock";
import type pg from "pg";

/** Of one customer, as long as that sign-in lasts; or of one order of a guest. */
export type SubscriptionOwner =
  | { readonly user_id: string; readonly session_id: string }
  | { readonly store_id: string; readonly order_id: string };

export interface NewSubscription {
  readonly subscription_id: string;
  /** Blind index of the endpoint. */
  readonly endpoint_index: string;
  /** Endpoint and keys. */
  readonly sealed: string;
  readonly language: string | null;
  readonly now: number;
  readonly expiresAt: number;
}

/** How many browsers are told; the one that subscribed first gives way. */
export const PER_CUSTOMER = 10;
export const PER_ORDER = 3;

const UPDATES = `DO UPDATE SET sealed = excluded.sealed, user_id = excluded.user_id, session_id = excluded.session_id,
  language = excluded.language, created_at = excluded.created_at, expires_at = excluded.expires_at RETURNING subscription_id`;

/** The same browser again is the same row, with its new keys. Resolves to the row's id. */
export async function putSubscription(client: pg.ClientBase, owner: SubscriptionOwner, made: NewSubscription): Promise<string> {
  const isCustomers = "user_id" in owner;
  const [column, id, most] = isCustomers ? ["user_id", owner.user_id, PER_CUSTOMER] : ["order_id", owner.order_id, PER_ORDER];
  // Two browsers at once are counted one after the other.
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`push_subscriptions ${id}`]);
  const conflict = isCustomers ? "(endpoint_index) WHERE user_id IS NOT NULL" : "(endpoint_index, order_id) WHERE order_id IS NOT NULL";
  const put = await client.query<{ subscription_id: string }>(
    `INSERT INTO push_subscriptions (subscription_id, endpoint_index, sealed, user_id, session_id, store_id, order_id, language, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT ${conflict} ${UPDATES}`,
    [
      made.subscription_id,
      made.endpoint_index,
      made.sealed,
      ...(isCustomers ? [owner.user_id, owner.session_id, null, null] : [null, null, owner.store_id, owner.order_id]),
      made.language,
      iso(made.now),
      iso(made.expiresAt),
    ],
  );
  const kept = put.rows[0]?.subscription_id ?? made.subscription_id;
  await client.query(
    `DELETE FROM push_subscriptions WHERE ${column} = $1 AND subscription_id <> $3 AND subscription_id NOT IN
       (SELECT subscription_id FROM push_subscriptions WHERE ${column} = $1 ORDER BY created_at DESC, subscription_id DESC LIMIT $2)`,
    [id, most, kept],
  );
  return kept;
}

/** Nothing when it is not there, or somebody else's. */
export async function deleteSubscription(
  client: pg.ClientBase,
  owner: { readonly user_id: string } | { readonly order_id: string },
  subscriptionId: string,
): Promise<void> {
  const [column, id] = "user_id" in owner ? ["user_id", owner.user_id] : ["order_id", owner.order_id];
  await client.query(`DELETE FROM push_subscriptions WHERE subscription_id = $1 AND ${column} = $2`, [subscriptionId, id]);
}
