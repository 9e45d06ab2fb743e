/**
 * A sale from the ticket to the receipt: which sheet is open, which order its money is for. Easy to get wrong: the ticket is
 * emptied when its order stands, not when it is paid; what is not paid yet is an order on the queue like any other.
 */
import type { OrderAnswer, PlaceOrderRequest } from "@crema/shared/api/orders";
import { ask } from "@crema/ui/api/ask.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useEffect, useEffectEvent } from "react";
import { useStoreApi } from "../store-api.ts";
import { type CartLine, cartFrom, cartOf, cartText, contentsOf, EMPTY_CART } from "./cart.ts";
import type { CartInUse } from "./use-cart.ts";
import { type Taken, type Tender, useCheckout } from "./use-checkout.ts";
import type { Quote } from "./use-quote.ts";

export type Open =
  | { readonly name: "line"; readonly line: CartLine; readonly isNew: boolean }
  /** `order` null: of the ticket, which becomes an order with the first tender. */
  | { readonly name: "pay"; readonly order: OrderAnswer | null }
  | { readonly name: "discount"; readonly order: OrderAnswer }
  | { readonly name: "done"; readonly order: OrderAnswer; readonly payment: Taken["payment"] | null }
  | { readonly name: "order"; readonly orderId: string }
  | { readonly name: "orders" | "held" | "refund_requests" | "drawer" | "code" | "sold_out" };

const KEPT_LAST = "crema.pos.last";

export interface SaleParts {
  readonly storeId: string;
  readonly inUse: CartInUse;
  /** null while the price of what is on the ticket is not known. */
  readonly quote: Quote | null;
  readonly isLive: boolean;
  setOpen(open: Open | null): void;
}

export function useSale({ storeId, inUse, quote, isLive, setOpen }: SaleParts) {
  const api = useStoreApi();
  const { kept, newKey } = usePorts();
  const checkout = useCheckout();
  const { place, tender } = checkout;
  const unanswered = place.isPending ? null : checkout.unanswered;

  async function placed(json: PlaceOrderRequest): Promise<OrderAnswer> {
    const order = await place.mutateAsync(json);
    kept.set(KEPT_LAST, cartText(inUse.cart));
    checkout.keepOrder(order.order_id);
    inUse.replace(EMPTY_CART);
    return order;
  }
  function placeTicket(): Promise<OrderAnswer> {
    if (!quote) throw new Error("a ticket without a price cannot be sent");
    return placed({ ...contentsOf(inUse.cart), store_id: storeId, payment_method: "AT_STORE", expected_total_cents: quote.total_cents });
  }
  /** A refusal is shown where it was asked for; `place.error` and `tender.error` have it. */
  const quietly = (work: Promise<unknown>) => void work.catch(() => {});

  const take = (order: OrderAnswer | null, json: Tender) =>
    quietly(
      (async () => {
        const owing = order ?? (await placeTicket());
        if (!order) setOpen({ name: "pay", order: owing });
        const taken = await tender.mutateAsync({ orderId: owing.order_id, json });
        if (taken.balance_cents > 0) return setOpen({ name: "pay", order: taken.order });
        checkout.forgetOrder();
        setOpen({ name: "done", order: taken.order, payment: taken.payment });
      })(),
    );

  const sendAgain = () => {
    if (unanswered) quietly(placed(unanswered).then((order) => setOpen({ name: "pay", order })));
  };
  const onHeard = useEffectEvent(sendAgain);
  // As soon as the box is heard again, what it may not have heard is sent again, in the same words and under the same key.
  useEffect(() => {
    if (isLive) onHeard();
  }, [isLive]);

  const goOn = useEffectEvent(() => {
    const order_id = checkout.keptOrderId();
    if (order_id === null) return;
    const read = ask(api.v1.orders[":order_id"].$get({ param: { order_id } }));
    quietly(
      read.then((order) => {
        if (order.allowed_actions.some(({ action }) => action === "tender")) setOpen({ name: "pay", order });
        else checkout.forgetOrder();
      }),
    );
  });
  useEffect(() => goOn(), []);

  const last = cartFrom(kept.get(KEPT_LAST));
  return {
    place,
    tender,
    unanswered,
    sendAgain,
    take,
    /** To be paid when it is fetched. */
    placeOnly: () =>
      quietly(
        placeTicket().then((order) => {
          checkout.forgetOrder();
          setOpen({ name: "done", order, payment: null });
        }),
      ),
    /** Before a discount there has to be an order that it is taken off. */
    discount: (order: OrderAnswer | null) =>
      quietly((order ? Promise.resolve(order) : placeTicket()).then((owing) => setOpen({ name: "discount", order: owing }))),
    leave: () => {
      checkout.forgetOrder();
      setOpen(null);
    },
    repeat: last
      ? () => inUse.change(() => ({ ...cartOf({ ...last, items: [...last.lines], promotion_codes: [] }, newKey), customer_name: "" }))
      : null,
  };
}

export type Sale = ReturnType<typeof useSale>;
