/** Steps on an order that need a reason, and most of them a manager: void, refund, discount, no-show, decline, make it anyway. */
import type { OrderMoney, RefundResponse } from "@crema/shared/contract/money";
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { TicketDiscount } from "@crema/shared/contract/orders-at-store";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useStoreApi } from "../store-api.ts";
import { type Approval, ApprovalSheet } from "./approval-sheet.tsx";
import { DiscountSheet } from "./discount-sheet.tsx";
import { chosenLines, RefundLines, sumOfChosen } from "./refund-lines.tsx";
import type { SentBefore } from "./sent-before-question.tsx";
import { useCancel } from "./use-cancel.ts";

export type Approved = "void" | "refund" | "discount" | "no_show" | "decline" | "replace";
type WithReason = Exclude<Approved, "discount">;

export interface OrderApprovalProps {
  readonly order: OrderResponse;
  readonly what: Approved;
  /** `refunds`: what has to be handed back now. */
  onDone(order: OrderResponse, refunds: Done["refunds"]): void;
  onClose(): void;
}

interface Done {
  readonly order: OrderResponse;
  readonly refunds: RefundResponse["refunds"];
}
interface Refunding {
  readonly amount_cents: number | null;
  readonly lines?: { line_id: string; qty: number }[];
  readonly tip_cents?: number;
  readonly reason: string;
}
const without = (order: OrderResponse): Done => ({ order, refunds: [] });

const TEXTS: Readonly<Record<WithReason, { title: string; action: string; reasons: readonly string[] }>> = {
  void: { title: "Void this order", action: "Void", reasons: ["Guest changed their mind", "Rung up by mistake", "Cannot be made"] },
  refund: { title: "Refund", action: "Refund", reasons: ["Not as ordered", "Guest unhappy", "Charged twice"] },
  no_show: { title: "Nobody came", action: "Close the order", reasons: ["Nobody came"] },
  decline: { title: "Decline this app order", action: "Decline", reasons: ["Cannot be made", "Too busy"] },
  replace: { title: "Make it anyway", action: "Make it", reasons: [] },
};
const LONGEST_AMOUNT = 9;
const WITHOUT_TIP = "without";
const WITH_TIP = "with";
const TIP_ALONE = "alone";

export function OrderApproval({ what, ...props }: OrderApprovalProps) {
  return what === "discount" ? <OrderDiscount {...props} /> : <ReasonedStep what={what} {...props} />;
}

function OrderDiscount({ order, onDone, onClose }: Omit<OrderApprovalProps, "what">) {
  const api = useStoreApi();
  const needsManager = order.allowed_actions.some((one) => one.action === "discount" && one.needs_manager);
  const give = ({ line_index, ...discount }: TicketDiscount): Promise<OrderResponse> => {
    const line_id = line_index === undefined ? undefined : order.lines[line_index]?.line_id;
    return unwrap(
      api.v1.orders[":order_id"].discount.$post({
        param: { order_id: order.order_id },
        json: { ...discount, ...(line_id !== undefined && { line_id }), expected_total_cents: order.total_cents },
      }),
    );
  };
  return (
    <DiscountSheet
      lines={order.lines}
      unit={order}
      needsManager={needsManager}
      give={give}
      onDone={(next) => onDone(next, [])}
      onClose={onClose}
    />
  );
}

/** What is left of the tips that were taken, with a tender or online. */
function leftOfTips(order: OrderResponse, { payments, refunds }: Pick<OrderMoney, "payments" | "refunds">): number {
  const given = refunds.filter(({ status }) => status !== "FAILED").reduce((sum, refund) => sum + refund.tip_cents, 0);
  return payments.reduce((sum, payment) => sum + payment.tip_cents, order.pay_mode === "ONLINE" ? order.tip_cents : 0) - given;
}

/** What is left to refund of each line, and of the tips; null until it is known. */
function useRefundable(order: OrderResponse, isWanted: boolean) {
  const api = useStoreApi();
  const { data } = useQuery({
    enabled: isWanted,
    queryKey: ["order", order.order_id, "money", order.updated_at],
    queryFn: () => unwrap(api.v1.orders[":order_id"].money.$get({ param: { order_id: order.order_id } })),
  });
  return data ? { lines: data.refundable, tips: leftOfTips(order, data) } : null;
}

