/**
 * The cloud and the provider against the ledger: is every acknowledged order there once, as it is, and every cent? What was
 * there before the story began is left out.
 */
import type { OrderView } from "@crema/shared/domain/order/order";

import type { CloudClient } from "../client/cloud-client.ts";
import type { ProviderClient } from "../client/provider-client.ts";
import type { StoreLedger } from "./ledger.ts";

export interface Comparison {
  readonly storeId: string;
  readonly acknowledged: number;
  readonly inCloud: number;
  /** Rows too many for an id, and orders that nobody was ever told of. */
  readonly duplicates: number;
  readonly lost: number;
  /** In the cloud with another total or another status than the clients were told. */
  readonly different: number;
  readonly storeCents: number;
  readonly cloudCents: number;
  /** Paid through the provider, less what was refunded: as the customers were told, in the cloud, at the provider. */
  readonly onlineCents: number;
  readonly onlineCloudCents: number;
  readonly onlineProviderCents: number;
  /** Still held at the provider for nobody's order. */
  readonly heldCents: number;
  readonly times: StoryTimes;
}

/** null: nothing of the kind happened to the store. */
export interface StoryTimes {
  /** From the line's return until the cloud has everything. */
  readonly catchUpMs: number | null;
  /** From the death of the store's box to the first order on the next one. */
  readonly nextBoxMs: number | null;
  /** From the start of a database that was put back until the app's orders go on. */
  readonly rejoinedMs: number | null;
}

type Cloud = Pick<CloudClient, "orders" | "totals">;
type Provider = Pick<ProviderClient, "sums">;

/** What cloud and provider have of a store at one moment. */
export interface BooksSnapshot {
  readonly orders: readonly OrderView[];
  readonly totals: Awaited<ReturnType<Cloud["totals"]>>;
  readonly provider: Awaited<ReturnType<Provider["sums"]>>;
}

export async function readBooks(cloud: Cloud, provider: Provider, storeId: string): Promise<BooksSnapshot> {
  return { orders: await cloud.orders(storeId), totals: await cloud.totals(storeId), provider: await provider.sums(storeId) };
}

/** What has come on top of `before`. */
function since(before: BooksSnapshot, now: BooksSnapshot): BooksSnapshot {
  const known = new Set(before.orders.map((order) => order.order_id));
  return {
    orders: now.orders.filter((order) => !known.has(order.order_id)),
    totals: difference(now.totals, before.totals),
    provider: difference(now.provider, before.provider),
  };
}

/** Of each number; what is no number stays as it is now. */
function difference<T extends object>(now: T, before: T): T {
  const earlier = new Map<string, unknown>(Object.entries(before));
  const entries = Object.entries(now).map(([name, value]: [string, unknown]) => {
    const was = earlier.get(name);
    return [name, typeof value === "number" && typeof was === "number" ? value - was : value];
  });
  return Object.fromEntries(entries) as T;
}

export async function compare(
  cloud: Cloud,
  provider: Provider,
  ledger: StoreLedger,
  before: BooksSnapshot,
  times: StoryTimes,
): Promise<Comparison> {
  const { orders, totals, provider: atProvider } = since(before, await readBooks(cloud, provider, ledger.storeId));
  const onlineCloudCents = totals.online_captured_cents - totals.online_refunded_cents;
  const byId = new Map(orders.map((order) => [order.order_id, order]));
  const acknowledged = [...ledger.orders.values()];
  const known = acknowledged.filter((order) => byId.has(order.orderId));
  return {
    storeId: ledger.storeId,
    acknowledged: acknowledged.length,
    inCloud: totals.orders,
    duplicates: orders.length - byId.size + [...byId.keys()].filter((id) => !ledger.orders.has(id)).length,
    lost: acknowledged.length - known.length,
    different: known.filter((order) => {
      const there = byId.get(order.orderId);
      return there?.total_cents !== order.totalCents || there.status !== order.status;
    }).length,
    storeCents: ledger.moneyCents,
    cloudCents: totals.captured_cents - totals.refunded_cents - onlineCloudCents,
    onlineCents: ledger.onlineCents,
    onlineCloudCents,
    onlineProviderCents: atProvider.captured_cents - atProvider.refunded_cents,
    heldCents: atProvider.held_cents,
    times,
  };
}

export function isSame(comparison: Comparison): boolean {
  const { acknowledged, inCloud, duplicates, lost, different, storeCents, cloudCents } = comparison;
  const { onlineCents, onlineCloudCents, onlineProviderCents, heldCents } = comparison;
  const orders = acknowledged === inCloud && duplicates === 0 && lost === 0 && different === 0;
  return orders && storeCents === cloudCents && onlineCents === onlineCloudCents && onlineCents === onlineProviderCents && heldCents === 0;
}

/** The chain as one: the sums of its stores. */
export function sumOf(comparisons: readonly Comparison[]): Comparison {
  const sum = (pick: (one: Comparison) => number) => comparisons.reduce((total, one) => total + pick(one), 0);
  const longest = (pick: (times: StoryTimes) => number | null) => {
    const known = comparisons.map(({ times }) => pick(times)).filter((ms) => ms !== null);
    return known.length > 0 ? Math.max(...known) : null;
  };
  return {
    storeId: "sum",
    acknowledged: sum((one) => one.acknowledged),
    inCloud: sum((one) => one.inCloud),
    duplicates: sum((one) => one.duplicates),
    lost: sum((one) => one.lost),
    different: sum((one) => one.different),
    storeCents: sum((one) => one.storeCents),
    cloudCents: sum((one) => one.cloudCents),
    onlineCents: sum((one) => one.onlineCents),
    onlineCloudCents: sum((one) => one.onlineCloudCents),
    onlineProviderCents: sum((one) => one.onlineProviderCents),
    heldCents: sum((one) => one.heldCents),
    times: {
      catchUpMs: longest((times) => times.catchUpMs),
      nextBoxMs: longest((times) => times.nextBoxMs),
      rejoinedMs: longest((times) => times.rejoinedMs),
    },
  };
}
