/**
 * Places the order. The same tap tried twice is the same order, so a guest's cookie is fetched before the key is given up. A price
 * that has changed becomes the one that is shown, and nothing is ordered by it before the next tap.
 */
import type { Quote } from "@crema/shared/contract/orders";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCustomerApi } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import type { PayMode } from "./checkout-draft.ts";
import { useGuestLinks } from "./guest-links.tsx";
import { rememberOrder } from "./known-orders.ts";
import { goTo, orderPath } from "./route.ts";
import { type AskedPrice, quoteKey } from "./use-quote.ts";

export interface Wanted {
  readonly asked: AskedPrice;
  readonly mode: PayMode;
  readonly name: string | null;
  /** On top of the total. */
  readonly tip: number;
  /** Where a guest wants to be told about it; null: nowhere. */
  readonly contact: { readonly email?: string; readonly phone?: string } | null;
  /** It is placed, and nothing of the draft is needed any more. */
  onPlaced(): void;
}

/** What a refusal may be about, and has to be looked at again. */
const STALE = [["quote"], ["stores"], ["slots"], ["menu"]];

export function usePlace({ asked, mode, name, tip, contact, onPlaced }: Wanted) {
  const { storage } = usePorts();
  const api = useCustomerApi();
  const queries = useQueryClient();
  const cart = useCart();
  const links = useGuestLinks();
  const intents = usePendingWrites();
  const [shownBefore, setShownBefore] = useState<number | null>(null);
  const place = useMutation({
    mutationFn: (total: number) => {
      const body = {
        ...asked,
        payment_method: mode,
        customer_name: name,
        note: cart.note.trim() || null,
        expected_total_cents: total,
        ...(tip > 0 && { tip_cents: tip }),
        ...(contact && { contact }),
      };
      return intents.run("place", body, async (key) => {
        const order = await unwrap(api.v1.orders.$post({ json: body, header: { "idempotency-key": key } }));
        if (order.access_token) {
          const headers = { authorization: `Bearer ${order.access_token}` };
          await unwrap(api.v1.orders[":order_id"].session.$post({ param: { order_id: order.order_id }, json: {} }, { headers }));
          links.add(order.order_id, order.access_token);
          rememberOrder(storage, order.order_id);
        }
        return order;
      });
    },
    onSuccess: (order) => {
      cart.empty();
      onPlaced();
      goTo(orderPath(order.order_id));
    },
    onError: (error, total) => {
      if (!isRefusal(error, "order.price_changed")) {
        for (const queryKey of STALE) void queries.invalidateQueries({ queryKey });
        return;
      }
      setShownBefore(total);
      queries.setQueryData(quoteKey(asked), { ...(error.problem.quote as Quote), fulfillment_type: asked.fulfillment_type });
    },
  });
  return { place, shownBefore };
}
