/**
 * Changes the lines of an order. When the response is lost and the request is sent again, it is refused, because the
 * lines are no longer those that were shown; the cashier then looks at the order as it is.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import { EMPTY_CART, itemsOf } from "./cart.ts";
import type { CartInUse } from "./use-cart.ts";
import { OFFER } from "./use-menu.ts";
import type { Quote } from "./use-quote.ts";

/** `quote` null while the new price is not known: nothing is sent then. */
export function useAmend({ cart, replace }: CartInUse, quote: Quote | null, onDone: (order: OrderResponse) => void) {
  const api = useStoreApi();
  const queries = useQueryClient();
  const { amending } = cart;
  const save = useMutation({
    mutationFn: (): Promise<OrderResponse> => {
      if (!amending || !quote) throw new Error("there is nothing to change, or its price is not known");
      const { order_id, shown } = amending;
      const json = {
        items: itemsOf(cart),
        promotion_codes: [...cart.promotion_codes],
        shown,
        expected_total_cents: quote.total_cents,
      };
      return unwrap(api.v1.orders[":order_id"].amend.$post({ param: { order_id }, json }));
    },
    onError: (error) => isRefusal(error) && OFFER.forEach((queryKey) => void queries.invalidateQueries({ queryKey })),
    onSuccess: (order) => {
      replace(EMPTY_CART);
      onDone(order);
    },
  });
  return {
    amending,
    save,
    leave: () => {
      save.reset();
      replace(EMPTY_CART);
    },
  };
}

export type Amend = ReturnType<typeof useAmend>;
