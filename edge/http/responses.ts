/**
 * How handlers respond. A refusal may carry the order as it is stored, with what could be used to replay its creation; it
 * leaves the box as a view, like every other order.
 */

import type { Principal } from "@crema/shared/contract/access";
import type { OrderResource } from "@crema/shared/contract/orders";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { type Order, viewOf } from "@crema/shared/domain/order/order";
import { problemResponse, type RefusalResponse } from "@crema/shared/server/problem";
import type { EdgeQueries } from "../ports.ts";

export interface OrderResponses {
  /** An order as a response holds it: with what the caller may do, and `as_of`. */
  order(order: Order): OrderResource & { as_of: string };
  /** A refusal; an order in it has the same form, so that the loser of a race can repaint from it. */
  refused(refusal: Refusal): RefusalResponse;
}

export function responsesFor(
  principal: Principal,
  { queries, clock }: { queries: Pick<EdgeQueries, "show">; clock: Clock },
): OrderResponses {
  const viewer = viewerAtStore(principal);
  const order = (stored: Order) => ({ ...queries.show(stored, viewer), as_of: iso(clock.now()) });
  return {
    order,
    refused(refusal) {
      const stored = refusal.extra?.order;
      return stored === undefined
        ? refused(refusal)
        : problemResponse({ ...refusal, extra: { ...refusal.extra, order: order(stored as Order) } });
    },
  };
}

export function refused(refusal: Refusal): RefusalResponse {
  return problemResponse(forOutside(refusal));
}

export function noContent(headers: readonly (readonly [string, string])[] = []): Response {
  return new Response(null, { status: 204, headers: headers.map(([name, value]): [string, string] => [name, value]) });
}

function forOutside(refusal: Refusal): Refusal {
  const order = refusal.extra?.order;
  if (order === undefined) return refusal;
  return { ...refusal, extra: { ...refusal.extra, order: viewOf(order as Order) } };
}
