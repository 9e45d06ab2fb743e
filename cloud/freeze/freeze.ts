/**
 * The freeze of a store (J3): this cloud's database was put back, and the store's box has not joined it yet. What the cloud knows of
 * the store's orders may be old, so it decides none of them: no offer, confirmation, withdrawal, expiry, capture or refund. The counter
 * sells on. This is the one place that says whether a store is frozen; under the link row's lock, that is final.
 */
import type { Result } from "@crema/shared/domain/kernel/errors";
import { refuse } from "@crema/shared/domain/kernel/errors";
import type pg from "pg";
import type { Asks } from "../db/batch.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";

/** By what: the box has joined, or headquarters has taken the box's place from it. */
export type FreezeEnd = "JOINED" | "REVOKED" | "REPLACED";

/** The link row must be locked. */
export function isFrozen({ link }: UnitOfWork): boolean {
  return link !== null && link.frozen_by !== null;
}

/** Of a row with a store_id, in SQL. What it lets through is looked at again under the lock. */
export const notFrozen = (row: string): string =>
  `NOT EXISTS (SELECT FROM store_links frozen WHERE frozen.store_id = ${row}.store_id AND frozen.frozen_by IS NOT NULL)`;

export async function isStoreFrozen(pool: Asks, storeId: string): Promise<boolean> {
  const text = "SELECT FROM store_links WHERE store_id = $1 AND frozen_by IS NOT NULL";
  return (await pool.query({ name: "store_frozen", text, values: [storeId] })).rowCount === 1;
}

export async function isAnyFrozen(pool: pg.Pool): Promise<boolean> {
  return (await pool.query("SELECT FROM store_links WHERE frozen_by IS NOT NULL LIMIT 1")).rowCount === 1;
}

const RETRY_AFTER_S = 10;

/** To a customer who wants to order. */
export function orderWaits(storeName: string): Result<never> {
  return refuse(
    "store.rejoining",
    `After a fault, the orders of ${storeName} are being compared with the store before new ones are taken. Please order at the counter, or try again in a minute.`,
    { retry_after_s: RETRY_AFTER_S },
  );
}

/** To headquarters, which wants something done about an order. */
export function decisionWaits(storeId: string): Result<never> {
  return refuse(
    "store.rejoining",
    `The service was put back to an earlier state and does not know yet what ${storeId} has done since. Nothing was changed; try again once its box has joined. The store's page at headquarters says how far that is.`,
    { retry_after_s: RETRY_AFTER_S },
  );
}
