/**
 * The provider's books: what it took and refunded, per account and per payment. Pitfall: the released rest of a hold is
 * a refund object at Stripe, but no money.
 */
import type { Row, Store } from "./store.ts";

export interface Amounts {
  /** Held now, neither captured nor let go. */
  held_cents: number;
  captured_cents: number;
  /** Refunded for good, as far as is known now. */
  refunded_cents: number;
  refund_pending_cents: number;
  refund_failed_cents: number;
  /** Holds that were let go, in whole or in part. */
  released_cents: number;
  /** Taken by the customer's bank, unless the dispute was won. */
  disputed_cents: number;
}

export interface IntentBooks extends Amounts {
  intent: string;
  status: string;
  amount_cents: number;
  currency: string;
  charge: string | null;
  refunds: string[];
  metadata: Record<string, string>;
}

export interface AccountBooks extends Amounts {
  /** "" is the platform. */
  account: string;
  intents: IntentBooks[];
}

const NOTHING: Amounts = {
  held_cents: 0,
  captured_cents: 0,
  refunded_cents: 0,
  refund_pending_cents: 0,
  refund_failed_cents: 0,
  released_cents: 0,
  disputed_cents: 0,
};
const FIELDS = Object.keys(NOTHING) as (keyof Amounts)[];

export function booksOf(store: Store): AccountBooks[] {
  const refunds = byIntent(store.all("refund"));
  const disputes = byIntent(store.all("dispute"));
  const charges = new Map(store.all("charge").map((row) => [row.body.id, row]));
  const accounts = new Map<string, AccountBooks>();
  for (const row of store.all("payment_intent")) {
    const charge = charges.get(String(row.body.latest_charge));
    const books = intentBooks(row, charge, refunds.get(row.body.id) ?? [], disputes.get(row.body.id) ?? []);
    const account = accounts.get(row.account) ?? { account: row.account, ...NOTHING, intents: [] };
    for (const field of FIELDS) account[field] += books[field];
    account.intents.push(books);
    accounts.set(row.account, account);
  }
  return [...accounts.values()];
}

function byIntent<K extends "refund" | "dispute">(rows: readonly Row<K>[]): Map<string, Row<K>[]> {
  const groups = new Map<string, Row<K>[]>();
  for (const row of rows) {
    const intent = String(row.body.payment_intent);
    groups.set(intent, [...(groups.get(intent) ?? []), row]);
  }
  return groups;
}

function intentBooks(
  { body }: Row<"payment_intent">,
  charge: Row<"charge"> | undefined,
  refunds: readonly Row<"refund">[],
  disputes: readonly Row<"dispute">[],
): IntentBooks {
  const sum = (of: readonly Row<"refund">[]) => of.reduce((total, { body: { amount } }) => total + amount, 0);
  const given = refunds.filter((row) => row.facts.releases_hold !== true);
  const inState = (status: string) => sum(given.filter((row) => row.body.status === status));
  return {
    intent: body.id,
    status: body.status,
    amount_cents: body.amount,
    currency: body.currency,
    charge: charge?.body.id ?? null,
    refunds: given.map((row) => row.body.id),
    metadata: body.metadata,
    held_cents: body.amount_capturable,
    captured_cents: charge?.body.amount_captured ?? 0,
    refunded_cents: inState("succeeded"),
    refund_pending_cents: inState("pending"),
    refund_failed_cents: inState("failed"),
    released_cents: sum(refunds.filter((row) => row.facts.releases_hold === true)),
    disputed_cents: disputes.filter((row) => row.body.status !== "won").reduce((total, row) => total + row.body.amount, 0),
  };
}
