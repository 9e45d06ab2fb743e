/**
 * The books of a store's business day, for `crema-cloud books` and headquarters' endpoint. Figures move while a store
 * is open: the cloud's side is of one moment, the provider's of a slightly earlier one.
 */
import type { Books } from "@crema/shared/contract/books";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Pool } from "pg";
import { readDocuments } from "../../db/documents.ts";
import type { PaymentProvider } from "../../payments/provider.ts";
import { compareCounter } from "./counter-books.ts";
import { type Ledger, readLedger } from "./ledger.ts";
import { compareOnline } from "./online-books.ts";
import { compareOrders } from "./order-books.ts";
import { BooksPage } from "./page.ts";
import { accountName, type Listing, listStoreIntents, type ProviderDeps, readDisputes, readIntents } from "./provider-books.ts";

export interface BooksDeps {
  readonly pool: Pool;
  /** null: no online payment is offered by this installation. */
  readonly provider: PaymentProvider | null;
  readonly clock: Clock;
  readonly timers: Timers;
}

const DAY_MS = 86_400_000;
/** A business day begins at most so far from midnight UTC: time zones and cut-off hours. */
const AROUND_MS = DAY_MS;

/** Refuses with store.not_found. */
export async function booksOf(deps: BooksDeps, store_id: string, day: string): Promise<Result<Books>> {
  const { pool, provider, clock } = deps;
  const documents = await readDocuments(pool, store_id);
  const profile = documents?.profile;
  if (!profile) return refuse("store.not_found", `There is no store ${store_id} here.`);
  const page = new BooksPage(profile.currency);
  const isOfDay = (at: string) => businessDay(Date.parse(at), profile.time_zone, profile.business_day_cutoff_hour) === day;
  const side = provider && { ...deps, provider };
  const listing = await listingOf(side, pool, store_id, day);
  const ofDay = [...listing.intents.values()].filter((each) => isOfDay(each.created_at)).map((each) => each.snapshot.intent_id);
  const ledger = await readLedger(pool, store_id, day, ofDay);
  const naming = await compareCounter(pool, ledger, { store_id, day, currency: profile.currency }, page);
  compareOrders(ledger, profile.currency, page);
  await compareWithProvider(side, ledger, listing, { day, isOfDay }, page);
  sayWhatIsMissing(ledger, day, isOfDay(iso(clock.now())), page);
  for (const text of page.notCompared) page.isOpen("provider.not_read", text);
  return ok({
    store_id,
    business_day: day,
    currency: profile.currency,
    as_of: iso(clock.now()),
    verdict: page.differences.length > 0 ? "DIFFERENT" : page.notCompared.length > 0 ? "NOT_COMPARED" : "EQUAL",
    z_numbers: naming.map((report) => report.z_number),
    rows: page.rows,
    differences: page.differences,
    open: page.open,
    disputes: page.disputes,
  });
}

const NOTHING_LISTED: Listing = { intents: new Map(), unread: [], cut: [] };

async function listingOf(side: ProviderDeps | null, pool: Pool, storeId: string, day: string): Promise<Listing> {
  if (!side) return NOTHING_LISTED;
  const { accounts } = await readLedger(pool, storeId, day, []);
  const start = Date.parse(`${day}T00:00:00.000Z`);
  return listStoreIntents(side, storeId, accounts, { fromMs: start - AROUND_MS, toMs: start + DAY_MS + AROUND_MS });
}

async function compareWithProvider(
  side: ProviderDeps | null,
  ledger: Ledger,
  listing: Listing,
  { day, isOfDay }: { day: string; isOfDay: (at: string) => boolean },
  page: BooksPage,
): Promise<void> {
  const online = ledger.payments.flatMap((each) =>
    each.provider === "stripe" && each.intent_id !== null ? [{ ...each, intent_id: each.intent_id }] : [],
  );
  if (!side) {
    if (online.length > 0)
      page.notCompared.push("No payment provider is set up here (STRIPE_SECRET_KEY), and the day has online payments.");
    return;
  }
  page.notCompared.push(...listing.unread);
  for (const account of listing.cut) {
    page.isOpen(
      "provider.list_cut",
      `${accountName(account)} has so many intents around that day that those which we do not know were not all looked for.`,
    );
  }
  const hasRefunds = (paymentId: string) => ledger.refunds.some((refund) => refund.payment_id === paymentId);
  const known = new Set(online.map((each) => each.intent_id));
  const wanted = [
    ...online.filter((each) => hasRefunds(each.payment_id) || listing.intents.get(each.intent_id)?.refunded_cents !== 0),
    ...[...listing.intents.values()]
      .filter((each) => !known.has(each.snapshot.intent_id) && each.refunded_cents > 0 && isOfDay(each.created_at))
      .map((each) => ({ intent_id: each.snapshot.intent_id, account: each.account || null })),
  ];
  const read = await readIntents(side, wanted);
  compareOnline(ledger, { listing, read }, day, isOfDay, page);
  await compareDisputes(side, ledger, listing, online, page);
}

/** They stand beside the books: a bank decides them, and their money moves apart from captures and refunds. */
async function compareDisputes(
  side: ProviderDeps,
  ledger: Ledger,
  listing: Listing,
  online: readonly { intent_id: string; account: string | null; order_id: string }[],
  page: BooksPage,
): Promise<void> {
  const ofOrder = (orderId: string) => ledger.disputes.some((each) => each.order_id === orderId);
  const asked = online.filter((each) => listing.intents.get(each.intent_id)?.disputed === true || ofOrder(each.order_id));
  const { disputes, unread } = await readDisputes(side, asked);
  page.notCompared.push(...unread);
  const ids = new Set([...disputes.map((each) => each.dispute_id), ...ledger.disputes.map((each) => each.dispute_id)]);
  for (const dispute_id of ids) {
    const theirs = disputes.find((each) => each.dispute_id === dispute_id);
    const ours = ledger.disputes.find((each) => each.dispute_id === dispute_id);
    const shown = theirs ?? ours;
    if (!shown) continue;
    const order_id = ours?.order_id ?? asked.find((each) => each.intent_id === theirs?.intent_id)?.order_id ?? null;
    const { amount_cents, currency } = shown;
    page.disputes.push({ dispute_id, order_id, amount_cents, currency, cloud: ours?.status ?? null, provider: theirs?.status ?? null });
    if (theirs && theirs.status !== ours?.status)
      page.isOpen("dispute.news", `Dispute ${dispute_id} is ${theirs.status} at the provider; the cloud has not read that yet.`, order_id);
  }
}

function sayWhatIsMissing({ link }: Ledger, day: string, isToday: boolean, page: BooksPage): void {
  if (isToday) page.isOpen("day.not_over", `${day} is not over yet.`);
  if (link.last_seen_at === null) page.isOpen("store.never_heard", "The store's box has never been heard.");
  if (link.unsent_events > 0)
    page.isOpen("store.behind", `When the box was last heard (${link.last_seen_at}), its unsent events were ${link.unsent_events}.`);
  if (link.quarantined > 0) page.isOpen("store.quarantine", `${link.quarantined} events of the store are in quarantine.`);
  if (link.conflict !== null) page.isOpen("store.conflict", `The store's link is in conflict: ${link.conflict}`);
}
