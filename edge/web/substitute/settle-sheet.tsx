/** Staff decide for the customer what is asked about a line, or take the question back. */
import type { RefundResponse } from "@crema/shared/contract/money";
import type { OrderResource, OrderResponse } from "@crema/shared/contract/orders";
import type { SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
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

const LONGEST_PIN = 8;

export function SettleSheet({ order, mayDecide, onDone, onClose }: SettleSheetProps) {
  const api = useStoreApi();
  const { money } = useFormat();
  const [pin, setPin] = useState("");
  const { question } = order;
  const settle = useMutation({
    mutationFn: (choice: SubstituteChoice | null) => {
      const json = {
        ...{ question_id: question?.question_id ?? "", choice, reason: "It cannot be made" },
        manager_pin: pin === "" ? null : pin,
      };
      return unwrap(api.v1.orders[":order_id"].question.settle.$post({ param: { order_id: order.order_id }, json }));
    },
    onSuccess: (done) => onDone(done, done.refunds),
    onError: () => setPin(""),
  });
  const needsManager = order.allowed_actions.some((one) => one.action === "settle_substitute" && one.needs_manager);
  const choices: { name: string; choice: SubstituteChoice | null }[] = [
    ...(mayDecide && question
      ? [
          ...question.options.map((option, at) => ({
            name: `${option.name}, ${money(option.total_cents, order)} in all`,
            choice: { kind: "SUBSTITUTE" as const, option: at },
          })),
          ...(question.total_without_cents === null
            ? []
            : [{ name: `Without it, ${money(question.total_without_cents, order)} in all`, choice: { kind: "REMOVE" as const } }]),
        ]
      : []),
    { name: "Take the question back: it is made as ordered", choice: null },
  ];
  return (
    <Sheet title="Decide for the customer" isOpen onClose={onClose} problem={<ProblemNote error={settle.error} server={BOX} />}>
      <div className="stack">
        <QuestionNote order={order} />
        {question === null ? <p role="status">It is settled already.</p> : null}
        {needsManager ? (
          <NumberPad
            label="Manager's PIN, as money was taken at the counter"
            digits={pin}
            maxDigits={LONGEST_PIN}
            onDigits={setPin}
            isLabelled
          />
        ) : null}
        {question
          ? choices.map(({ name, choice }) => (
              <SteadyButton
                key={name}
                wide
                size="large"
                meaning={`${question.question_id} ${name}`}
                isDisabled={settle.isPending}
                onPress={() => settle.mutate(choice)}
              >
                {name}
              </SteadyButton>
            ))
          : null}
      </div>
    </Sheet>
  );
}
