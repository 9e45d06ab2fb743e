/** Leaves the number of an order that is open where the page without a network finds it; one that is over is there no more. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useEffect } from "react";
import { headline, isOpenOrder, isPlaced } from "./order-words.ts";
import { useThisDevice } from "./this-device.ts";
import { useStore, useZoneOf } from "./use-stores.ts";

export function KeepOpenOrder({ order }: { order: OrderResponse }) {
  const t = useWords();
  const { time } = useFormat();
  const device = useThisDevice();
  const store = useStore(order.store_id);
  const zone = useZoneOf(order);
  const number = isOpenOrder(order) && isPlaced(order) ? order.ticket_number : null;
  const [status, name, at] = [headline(order, t), store?.name ?? order.store_id, time(order.as_of, zone)];
  useEffect(() => {
    const kept = number === null || number === undefined ? null : { order_id: order.order_id, number, store: name, status, at };
    device.keepOpenOrder(kept).catch((error: unknown) => console.warn("The open order is not kept for a page without a network.", error));
  }, [device, order.order_id, number, name, status, at]);
  return null;
}
