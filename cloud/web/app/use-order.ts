/**
 * One order as the cloud tells it: read once, then by its stream, and by polling where the stream does not get through.
 * Pitfall: a response that was on its way while the stream sent a frame is older than what is shown.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { OrderFrame } from "@crema/shared/contract/streams";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useEvents } from "@crema/ui/stream/use-events.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCustomerApi } from "../service-api.ts";

/** How fresh the store's side is comes with a response, not with the stream. */
const FRESHNESS_MS = 15_000;

/** `isOpen` false: the guest's link is still being exchanged. */
export function useOrder(orderId: string, isOpen: boolean) {
  const api = useCustomerApi();
  const queries = useQueryClient();
  const key = ["order", orderId];
  const [refusedCancel, setRefusedCancel] = useState<string | null>(null);
  const read = async () => {
    const response = await unwrap(api.v1.orders[":order_id"].$get({ param: { order_id: orderId } }));
    const shown = queries.getQueryData<OrderResponse>(key);
    return shown && shown.order_seq > response.order_seq ? shown : response;
  };
  const order = useQuery({ queryKey: key, queryFn: read, enabled: isOpen, refetchInterval: FRESHNESS_MS });
  const show = (frame: OrderFrame) => {
    if (frame.type === "heartbeat") return;
    if (frame.type === "cancel_refused") setRefusedCancel(frame.code);
    queries.setQueryData<OrderResponse>(key, (before) => {
      if (!before) return before;
      if (frame.type === "order") return Object.assign(affordancesOf(before, frame.order.status === "CANCELLED"), frame.order);
      const updated: OrderResponse = Object.assign({}, before);
      delete updated.cancel;
      return updated;
    });
    void queries.invalidateQueries({ queryKey: ["payment", orderId] });
  };
  const path = order.data ? `/v1/orders/${orderId}/stream` : null;
  const stream = useEvents<OrderFrame>(path, {
    onFrame: show,
    // Not the query's refetch: that one tries again by itself, for longer than it is until the next poll.
    async poll() {
      queries.setQueryData(key, await read());
      void queries.invalidateQueries({ queryKey: ["payment", orderId] });
    },
  });
  return { order, stream, refusedCancel };
}

/** What a response says besides the order; an order that is cancelled waits for no cancelling. */
function affordancesOf({ as_of, store_online, time_zone, cancel }: OrderResponse, isCancelled: boolean) {
  return {
    as_of,
    ...(store_online === undefined ? {} : { store_online }),
    ...(time_zone === undefined ? {} : { time_zone }),
    ...(cancel && !isCancelled ? { cancel } : {}),
  };
}
