/**
 * Which accounts of the provider we are let into. Where it is known that we are not, nobody is asked for a card; the listing of
 * the account's events is tried again each minute and finds out when that is over.
 */
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import type pg from "pg";
import type { Asks } from "../db/batch.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";

type Client = pg.Pool | pg.ClientBase;

/** After so long an order tries it, for a key that may not list events. */
const BELIEVED_FOR_MS = 10 * 60_000;

/**
 * For a query that has the store as `s`; `since` is the parameter that `believedSince` fills. A moment that is still to come was noted
 * by a clock that was ahead, and is not believed.
 */
export const closedAccountOf = (since: string): string =>
  `EXISTS (SELECT FROM psp_listings a WHERE a.account = coalesce(s.stripe_account_id, '') AND a.not_admitted_at > ${since}::timestamptz
     AND a.not_admitted_at <= ${since}::timestamptz + interval '${BELIEVED_FOR_MS} milliseconds')`;

export const believedSince = (clock: Clock): string => iso(clock.now() - BELIEVED_FOR_MS);

/** To which account the store's next order is paid; null is the installation's own. */
export async function stripeAccountOf(client: Client, storeId: string): Promise<string | null> {
  const found = await client.query<{ account: string | null }>("SELECT stripe_account_id AS account FROM stores WHERE store_id = $1", [
    storeId,
  ]);
  return found.rows[0]?.account ?? null;
}

/**
 * The same for an order that is placed now. From its first payment on an account's events are listed (events/undelivered.ts), so it is
 * noted in the same statement.
 */
export async function accountToPay(asks: Asks, storeId: string, at: string): Promise<string | null> {
  const found = await asks.query<{ account: string | null }>({
    name: "account_to_pay",
    text: `WITH paid AS (SELECT coalesce(stripe_account_id, '') AS account FROM stores WHERE store_id = $1),
             listed AS (INSERT INTO psp_listings (account, listed_until, asked_at) SELECT account, $2::timestamptz, $2::timestamptz FROM paid
               ON CONFLICT DO NOTHING)
           SELECT nullif(account, '') AS account FROM paid`,
    values: [storeId, at],
  });
  return found.rows[0]?.account ?? null;
}

export async function noteNotAdmitted(client: Client, clock: Clock, account: string | null): Promise<void> {
  await client.query({
    text: `INSERT INTO psp_listings (account, listed_until, asked_at, not_admitted_at) VALUES ($1, $2, $2, $2)
           ON CONFLICT (account) DO UPDATE SET not_admitted_at = excluded.not_admitted_at`,
    values: [account ?? "", iso(clock.now())],
  });
}

/**
 * A refused key is no account's matter: it is told to headquarters once, whatever was asked on which account. The row of the
 * installation's own account is taken first and last by everybody who tells it, so that two do not.
 */
export async function tellKeyRefused(unit: UnitOfWork): Promise<void> {
  await noteNotAdmitted(unit.client, unit.clock, null);
  unit.raise({
    store_id: null,
    order_id: null,
    kind: "payment.not_admitted",
    detail: "The payment provider refuses this installation's key: nobody pays online, and nothing is captured, released or refunded.",
    what_to_do: "Check STRIPE_SECRET_KEY. What waits goes on by itself.",
  });
}

/** To the account itself, or only not to `call`, which the key may not make. */
export function raiseNotAdmitted(unit: UnitOfWork, storeId: string, account: string | null, call: string | null): void {
  const on = account === null ? "" : ` on the account ${account}`;
  unit.raise({
    store_id: storeId,
    order_id: null,
    kind: "payment.not_admitted",
    ...(call === null && account !== null
      ? {
          detail: `The payment provider does not admit this installation to the account ${account}. Nobody pays online there.`,
          what_to_do:
            "Have its owner connect it again: what waits then goes on by itself. Or set another payment account for the store: what waits on this one then ends, and an exception says of each order what is left to do.",
        }
      : {
          detail: `The payment provider does not let this installation's key make a ${call ?? "payment"}${on}.`,
          what_to_do: "Give the key of STRIPE_SECRET_KEY that permission at the provider. What waits goes on by itself.",
        }),
  });
}
