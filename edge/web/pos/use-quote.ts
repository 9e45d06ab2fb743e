/** What the cart costs, asked of the box after each change. Until the answer is there, the one before stands, greyed. */
import { ask } from "@crema/ui/api/ask.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import { type Cart, itemsOf } from "./cart.ts";

export function useQuote(storeId: string, cart: Cart) {
  const api = useStoreApi();
  const items = itemsOf(cart);
  const json = { items, promotion_codes: [...cart.promotion_codes] };
  const order_id = cart.amending?.order_id ?? null;
  const { data, error, isPlaceholderData, isFetching } = useQuery({
    queryKey: ["quote", order_id, json],
    queryFn: () =>
      order_id === null
        ? ask(api.v1.orders.quote.$post({ json: { store_id: storeId, ...json } }))
        : ask(api.v1.orders[":order_id"].amend.quote.$post({ param: { order_id }, json })),
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
