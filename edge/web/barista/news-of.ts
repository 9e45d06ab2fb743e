/**
 * What a barista has to notice about an order, from the state that this screen had and the state now, so that nothing is
 * missed when the screen was disconnected for a while.
 */
import type { OrderResource } from "@crema/shared/contract/orders";

export type News = "new" | "changed" | "void";

const isToMake = (order: OrderResource | undefined): boolean => order?.authority === "edge" && order.releases_at === null;

export function newsOf(before: OrderResource | undefined, after: OrderResource): News | null {
  if (after.status === "CANCELLED") return before && before.status !== "CANCELLED" && isToMake(before) ? "void" : null;
  if (before && after.amendments > before.amendments) return "changed";
  const waits = after.status === "PLACED" || after.status === "PAID";
  return waits && isToMake(after) && !isToMake(before) ? "new" : null;
}

/** All news of a new state of the queue, loudest first. */
export function newsIn(before: ReadonlyMap<string, OrderResource>, after: ReadonlyMap<string, OrderResource>): [string, News][] {
  const loudness: Readonly<Record<News, number>> = { void: 0, changed: 1, new: 2 };
  return [...after]
    .flatMap(([id, order]): [string, News][] => {
      const news = newsOf(before.get(id), order);
      return news ? [[id, news]] : [];
    })
    .sort(([, a], [, b]) => loudness[a] - loudness[b]);
}
