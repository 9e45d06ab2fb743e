/**
 * From a ticket to a paid order. A ticket becomes an order together with its first tender, or to be paid at pickup;
 * further tenders are for the existing order. Each is a pending write with its own key, repeated unchanged until the box
 * has responded: a lost response settles nothing.
 */

import type { TenderRequest } from "@crema/shared/contract/money";
import type { CounterOrderRequest, PlacedAtCounter } from "@crema/shared/contract/orders-at-store";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useStoreApi } from "../store-api.ts";
import { OFFER } from "./use-menu.ts";

const PLACE = "place";
/** The order whose money is being taken: a restarted till goes on with it. */
const SAVED_ORDER = "crema.pos.paying";

export type Tender = Pick<TenderRequest, "method"> & {
  amount_cents: number | null;
  tip_cents: number;
  tendered_cents: number | null;
  reference: string | null;
};

export function useCheckout() {
  const api = useStoreApi();
  const writes = usePendingWrites();
  const { storage } = usePorts();
  const queries = useQueryClient();
  /** Rerenders after each attempt, so that pending writes are read again. */
  const [, setTries] = useState(0);

  const place = useMutation({
    /** `managerPin` is sent and never stored: a till that is started again repeats its request without. */
    mutationFn: ({ json, managerPin }: { json: CounterOrderRequest; managerPin: string | null }): Promise<PlacedAtCounter> =>
      writes.run(PLACE, json, (key) => {
        const discount = json.discount && { ...json.discount, manager_pin: managerPin };
        return unwrap(api.v1.orders.$post({ json: { ...json, discount }, header: { "idempotency-key": key } }));
      }),
    // The displayed price is out of date: the new one is displayed next to the refusal.
    onError: (error) => isRefusal(error) && OFFER.forEach((queryKey) => void queries.invalidateQueries({ queryKey })),
    onSettled: () => setTries((tries) => tries + 1),
  });
  const tender = useMutation({
    mutationFn: ({ orderId, json }: { orderId: string; json: Tender }) =>
      writes.run(`tender:${orderId}`, json, (key) =>
        unwrap(api.v1.orders[":order_id"].tenders.$post({ param: { order_id: orderId }, json, header: { "idempotency-key": key } })),
      ),
  });
  return {
    place,
    tender,
    /** The request without a response; null when there is none. */
    unanswered: writes.pending(PLACE) as CounterOrderRequest | null,
    savedOrderId: () => storage.get(SAVED_ORDER),
    saveOrderId: (orderId: string) => storage.set(SAVED_ORDER, orderId),
    forgetOrder: () => storage.remove(SAVED_ORDER),
  };
}

export type Taken = Awaited<ReturnType<ReturnType<typeof useCheckout>["tender"]["mutateAsync"]>>;
