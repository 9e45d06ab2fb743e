/** What the cart costs, asked of the box after each change. Until the answer is there, the one before stands, greyed. */
import { ask } from "@crema/ui/api/ask.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import { type Cart, itemsOf } from "./cart.ts";

export function useQuote(storeId: string, cart: Cart) {
  const api = useStoreApi();
  const items = itemsOf(cart);
  const json = { store_id: storeId, items, promotion_codes: [...cart.promotion_codes] };
  const { data, error, isPlaceholderData, isFetching } = useQuery({
    queryKey: ["quote", json],
    queryFn: () => ask(api.v1.orders.quote.$post({ json })),
    enabled: items.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const quote = items.length > 0 && data ? data : null;
  /** Whether it is the price of exactly what is in the cart. */
  const isCurrent = quote !== null && !isPlaceholderData && error === null;
  return { quote, error: items.length > 0 ? error : null, isCurrent, isFetching };
}

export type Quote = NonNullable<ReturnType<typeof useQuote>["quote"]>;
