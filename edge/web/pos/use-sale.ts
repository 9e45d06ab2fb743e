/**
 * A sale from the ticket to the receipt: which sheet is open, which order its money is for. The ticket is emptied when
 * its order is placed, with its first tender or to be paid at pickup; a refused tender leaves it as it is.
 */

import type { OrderResponse } from "@crema/shared/contract/orders";
import type { CounterOrderRequest, PlacedAtCounter } from "@crema/shared/contract/orders-at-store";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useEffect, useEffectEvent } from "react";
import { useStoreApi } from "../store-api.ts";
import { type CartLine, cartFrom, cartOf, cartText, contentsOf, EMPTY_CART } from "./cart.ts";
import type { CartInUse } from "./use-cart.ts";
import { type Taken, type Tender, useCheckout } from "./use-checkout.ts";
import { type GivenDiscount, ofTicket, type Quote } from "./use-quote.ts";

export type Open =
  | { readonly name: "line"; readonly line: CartLine; readonly isNew: boolean }
  /** `order` null: pays the ticket, which becomes an order with the first tender. */
  | { readonly name: "pay"; readonly order: OrderResponse | null }
  /** `line`: of that line alone, by its place on the ticket. */
  | { readonly name: "discount"; readonly order: OrderResponse | null; readonly line?: number }
  | { readonly name: "done"; readonly order: OrderResponse; readonly payment: Taken["payment"] | null }
  | { readonly name: "order"; readonly orderId: string }
  | {
      readonly name:
        | "orders"
        | "left_open"
        | "mute_boards"
        | "held"
        | "when"
        | "refund_requests"
        | "drawer"
        | "code"
        | "sold_out"
        | "more"
        | "customer_screen";
    };

const KEPT_LAST = "crema.pos.last";

export interface SaleDeps {
  readonly storeId: string;
  readonly inUse: CartInUse;
  /** null while the price of what is on the ticket is not known. */
  readonly quote: Quote | null;
  /** A manager's discount on the ticket as it is now. */
  readonly discount: GivenDiscount | null;
  readonly isLive: boolean;
  setOpen(open: Open | null): void;
}

export function useSale({ storeId, inUse, quote, discount, isLive, setOpen }: SaleDeps) {
  const api = useStoreApi();
  const { storage, newKey } = usePorts();
  const checkout = useCheckout();
  const { place, tender } = checkout;
  const unanswered = place.isPending ? null : checkout.unanswered;

  /** Closing the sheet dismisses a refusal. A write without a response stays pending. */
  const forgetRefusal = () => {
    if (isRefusal(place.error)) place.reset();
    if (isRefusal(tender.error)) tender.reset();
  };

  /** After placing: takes the rest of the money, or goes on to the next guest. */
  async function placed(json: CounterOrderRequest): Promise<void> {
    const order: PlacedAtCounter = await place.mutateAsync({ json, managerPin: discount?.manager_pin ?? null });
    storage.set(KEPT_LAST, cartText(inUse.cart));
    inUse.replace(EMPTY_CART);
    if (!order.payment || order.balance_cents <= 0) return setOpen({ name: "done", order, payment: order.payment ?? null });
    checkout.saveOrderId(order.order_id);
    setOpen({ name: "pay", order });
  }
  function placeTicket(money: Pick<CounterOrderRequest, "tender">): Promise<void> {
    if (!quote) throw new Error("a ticket without a price cannot be sent");
    const off = discount && { discount: { ...ofTicket(discount), manager_pin: null } };
    const ticket = { ...contentsOf(inUse.cart), store_id: storeId, payment_method: "AT_STORE" } as const;
    const draftId = inUse.cart.guest?.draft_id;
    return placed({ ...ticket, ...(draftId && { guest_draft_id: draftId }), expected_total_cents: quote.total_cents, ...off, ...money });
  }
  /** The error is displayed where the action was; `place.error` and `tender.error` have it. */
  const quietly = (work: Promise<unknown>) => void work.catch(() => {});

  const takeFor = async (order: OrderResponse, json: Tender) => {
    const taken = await tender.mutateAsync({ orderId: order.order_id, json });
    if (taken.balance_cents > 0) return setOpen({ name: "pay", order: taken.order });
    checkout.forgetOrder();
    setOpen({ name: "done", order: taken.order, payment: taken.payment });
  };
  const placeOnly = () => quietly(placeTicket({}));

  const sendAgain = () => {
    if (unanswered) quietly(placed(unanswered));
  };
  const onHeard = useEffectEvent(sendAgain);
  // As soon as the box can be reached again, pending writes are repeated unchanged under the same key.
  useEffect(() => {
    if (isLive) onHeard();
  }, [isLive]);

  const goOn = useEffectEvent(() => {
    const order_id = checkout.savedOrderId();
    if (order_id === null) return;
    const read = unwrap(api.v1.orders[":order_id"].$get({ param: { order_id } }));
    quietly(
      read.then((order) => {
        if (order.allowed_actions.some(({ action }) => action === "tender")) setOpen({ name: "pay", order });
        else checkout.forgetOrder();
      }),
    );
  });
  useEffect(() => goOn(), []);

  const last = cartFrom(storage.get(KEPT_LAST));
  return {
    place,
    tender,
    /** The price of exactly what is on the ticket; null while it is not known. */
    quote,
    unanswered,
    sendAgain,
    take: (order: OrderResponse | null, json: Tender) => quietly(order ? takeFor(order, json) : placeTicket({ tender: asTender(json) })),
    /** Places an order to be paid at pickup. */
    placeOnly,
    /** A ticket that costs nothing needs no tender. */
    pay: () => (quote?.total_cents === 0 ? placeOnly() : setOpen({ name: "pay", order: null })),
    leave: () => {
      forgetRefusal();
      checkout.forgetOrder();
      setOpen(null);
    },
    repeat: last
      ? () =>
          inUse.change(() => ({
            ...cartOf({ ...last, items: [...last.lines], promotion_codes: [], requested_for: null }, newKey),
            customer_name: "",
          }))
      : null,
  };
}

const asTender = (json: Tender) => json as NonNullable<CounterOrderRequest["tender"]>;

export type Sale = ReturnType<typeof useSale>;
