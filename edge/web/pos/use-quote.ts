/** The box's quote of the cart after each change. Until the response is there, the previous one is displayed greyed. */
import type { TicketDiscount } from "@crema/shared/contract/orders-at-store";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import { type Cart, pricedOf } from "./cart.ts";

export interface GivenDiscount extends TicketDiscount {
  /** The lines and codes that it is for. */
  readonly pricedAs: string;
}

/** Without the PIN: developer tools display query keys, and a key identifies the request and not its approver. */
export function quoteKey(cart: Cart, discount: GivenDiscount | null) {
  return ["quote", cart.amending?.order_id ?? null, pricedOf(cart), discount && ofTicket(discount)] as const;
}

/** Without its approval. */
export const ofTicket = ({ discount, reason, line_index }: GivenDiscount) => ({
  discount,
  reason,
  ...(line_index !== undefined && { line_index }),
});

/** `discount`: a manager's discount on this ticket. */
export function useQuote(storeId: string, cart: Cart, discount: GivenDiscount | null) {
  const api = useStoreApi();
  const { fulfillment_type, requested_for, ...json } = pricedOf(cart);
  const { items } = json;
  const order_id = cart.amending?.order_id ?? null;
  const { data, error, isPlaceholderData, isFetching } = useQuery({
    queryKey: quoteKey(cart, discount),
    queryFn: () =>
      order_id === null
        ? unwrap(
            api.v1.orders.quote.$post({
              json: { store_id: storeId, fulfillment_type, requested_for, ...json, discount: asSent(discount) },
            }),
          )
        : unwrap(api.v1.orders[":order_id"].amend.quote.$post({ param: { order_id }, json })),
    enabled: items.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const quote = items.length > 0 && data ? data : null;
  /** Whether it is the price of exactly what is in the cart. */
  const isCurrent = quote !== null && !isPlaceholderData && error === null;
  return { quote, error: items.length > 0 ? error : null, isCurrent, isFetching };
}

function asSent(discount: GivenDiscount | null) {
  if (!discount) return null;
  const { pricedAs: _for, ...given } = discount;
  return given;
}

export type Quote = NonNullable<ReturnType<typeof useQuote>["quote"]>;