function ReasonedStep({ order, what, onDone, onClose }: OrderApprovalProps & { readonly what: WithReason }) {
  const api = useStoreApi();
  const writes = usePendingWrites();
  const cancelling = useCancel(order);
  const { money } = useFormat();
  const [digits, setDigits] = useState("");
  const at = api.v1.orders[":order_id"];
  const param = { order_id: order.order_id };
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map());
  const left = useRefundable(order, what === "refund");
  const refundable = left?.lines ?? null;
  const [tipToo, setTipToo] = useState(WITHOUT_TIP);
  const tip = tipToo === WITHOUT_TIP ? 0 : (left?.tips ?? 0);
  const isTipAlone = tip > 0 && tipToo === TIP_ALONE;
  const lines = isTipAlone ? null : chosenLines(chosen);
  const amount = isTipAlone ? 0 : digits === "" || lines ? null : Number(digits);
  const needsManager =
    what === "void"
      ? order.allowed_transitions.some((step) => step.to_status === "CANCELLED" && step.needs_manager)
      : order.allowed_actions.some((one) => one.action === what && one.needs_manager);

  const refundAs = (key: string, json: Refunding, manager_pin: string | null) =>
    unwrap(at.refunds.$post({ param, header: { "idempotency-key": key }, json: { ...json, manager_pin } }));
  const send = ({ reason, manager_pin }: Approval): Promise<Done> => {
    switch (what) {
      case "void":
      case "no_show":
        return cancelling.cancel({ reason, expected_status: order.status, no_show: what === "no_show" }, manager_pin);
      case "decline":
        return unwrap(at.decline.$post({ param, json: { reason } })).then(without);
      case "replace":
        return writes
          .run(`replace:${order.order_id}`, {}, (key) =>
            unwrap(at.replace.$post({ param, header: { "idempotency-key": key }, json: { manager_pin: manager_pin ?? "" } })),
          )
          .then(without);
      case "refund": {
        const json = { amount_cents: amount, ...(lines && { lines }), ...(tip > 0 && { tip_cents: tip }), reason };
        return writes.run(`refund:${order.order_id}`, json, (key) => refundAs(key, json, manager_pin));
      }
    }
  };
  const { title, action, reasons } = TEXTS[what];
  const refundName = `refund:${order.order_id}`;
  const tried = what === "refund" ? (writes.pending(refundName) as Refunding | null) : null;
  const refundBefore: SentBefore<Done> | null = tried && {
    what: `A refund, “${tried.reason}”,`,
    again: () => writes.run(refundName, tried, (key) => refundAs(key, tried, null)),
    forget: () => writes.forget(refundName),
  };
  return (
    <ApprovalSheet
      title={title}
      action={action}
      reasons={reasons}
      {...(what === "replace" && { reasonLabel: null })}
      needsManager={needsManager}
      before={what === "void" || what === "no_show" ? cancelling.before : refundBefore}
      run={send}
      onDone={(done) => onDone(done.order, done.refunds)}
      onClose={onClose}
    >
      {left && left.tips > 0 ? (
        <OneOf
          label="The tip"
          choices={[
            { id: WITHOUT_TIP, name: "Stays" },
            { id: WITH_TIP, name: "Goes back too", extra: money(left.tips, order) },
            { id: TIP_ALONE, name: "Goes back alone", extra: money(left.tips, order) },
          ]}
          chosen={tipToo}
          onChoose={setTipToo}
        />
      ) : null}
      {what === "refund" && refundable && !isTipAlone ? (
        <RefundLines order={order} refundable={refundable} chosen={chosen} onChosen={setChosen} />
      ) : null}
      {what === "refund" && lines && refundable ? <p className="number">Refund {money(sumOfChosen(refundable, chosen), order)}</p> : null}
      {what === "refund" && !lines && !isTipAlone ? (
        <NumberPad
          label="Or an amount; empty for all of it"
          digits={digits}
          maxDigits={LONGEST_AMOUNT}
          shown={digits === "" ? "All of it" : money(Number(digits), order)}
          onDigits={(next) => setDigits(next.replace(/^0+/, ""))}
          isLabelled
        />
      ) : null}
    </ApprovalSheet>
  );
}
