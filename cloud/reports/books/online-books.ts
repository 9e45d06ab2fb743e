/**
 * The online books: our payments and refunds of a business day against the provider, intent by intent. An intent has
 * one state at the provider, but its money may be of several days. So an intent is compared as a whole, and the day's
 * totals add up the day's facts.
 */

import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { IntentSnapshot, RefundSnapshot } from "@crema/shared/domain/payment/intent";
import { withTip } from "@crema/shared/domain/payment/money-parts";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { Ledger } from "./ledger.ts";
import { OnlineSums } from "./online-sums.ts";
import type { BooksPage } from "./page.ts";
import type { Listing, Read } from "./provider-books.ts";
import { reasonFor } from "./reason.ts";

export interface ProviderSide {
  readonly listing: Listing;
  readonly read: ReadonlyMap<string, Read>;
}

/** What the provider has of an intent, `null` when it could not be read. */
function snapshotOf({ listing, read }: ProviderSide, intentId: string): IntentSnapshot | "missing" | null {
  const one = read.get(intentId);
  if (one) return one.kind === "read" ? one.snapshot : one.kind === "missing" ? "missing" : null;
  return listing.intents.get(intentId)?.snapshot ?? null;
}

export const takenOf = (snapshot: IntentSnapshot): number => (snapshot.state === "SUCCEEDED" ? snapshot.received_cents : 0);

/** `isOfDay`: whether an intent that the provider made then is of the day. */
export function compareOnline(ledger: Ledger, side: ProviderSide, day: string, isOfDay: (at: string) => boolean, page: BooksPage): void {
  const sums = new OnlineSums(day);
  const online = ledger.payments.filter((payment) => payment.provider === "stripe");
  for (const payment of online) {
    const refunds = ledger.refunds.filter((refund) => refund.payment_id === payment.payment_id);
    sums.ours(payment, refunds);
    if (payment.intent_id === null) continue;
    const snapshot = snapshotOf(side, payment.intent_id);
    if (snapshot === null) page.notCompared.push(`Intent ${payment.intent_id} could not be read at the provider.`);
    else compareIntent(ledger, payment, refunds, snapshot, sums, page);
  }
  const known = new Set(online.map((payment) => payment.intent_id));
  for (const [intentId, listed] of side.listing.intents) {
    const snapshot = snapshotOf(side, intentId);
    if (known.has(intentId) || snapshot === null || snapshot === "missing" || !isOfDay(listed.created_at)) continue;
    unknownIntent(intentId, listed.account, listed.order_id, snapshot, sums, page);
  }
  sums.write(page);
}

function compareIntent(
  ledger: Ledger,
  payment: Payment,
  refunds: readonly Refund[],
  snapshot: IntentSnapshot | "missing",
  sums: OnlineSums,
  page: BooksPage,
): void {
  const cloud = payment.status === "CAPTURED" ? withTip(payment) : 0;
  const { order_id, intent_id, currency } = payment;
  const reason = reasonFor(ledger, payment);
  if (snapshot === "missing") {
    if (cloud === 0) return;
    page.differs("online.captured", "The provider does not know the intent that we have captured.", {
      order_id,
      intent_id,
      currency,
      cloud,
      provider: 0,
      reason,
    });
    return;
  }
  const provider = takenOf(snapshot);
  sums.theirs(payment, snapshot, refunds);
  if (provider !== cloud || (provider > 0 && snapshot.currency !== payment.currency)) {
    const text = `Captured: we have ${payment.currency} ${payment.status}, the provider has ${snapshot.currency} ${snapshot.state}.`;
    page.differs("online.captured", text, { order_id, intent_id, currency, cloud, provider, reason });
  }
  for (const refund of refunds) {
    const theirs = snapshot.refunds.find((each) => isSame(refund, each));
    compareRefund(ledger, payment, refund, theirs ?? null, page);
  }
  for (const theirs of snapshot.refunds) {
    if (theirs.state === "FAILED" || refunds.some((refund) => isSame(refund, theirs))) continue;
    const text = `The provider has given back (${theirs.provider_ref}, ${theirs.state}) what is not in our books.`;
    page.differs("online.refund_unknown", text, {
      order_id,
      intent_id,
      currency,
      cloud: 0,
      provider: theirs.amount_cents,
      reason: reason ?? madeThere(theirs),
    });
  }
}

const madeThere = ({ refund_id }: RefundSnapshot): string | null =>
  refund_id === null ? "It was made at the provider and not through Crema; its event brings it into the books." : null;

const isSame = (refund: Refund, theirs: RefundSnapshot): boolean =>
  refund.refund_id === theirs.refund_id || refund.provider_ref === theirs.provider_ref;

function compareRefund(ledger: Ledger, payment: Payment, refund: Refund, theirs: RefundSnapshot | null, page: BooksPage): void {
  const { order_id } = refund;
  const amount = moneyText(withTip(refund), refund.currency);
  if (theirs === null) {
    if (refund.status === "FAILED") return;
    if (refund.status === "PENDING" && ledger.openOperations.some((each) => each.refund_id === refund.refund_id)) {
      page.isOpen("refund.not_asked_yet", `A refund of ${amount} is on its way to the provider.`, order_id);
      return;
    }
  } else if (theirs.amount_cents === withTip(refund)) {
    if (theirs.state === "UNKNOWN") {
      page.isOpen("refund.unknown_state", `A refund of ${amount} is in a state that this release does not know.`, order_id);
      return;
    }
    if (theirs.state === refund.status) {
      if (refund.status === "PENDING")
        page.isOpen("refund.pending", `A refund of ${amount} is pending at the provider (${theirs.provider_ref}).`, order_id);
      return;
    }
    if (refund.status === "PENDING") {
      const text = `A refund of ${amount} is ${theirs.state} at the provider (${theirs.provider_ref}); the cloud has not read that yet.`;
      page.isOpen("refund.news", text, order_id);
      return;
    }
  }
  page.differs("online.refund", `Refund: we have ${refund.status}, the provider has ${theirs?.state ?? "none"}.`, {
    order_id,
    intent_id: payment.intent_id,
    currency: refund.currency,
    cloud: refund.status === "FAILED" ? 0 : withTip(refund),
    provider: theirs && theirs.state !== "FAILED" ? theirs.amount_cents : 0,
    reason: reasonFor(ledger, payment),
  });
}

/** Made for this store, and not by this database: a rewound cloud, or somebody with the keys. */
function unknownIntent(
  intent_id: string,
  account: string,
  orderId: string | null,
  snapshot: IntentSnapshot,
  sums: OnlineSums,
  page: BooksPage,
): void {
  sums.unknown(account, snapshot);
  const money = takenOf(snapshot) + snapshot.capturable_cents;
  // What nobody has paid is no money: a creation of ours whose response was lost leaves such an intent.
  if (money === 0) return;
  page.differs(
    "online.intent_unknown",
    `The provider has an intent for this store that is not in our books (order ${orderId ?? "unnamed"}, ${snapshot.state}).`,
    {
      intent_id,
      currency: snapshot.currency,
      cloud: 0,
      provider: money,
      reason: "It was made by another installation, or by this one before its database was set back.",
    },
  );
}
