/**
 * The online books: our payments and refunds of a business day against the provider, intent by intent. Easy to get wrong: an
 * intent has one state at the provider and its money may be of several days, so what is compared is all of an intent, and
 * what is summed for the day are the facts of the day.
 */

import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { IntentReading, RefundReading } from "@crema/shared/domain/payment/intent";
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
function readingOf({ listing, read }: ProviderSide, intentId: string): IntentReading | "missing" | null {
  const one = read.get(intentId);
  if (one) return one.kind === "read" ? one.reading : one.kind === "missing" ? "missing" : null;
  return listing.intents.get(intentId)?.reading ?? null;
}

export const takenOf = (reading: IntentReading): number => (reading.state === "SUCCEEDED" ? reading.received_cents : 0);

/** `isOfDay`: whether an intent that the provider made then is of the day. */
export function compareOnline(ledger: Ledger, side: ProviderSide, day: string, isOfDay: (at: string) => boolean, page: BooksPage): void {
  const sums = new OnlineSums(day);
  const online = ledger.payments.filter((payment) => payment.provider === "stripe");
  for (const payment of online) {
    const refunds = ledger.refunds.filter((refund) => refund.payment_id === payment.payment_id);
    sums.ours(payment, refunds);
    if (payment.intent_id === null) continue;
    const reading = readingOf(side, payment.intent_id);
    if (reading === null) page.notCompared.push(`Intent ${payment.intent_id} could not be read at the provider.`);
    else compareIntent(ledger, payment, refunds, reading, sums, page);
  }
  const known = new Set(online.map((payment) => payment.intent_id));
  for (const [intentId, listed] of side.listing.intents) {
    const reading = readingOf(side, intentId);
    if (known.has(intentId) || reading === null || reading === "missing" || !isOfDay(listed.created_at)) continue;
    unknownIntent(intentId, listed.account, listed.order_id, reading, sums, page);
  }
  sums.write(page);
}

function compareIntent(
  ledger: Ledger,
  payment: Payment,
  refunds: readonly Refund[],
  reading: IntentReading | "missing",
  sums: OnlineSums,
  page: BooksPage,
): void {
  const cloud = payment.status === "CAPTURED" ? payment.amount_cents : 0;
  const { order_id, intent_id } = payment;
  const reason = reasonFor(ledger, payment);
  if (reading === "missing") {
    if (cloud === 0) return;
    page.differs("online.captured", "The provider does not know the intent that we have captured.", {
      order_id,
      intent_id,
      cloud,
      provider: 0,
      reason,
    });
    return;
  }
  const provider = takenOf(reading);
  sums.theirs(payment, reading, refunds);
  if (provider !== cloud || (provider > 0 && reading.currency !== payment.currency)) {
    const text = `Captured: we have ${payment.currency} ${payment.status}, the provider has ${reading.currency} ${reading.state}.`;
    page.differs("online.captured", text, { order_id, intent_id, cloud, provider, reason });
  }
  for (const refund of refunds) {
    const theirs = reading.refunds.find((each) => isSame(refund, each));
    compareRefund(ledger, payment, refund, theirs ?? null, page);
  }
  for (const theirs of reading.refunds) {
    if (theirs.state === "FAILED" || refunds.some((refund) => isSame(refund, theirs))) continue;
    const text = `The provider has given back (${theirs.provider_ref}, ${theirs.state}) what is not in our books.`;
    page.differs("online.refund_unknown", text, {
      order_id,
      intent_id,
      cloud: 0,
      provider: theirs.amount_cents,
      reason: reason ?? madeThere(theirs),
    });
  }
}

const madeThere = ({ refund_id }: RefundReading): string | null =>
  refund_id === null ? "It was made at the provider and not through Crema; its event brings it into the books." : null;

const isSame = (refund: Refund, theirs: RefundReading): boolean =>
  refund.refund_id === theirs.refund_id || refund.provider_ref === theirs.provider_ref;

function compareRefund(ledger: Ledger, payment: Payment, refund: Refund, theirs: RefundReading | null, page: BooksPage): void {
  const { order_id } = refund;
  const amount = moneyText(refund.amount_cents, refund.currency);
  if (theirs === null) {
    if (refund.status === "FAILED") return;
    if (refund.status === "PENDING" && ledger.openOperations.some((each) => each.refund_id === refund.refund_id)) {
      page.isOpen("refund.not_asked_yet", `A refund of ${amount} is on its way to the provider.`, order_id);
      return;
    }
  } else if (theirs.amount_cents === refund.amount_cents) {
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
    cloud: refund.status === "FAILED" ? 0 : refund.amount_cents,
    provider: theirs && theirs.state !== "FAILED" ? theirs.amount_cents : 0,
    reason: reasonFor(ledger, payment),
  });
}

/** Made for this store, and not by this database: a rewound cloud, or somebody with the keys. */
function unknownIntent(
  intent_id: string,
  account: string,
  orderId: string | null,
  reading: IntentReading,
  sums: OnlineSums,
  page: BooksPage,
): void {
  sums.unknown(account, reading);
  const money = takenOf(reading) + reading.capturable_cents;
  // What nobody has paid is no money: a creation of ours whose answer was lost leaves such an intent.
  if (money === 0) return;
  page.differs(
    "online.intent_unknown",
    `The provider has an intent for this store that is not in our books (order ${orderId ?? "unnamed"}, ${reading.state}).`,
    {
      intent_id,
      cloud: 0,
      provider: money,
      reason: "It was made by another installation, or by this one before its database was set back.",
    },
  );
}
