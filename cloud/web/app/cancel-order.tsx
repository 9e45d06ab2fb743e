/**
 * Cancels an order, while the server allows it. A store that was asked may not have decided yet; until it has, the
 * order is neither cancelled nor certain.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { bold } from "./bold.tsx";

/** By whoever reads this order. */
export const mayBeCancelled = ({ allowed_transitions }: OrderResponse): boolean =>
  allowed_transitions.some((step) => step.to_status === "CANCELLED");

/** `refused`: the code with which the store has refused an earlier request. */
export function CancelOrder({ order, refused }: { order: OrderResponse; refused: string | null }) {
  const t = useWords();
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
  return (
    <>
      {order.cancel === "REQUESTED" ? <Note tone="warn">{t.drawn("cancel.asked", { b: bold })}</Note> : null}
      {refused && order.status !== "CANCELLED" && order.cancel !== "REQUESTED" ? <Refused code={refused} /> : null}
      {refused === null ? <ProblemNote error={cancel.error} server={SERVICE} /> : null}
      {mayBeCancelled(order) && order.cancel !== "REQUESTED" ? (
        <Button look="danger" isDisabled={cancel.isPending} onPress={() => setSeen(order.status)}>
          {cancel.isPending ? t("cancel.asking") : t("cancel.cancel")}
        </Button>
      ) : null}
      <Sheet
        title={t("cancel.title")}
        isOpen={seen !== null}
        onClose={() => setSeen(null)}
        footer={
          <>
            <Button className="grow" onPress={() => setSeen(null)}>
              {t("cancel.keep")}
            </Button>
            <SteadyButton
              meaning={order.order_id}
              look="danger"
              className="grow"
              isDisabled={cancel.isPending}
              onPress={() => seen && cancel.mutate(seen)}
            >
              {cancel.isPending ? t("cancel.asking") : t("cancel.yes")}
            </SteadyButton>
          </>
        }
      >
        <p>{order.pay_mode === "ONLINE" ? t("cancel.about_paid") : t("cancel.about_unpaid")}</p>
      </Sheet>
    </>
  );
}

/** By the code with which the store has refused. */
function Refused({ code }: { code: string }) {
  const t = useWords();
  const paid = code === "order.paid_at_store";
  const text = code === "order.cancel_unanswered" ? "cancel.unanswered" : paid ? "cancel.refused_paid" : "cancel.refused_begun";
  return (
    <Note tone="bad" isUrgent>
      {t.drawn(text, { b: bold })}
    </Note>
  );
}
