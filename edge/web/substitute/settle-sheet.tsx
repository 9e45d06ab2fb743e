/** Staff decide for the customer what is asked about a line, or take the question back. */
import type { RefundResponse } from "@crema/shared/contract/money";
import type { OrderResource, OrderResponse } from "@crema/shared/contract/orders";
import type { SettleSubstituteRequest } from "@crema/shared/contract/substitutes";
import type { SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import { QuestionNote } from "./question-note.tsx";
import "./substitute.css";

export interface SettleSheetProps {
  readonly order: OrderResource;
  /** Somebody is signed in; without, the question can only be taken back. */
  readonly mayDecide: boolean;
  onDone(order: OrderResponse, refunds: RefundResponse["refunds"]): void;
  onClose(): void;
}

/** The name of the write (pending-writes.ts). */
export const settling = (orderId: string) => `settle:${orderId}`;

/** As it is stored until the box has responded. */
type Settled = Omit<SettleSubstituteRequest, "manager_pin">;
const LONGEST_PIN = 8;

export function SettleSheet({ order, mayDecide, onDone, onClose }: SettleSheetProps) {
  const t = useWords();
  const api = useStoreApi();
  const { money } = useFormat();
  const [pin, setPin] = useState("");
  const { question } = order;
  const writes = usePendingWrites();
  const name = settling(order.order_id);
  const settle = useMutation({
    /** The PIN is sent and never stored: what is repeated goes without. */
    mutationFn: (json: Settled) =>
      writes.run(name, json, (key) =>
        unwrap(
          api.v1.orders[":order_id"].question.settle.$post({
            ...{ param: { order_id: order.order_id }, header: { "idempotency-key": key } },
            json: { ...json, manager_pin: pin === "" ? null : pin },
          }),
        ),
      ),
    onSuccess: (done) => onDone(done, done.refunds),
    onError: () => setPin(""),
  });
  const needsManager = order.allowed_actions.some((one) => one.action === "settle_substitute" && one.needs_manager);
  const choices: { name: string; choice: SubstituteChoice | null }[] = [
    ...(mayDecide && question
      ? [
          ...question.options.map((option, at) => ({
            name: t("substitute.settle.option", { name: option.name, amount: money(option.total_cents, order) }),
            choice: { kind: "SUBSTITUTE" as const, option: at },
          })),
          ...(question.total_without_cents === null
            ? []
            : [
                {
                  name: t("substitute.settle.without", { amount: money(question.total_without_cents, order) }),
                  choice: { kind: "REMOVE" as const },
                },
              ]),
        ]
      : []),
    { name: t("substitute.settle.back"), choice: null },
  ];
  /** Without a response: the box says again what is to be handed back. */
  const unanswered = settle.isPending ? null : (writes.pending(name) as Settled | null);
  return (
    <Sheet title={t("substitute.settle.title")} isOpen onClose={onClose} problem={<ProblemNote error={settle.error} server={BOX} />}>
      <div className="stack">
        <QuestionNote order={order} />
        {question === null ? <p role="status">{t("substitute.settle.done")}</p> : null}
        {question === null && unanswered ? (
          <Button size="large" wide onPress={() => settle.mutate(unanswered)}>
            {t("substitute.settle.ask_refund")}
          </Button>
        ) : null}
        {needsManager ? (
          <NumberPad label={t("store.approval.pin_as_paid")} digits={pin} maxDigits={LONGEST_PIN} onDigits={setPin} isLabelled />
        ) : null}
        {question
          ? choices.map(({ name: label, choice }) => (
              <SteadyButton
                key={label}
                wide
                size="large"
                meaning={`${question.question_id} ${label}`}
                isDisabled={settle.isPending}
                onPress={() => settle.mutate({ question_id: question.question_id, choice, reason: t("substitute.reason") })}
              >
                {label}
              </SteadyButton>
            ))
          : null}
      </div>
    </Sheet>
  );
}
