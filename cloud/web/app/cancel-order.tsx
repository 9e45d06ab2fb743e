/**
 * Cancels an order, while the server allows it. A store that was asked may not have decided yet; until it has, the
 * order is neither cancelled nor certain.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";

/** `refused`: the code with which the store has refused an earlier request. */
export function CancelOrder({ order, refused }: { order: OrderResponse; refused: string | null }) {
  const api = useCustomerApi();
  const queries = useQueryClient();
  /** The order as its customer saw it when they asked: a store that has begun meanwhile is not overruled. */
  const [seen, setSeen] = useState<OrderStatus | null>(null);
  const key = ["order", order.order_id];
  const cancel = useMutation({
    mutationFn: (expected_status: OrderStatus) =>
      unwrap(api.v1.orders[":order_id"].cancel.$post({ param: { order_id: order.order_id }, json: { expected_status } })),
    onSuccess: (response) => queries.setQueryData(key, response),
    onError: () => queries.invalidateQueries({ queryKey: key }),
    onSettled: () => setSeen(null),
  });
  const mayCancel = order.allowed_transitions.some((step) => step.to_status === "CANCELLED");
  return (
    <>
      {order.cancel === "REQUESTED" ? (
        <p className="note note-warn" role="status">
          <strong>We have asked the store to cancel.</strong> It has not answered yet; the answer appears here. Until then the order stands.
        </p>
      ) : null}
      {refused && order.status !== "CANCELLED" && order.cancel !== "REQUESTED" ? <ApiError code={refused} /> : null}
      {refused === null ? <ProblemNote error={cancel.error} server={SERVICE} /> : null}
      {mayCancel && order.cancel !== "REQUESTED" ? (
        <Button look="danger" isDisabled={cancel.isPending} onPress={() => setSeen(order.status)}>
          {cancel.isPending ? "Asking the store …" : "Cancel the order"}
        </Button>
      ) : null}
      <Sheet
        title="Cancel the order?"
        isOpen={seen !== null}
        onClose={() => setSeen(null)}
        footer={
          <>
            <Button className="grow" onPress={() => setSeen(null)}>
              Keep it
            </Button>
            <SteadyButton
              meaning={order.order_id}
              look="danger"
              className="grow"
              isDisabled={cancel.isPending}
              onPress={() => seen && cancel.mutate(seen)}
            >
              {cancel.isPending ? "Asking the store …" : "Yes, cancel it"}
            </SteadyButton>
          </>
        }
      >
        <p>{order.pay_mode === "ONLINE" ? "What you paid is given back to your card." : "You have nothing to pay then."}</p>
      </Sheet>
    </>
  );
}

function ApiError({ code }: { code: string }) {
  if (code === "order.cancel_unanswered") {
    return (
      <p className="note note-bad" role="alert">
        <strong>The store has not answered.</strong> The order stands. Call the store, or ask again.
      </p>
    );
  }
  return (
    <p className="note note-bad" role="alert">
      <strong>The store could not cancel it.</strong>{" "}
      {code === "order.paid_at_store" ? "It has been paid at the counter." : "It had begun to make it already."} Ask at the counter.
    </p>
  );
}
