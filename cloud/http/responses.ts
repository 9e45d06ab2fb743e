/**
 * Turns results into responses. Pitfall: a refusal carries the order as stored, with its principal and idempotency key;
 * it leaves the cloud only as customers see it, whoever asked.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import type { Order } from "@crema/shared/domain/order/order";
import { problemResponse, type RefusalResponse } from "@crema/shared/server/problem";
import { shownInCloud, viewForCustomers } from "../order-presenter.ts";
import type { CloudQueries, OrderAt } from "../ports.ts";

type StoreFacts = Pick<CloudQueries, "isOnline" | "timeZone">;

/** An order as it is answered: its view, how fresh it is, whether the store that decides it can be reached, and by which clock it goes. */
export async function orderResponse(at: OrderAt, viewer: Viewer, queries: StoreFacts): Promise<OrderResponse> {
  const { store_id } = at.order;
  const time_zone = await queries.timeZone(store_id);
  return {
    ...shownInCloud(at.order, viewer),
    as_of: at.as_of,
    store_online: await queries.isOnline(store_id),
    ...(time_zone === null ? {} : { time_zone }),
    ...(at.cancel_request_id ? { cancel: "REQUESTED" as const } : {}),
  };
}

/** Many orders at once; each store is looked at once. */
export function orderResponses(found: readonly OrderAt[], viewer: Viewer, queries: StoreFacts): Promise<OrderResponse[]> {
  const online = new Map<string, Promise<boolean>>();
  const isOnline = (storeId: string) => {
    const known = online.get(storeId) ?? queries.isOnline(storeId);
    online.set(storeId, known);
    return known;
  };
  return Promise.all(found.map((at) => orderResponse(at, viewer, { isOnline, timeZone: queries.timeZone })));
}

export function refused(refusal: Refusal): RefusalResponse {
  return problemResponse(forOutside(refusal));
}

function forOutside(refusal: Refusal): Refusal {
  const order = refusal.extra?.order;
  if (order === undefined) return refusal;
  return { ...refusal, extra: { ...refusal.extra, order: viewForCustomers(order as Order) } };
}
