/** Steps on an order that need a reason, and most of them a manager: void, refund, discount, no-show, decline, make it anyway. */
import type { OrderAnswer } from "@crema/shared/api/orders";
import type { RefundAnswer } from "@crema/shared/api/store-money";
import { ask } from "@crema/ui/api/ask.ts";
import { useIntents } from "@crema/ui/api/use-intents.ts";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useState } from "react";
import { useStoreApi } from "../store-api.ts";
import { type Approval, ApprovalSheet } from "./approval-sheet.tsx";

export type Approved = "void" | "refund" | "discount" | "no_show" | "decline" | "replace";

export interface OrderApprovalProps {
  readonly order: OrderAnswer;
  readonly what: Approved;
  /** `refunds`: what is to be handed back now. */
  onDone(order: OrderAnswer, refunds: Done["refunds"]): void;
  onClose(): void;
}

interface Done {
  readonly order: OrderAnswer;
  readonly refunds: RefundAnswer["refunds"];
}
const without = (order: OrderAnswer): Done => ({ order, refunds: [] });

const TEXTS: Readonly<Record<Approved, { title: string; action: string; reasons: readonly string[] }>> = {
  void: { title: "Void this order", action: "Void", reasons: ["Guest changed their mind", "Rung up by mistake", "Cannot be made"] },
  refund: { title: "Refund", action: "Refund", reasons: ["Not as ordered", "Guest unhappy", "Charged twice"] },
  discount: { title: "Discount", action: "Take off", reasons: ["Staff", "Long wait", "Made wrong before"] },
  no_show: { title: "Nobody came", action: "Close the order", reasons: ["Nobody came"] },
  decline: { title: "Decline this app order", action: "Decline", reasons: ["Cannot be made", "Too busy"] },
  replace: { title: "Make it anyway", action: "Make it", reasons: [] },
};
/** Discounts at the counter are given as a part of the whole, or as an amount. */
const PERCENTS = [10, 20, 50, 100];
const PPM_OF_A_PERCENT = 10_000;
const LONGEST_AMOUNT = 9;

export function OrderApproval({ order, what, onDone, onClose }: OrderApprovalProps) {
  const api = useStoreApi();
  const intents = useIntents();
  const { money } = useFormat();
  const [percent, setPercent] = useState<string | null>(null);
  const [digits, setDigits] = useState("");
  const at = api.v1.orders[":order_id"];
  const param = { order_id: order.order_id };
  const amount = digits === "" ? null : Number(digits);
  const needsManager =
    what === "void"
      ? order.allowed_transitions.some((step) => step.to_status === "CANCELLED" && step.needs_manager)
      : order.allowed_actions.some((one) => one.action === what && one.needs_manager);

  const send = ({ reason, manager_pin }: Approval): Promise<Done> => {
    switch (what) {
      case "void":
      case "no_show":
        return ask(
          at.cancel.$post({ param, json: { reason, manager_pin, expected_status: order.status, no_show: what === "no_show" } }),
        ).then((cancelled) => ({ order: cancelled, refunds: cancelled.refunds }));
      case "decline":
        return ask(at.decline.$post({ param, json: { reason } })).then(without);
      case "replace":
        return intents
          .run(`replace:${order.order_id}`, {}, (key) =>
            ask(at.replace.$post({ param, header: { "idempotency-key": key }, json: { manager_pin: manager_pin ?? "" } })),
          )
          .then(without);
      case "discount": {
        const discount = percent
          ? ({ kind: "PERCENT", rate_ppm: Number(percent) * PPM_OF_A_PERCENT } as const)
          : ({ kind: "AMOUNT", amount_cents: amount ?? 0 } as const);
        return ask(at.discount.$post({ param, json: { discount, reason, manager_pin, expected_total_cents: order.total_cents } })).then(
          without,
        );
      }
      case "refund": {
        const json = { amount_cents: amount, reason };
        return intents.run(`refund:${order.order_id}`, json, (key) =>
          ask(at.refunds.$post({ param, header: { "idempotency-key": key }, json: { ...json, manager_pin } })),
        );
      }
    }
  };
  const { title, action, reasons } = TEXTS[what];
  const hasAmount = what === "refund" || what === "discount";
  return (
    <ApprovalSheet
      title={title}
      action={action}
      reasons={reasons}
      reasonLabel={what === "replace" ? null : "Reason"}
      needsManager={needsManager}
      isReady={what !== "discount" || percent !== null || (amount ?? 0) > 0}
      run={send}
      onDone={(done) => onDone(done.order, done.refunds)}
      onClose={onClose}
    >
      {what === "discount" ? (
        <OneOf
          label="How much"
          choices={PERCENTS.map((one) => ({ id: String(one), name: `${one} %` }))}
          chosen={percent}
          onChoose={(one) => {
            setPercent(one);
            setDigits("");
          }}
        />
      ) : null}
      {hasAmount ? (
        <NumberPad
          label={what === "refund" ? "Amount; empty for all of it" : "Or an amount"}
          digits={digits}
          maxDigits={LONGEST_AMOUNT}
          shown={digits === "" ? (what === "refund" ? "All of it" : "") : money(Number(digits), order)}
          onDigits={(next) => {
            setDigits(next.replace(/^0+/, ""));
            setPercent(null);
          }}
          isLabelled
        />
      ) : null}
    </ApprovalSheet>
  );
}
