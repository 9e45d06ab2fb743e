/** Steps on an order that need a reason, and most of them a manager: void, refund, discount, no-show, decline, make it anyway. */
import type { OrderMoney, RefundResponse } from "@crema/shared/contract/money";
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { TicketDiscount } from "@crema/shared/contract/orders-at-store";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { PlainKey } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
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

const TEXTS: Readonly<Record<WithReason, { title: PlainKey; action: PlainKey; reasons: readonly PlainKey[] }>> = {
  void: {
    title: "pos.reason.void",
    action: "pos.step.CANCELLED",
    reasons: ["pos.reason.changed_mind", "pos.reason.mistake", "pos.reason.cannot_make"],
  },
  refund: {
    title: "pos.order.refund",
    action: "pos.order.refund",
    reasons: ["pos.reason.not_as_ordered", "pos.reason.unhappy", "pos.reason.charged_twice"],
  },
  no_show: { title: "pos.order.no_show", action: "pos.reason.no_show_action", reasons: ["pos.order.no_show"] },
  decline: { title: "pos.reason.decline", action: "pos.order.decline", reasons: ["pos.reason.cannot_make", "pos.reason.too_busy"] },
  replace: { title: "pos.order.replace", action: "pos.reason.replace_action", reasons: [] },
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
  const t = useWords();
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
    what: t("pos.refund.before", { reason: tried.reason }),
    again: () => writes.run(refundName, tried, (key) => refundAs(key, tried, null)),
    forget: () => writes.forget(refundName),
  };
  return (
    <ApprovalSheet
      title={t(title)}
      action={t(action)}
      reasons={reasons.map((reason) => t(reason))}
      // All of it at once is not refunded by two taps of which nobody has said why.
      usualReason={what === "refund" && lines ? t("pos.reason.not_as_ordered") : null}
      {...(what === "replace" && { reasonLabel: null })}
      needsManager={needsManager}
      before={what === "void" || what === "no_show" ? cancelling.before : refundBefore}
      run={send}
      onDone={(done) => onDone(done.order, done.refunds)}
      onClose={onClose}
    >
      {left && left.tips > 0 ? (
        <OneOf
          label={t("pos.refund.tip")}
          choices={[
            { id: WITHOUT_TIP, name: t("pos.refund.tip_stays") },
            { id: WITH_TIP, name: t("pos.refund.tip_too"), extra: money(left.tips, order) },
            { id: TIP_ALONE, name: t("pos.refund.tip_alone"), extra: money(left.tips, order) },
          ]}
          chosen={tipToo}
          onChoose={setTipToo}
        />
      ) : null}
      {what === "refund" && refundable && !isTipAlone ? (
        <RefundLines order={order} refundable={refundable} chosen={chosen} onChosen={setChosen} />
      ) : null}
      {what === "refund" && lines && refundable ? (
        <p className="number">{t("pos.refund.sum", { amount: money(sumOfChosen(refundable, chosen), order) })}</p>
      ) : null}
      {what === "refund" && !lines && !isTipAlone ? (
        <NumberPad
          label={t("pos.refund.amount")}
          digits={digits}
          maxDigits={LONGEST_AMOUNT}
          shown={digits === "" ? t("pos.refund.all") : money(Number(digits), order)}
          onDigits={(next) => setDigits(next.replace(/^0+/, ""))}
          isLabelled
        />
      ) : null}
    </ApprovalSheet>
  );
}
