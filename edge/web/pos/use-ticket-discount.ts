/**
 * A manager's discount on the ticket before it is an order. It holds for the lines and codes that the manager saw; a
 * changed ticket needs a new approval. The PIN stays in this page's memory until the order is placed, and is stored
 * nowhere.
 */
import type { TicketDiscount } from "@crema/shared/contract/orders-at-store";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStoreApi } from "../store-api.ts";
import { type Cart, pricedOf } from "./cart.ts";
import { type GivenDiscount, type Quote, quoteKey } from "./use-quote.ts";

const pricedAs = (cart: Cart): string => JSON.stringify(pricedOf(cart));

export function useTicketDiscount(storeId: string, cart: Cart) {
  const api = useStoreApi();
  const queries = useQueryClient();
  const [given, setGiven] = useState<GivenDiscount | null>(null);
  const discount = given?.pricedAs === pricedAs(cart) && !cart.amending ? given : null;
  return {
    discount,
    /** Resolves to the quote with the discount; rejects, changing nothing, unless a manager approves and it fits. */
    give: async (wanted: TicketDiscount): Promise<Quote> => {
      const json = { store_id: storeId, ...pricedOf(cart), discount: wanted };
      const quote = await unwrap(api.v1.orders.quote.$post({ json }));
      const next = { ...wanted, pricedAs: pricedAs(cart) };
      queries.setQueryData(quoteKey(cart, next), quote);
      setGiven(next);
      return quote;
    },
  };
}

export type TicketDiscounting = ReturnType<typeof useTicketDiscount>;
