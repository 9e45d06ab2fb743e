/**
 * The provider's side of a business day, read through its API: the day's intents by listing, page by page, and one by
 * one what a listing does not say. This runs while customers pay, so it reads a few at a time. What could not be read
 * is reported, never taken as zero.
 */
import { type Clock, pause, type Timers } from "@crema/shared/domain/kernel/clock";
import type { IntentSnapshot } from "@crema/shared/domain/payment/intent";
import type { ListedIntent, PaymentProvider, ProviderDispute, ProviderResult } from "../../payments/provider.ts";

export interface ProviderDeps {
  readonly provider: PaymentProvider;
  readonly timers: Timers;
  readonly clock: Clock;
}

type ListedPage = { readonly intents: readonly ListedIntent[]; readonly next: string | null };

/** 20 pages of 100; a chain's account may have more than a report may read. */
const MAX_PAGES = 20;
const AT_ONCE = 4;
const TRIES = 4;
const WAIT_MS = 1_000;

export interface Listing {
  readonly intents: ReadonlyMap<string, ListedIntent & { readonly account: string }>;
  /** What could not be read, in words. */
  readonly unread: readonly string[];
  /** Accounts of which the list was longer than what is read. */
  readonly cut: readonly string[];
}

/** The intents of this store that were made in that time, on each of the accounts. */
export async function listStoreIntents(
  deps: ProviderDeps,
  storeId: string,
  accounts: readonly string[],
  time: { fromMs: number; toMs: number },
): Promise<Listing> {
  const intents = new Map<string, ListedIntent & { account: string }>();
  const unread: string[] = [];
  const cut: string[] = [];
  for (const account of accounts) {
    let after: string | null = null;
    for (let page = 0; ; page += 1) {
      if (page === MAX_PAGES) {
        cut.push(account);
        break;
      }
      const from: string | null = after;
      const listed: ProviderResult<ListedPage> = await patiently(deps, () => deps.provider.listIntents(account || null, time, from));
      if (listed.kind !== "done") {
        unread.push(`The intents of ${accountName(account)}: ${whyNot(listed)}.`);
        break;
      }
      for (const each of listed.value.intents) if (each.store_id === storeId) intents.set(each.snapshot.intent_id, { ...each, account });
      after = listed.value.next;
      if (after === null) break;
    }
  }
  return { intents, unread, cut };
}

export type Read =
  | { readonly kind: "read"; readonly snapshot: IntentSnapshot }
  | { readonly kind: "missing" }
  | { readonly kind: "unread"; readonly why: string };

/** Intents with their refunds. `missing`: the provider says that it has no such intent on that account. */
export async function readIntents(
  deps: ProviderDeps,
  wanted: readonly { intent_id: string; account: string | null }[],
): Promise<Map<string, Read>> {
  const found = new Map<string, Read>();
  await fewAtOnce(wanted, async ({ intent_id, account }) => {
    const result = await patiently(deps, () => deps.provider.readIntent(intent_id, account));
    if (result.kind === "done") found.set(intent_id, { kind: "read", snapshot: result.value });
    else found.set(intent_id, result.kind === "refused" ? { kind: "missing" } : { kind: "unread", why: whyNot(result) });
  });
  return found;
}

export async function readDisputes(
  deps: ProviderDeps,
  wanted: readonly { intent_id: string; account: string | null }[],
): Promise<{ disputes: ProviderDispute[]; unread: string[] }> {
  const disputes: ProviderDispute[] = [];
  const unread: string[] = [];
  await fewAtOnce(wanted, async ({ intent_id, account }) => {
    const result = await patiently(deps, () => deps.provider.disputesOf(intent_id, account));
    if (result.kind === "done") disputes.push(...result.value);
    else unread.push(`The disputes of ${intent_id}: ${whyNot(result)}.`);
  });
  return { disputes, unread };
}

export const accountName = (account: string | null): string => account || "the installation's own account";

async function fewAtOnce<T>(list: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < list.length; i += AT_ONCE) await Promise.all(list.slice(i, i + AT_ONCE).map(work));
}

/** A reading may be asked again as often as one likes. */
async function patiently<T>({ timers }: ProviderDeps, ask: () => Promise<ProviderResult<T>>): Promise<ProviderResult<T>> {
  for (let tried = 1; ; tried += 1) {
    const result = await ask();
    const isPassing = result.kind === "busy" || result.kind === "no_answer" || result.kind === "server_error";
    if (!isPassing || tried === TRIES) return result;
    await pause(timers, result.kind === "busy" ? (result.retry_after_ms ?? WAIT_MS) : WAIT_MS);
  }
}

function whyNot(result: Exclude<ProviderResult<unknown>, { kind: "done" }>): string {
  switch (result.kind) {
    case "refused":
    case "no_answer":
    case "key_used":
      return result.message;
    case "not_admitted":
      return `the provider does not admit this installation to it (${result.message})`;
    case "server_error":
      return "the provider has an error of its own";
    case "busy":
      return "the provider takes no more calls for now";
  }
}
