/** An order that has just become ready: the window's title says its number, and the phone shakes. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useEffect, useRef } from "react";
import { useThisDevice } from "./this-device.ts";

export function ReadySignal({ order }: { order: OrderResponse }) {
  const t = useWords();
  const device = useThisDevice();
  const before = useRef(order.status);
  const isReady = order.status === "READY";
  const title = t("order.ready_title", { number: order.ticket_number ?? "" });
  useEffect(() => {
    if (!isReady) return;
    const own = document.title;
    document.title = title;
    return () => {
      document.title = own;
    };
  }, [isReady, title]);
  useEffect(() => {
    if (isReady && before.current !== "READY") device.shake();
    before.current = order.status;
  }, [isReady, order.status, device]);
  return null;
}
