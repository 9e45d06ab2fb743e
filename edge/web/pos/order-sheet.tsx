/**
 * One order at the counter: its contents, its status, and every step that the box allows the signed-in person. After a
 * lost race it shows the current state and who was faster.
 */
import type { RefundResponse } from "@crema/shared/contract/money";
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { ApiError, isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { usePendingWrites } from "@crema/ui/client/use-pending-writes.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { BOX, useStoreApi } from "../store-api.ts";
import { AskSheet } from "../substitute/ask-sheet.tsx";
import { QuestionNote, SettledNotes } from "../substitute/question-note.tsx";
import { SettleSheet, settling } from "../substitute/settle-sheet.tsx";
import { CorrectTenderSheet } from "./correct-tender-sheet.tsx";
import { HandBack } from "./hand-back.tsx";
import { type Approved, OrderApproval } from "./order-approval.tsx";
import { OrderFacts } from "./order-facts.tsx";
import { OrderLines } from "./order-lines.tsx";
import { PaidBadge } from "./paid-badge.tsx";
import { ORDERS, orderKey } from "./query-keys.ts";
import { Receipt } from "./receipt.tsx";
import { RefundStatusNote } from "./refund-status.tsx";
import { RushButton } from "./rush-button.tsx";
import { stepKey } from "./status-name.ts";
import "./order-sheet.css";

export interface OrderSheetProps {
  readonly orderId: string;
  /** The box reaches the cloud. */
  readonly isOnline: boolean;
  onPay(order: OrderResponse): void;
  /** null: the ticket is in use and cannot take its lines. */
  readonly onAmend: ((order: OrderResponse) => void) | null;
  /** Another order has replaced this one. */
  onOther(order: OrderResponse): void;
  onPrint(): void;
  onClose(): void;
}

export function OrderSheet({ orderId, isOnline, onPay, onAmend, onOther, onPrint, onClose }: OrderSheetProps) {
  const t = useWords();
  const api = useStoreApi();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<{ what: Approved; order: OrderResponse } | null>(null);
  const writes = usePendingWrites();
  const [isCorrecting, setIsCorrecting] = useState(false);
  const [isAsking, setIsAsking] = useState<"ask" | "settle" | null>(null);
  const [toHandBack, setToHandBack] = useState<RefundResponse["refunds"]>([]);
  const [showsReceipt, setShowsReceipt] = useState(false);
  const [rushError, setRushError] = useState<unknown>(null);
  const read = useQuery({
    queryKey: orderKey(orderId),
    queryFn: () => unwrap(api.v1.orders[":order_id"].$get({ param: { order_id: orderId } })),
    staleTime: 0,
  });
  const order = read.data;
  const repaint = (next?: OrderResponse) => {
    if (next) queries.setQueryData(orderKey(orderId), next);
    void queries.invalidateQueries({ queryKey: ORDERS });
    void queries.invalidateQueries({ queryKey: ["receipt", orderId] });
    if (!next) void read.refetch();
  };
  const step = useMutation({
    mutationFn: (json: { to_status: OrderStatus; expected_status: OrderStatus }) =>
      unwrap(api.v1.orders[":order_id"].transition.$post({ param: { order_id: orderId }, json })),
    onSuccess: repaint,
    onError: (error) => isRefusal(error) && repaint(),
  });
  const look = useMutation({
    mutationFn: (made: boolean) => unwrap(api.v1.orders[":order_id"].look.$post({ param: { order_id: orderId }, json: { made } })),
    onSuccess: repaint,
    onError: (error) => isRefusal(error) && repaint(),
  });
  if (!order) {
    return (
      <Sheet title={t("pos.order.title")} isOpen onClose={onClose}>
        {read.error ? <ProblemNote error={read.error} server={BOX} /> : <p role="status">{t("pos.order.loading")}</p>}
      </Sheet>
    );
  }
  if (asking)
    return (
      <OrderApproval
        // With the status at the time of the request, so that it is refused when somebody made a step meanwhile.
        order={asking.order}
        what={asking.what}
        onDone={(next, refunds) => {
          setAsking(null);
          setToHandBack(refunds);
          // "Make it anyway" returns the order that replaces this one.
          if (next.order_id === orderId) repaint(next);
          else onOther(next);
        }}
        onClose={() => setAsking(null)}
      />
    );
  if (isCorrecting)
    return (
      <CorrectTenderSheet
        order={order}
        onDone={(next) => {
          setIsCorrecting(false);
          repaint(next);
        }}
        onClose={() => setIsCorrecting(false)}
      />
    );
  if (isAsking !== null) {
    const SubstituteSheet = isAsking === "ask" ? AskSheet : SettleSheet;
    return (
      <SubstituteSheet
        order={order}
        mayDecide
        onDone={(next, refunds) => {
          setIsAsking(null);
          setToHandBack(refunds);
          repaint(next);
        }}
        onClose={() => {
          setIsAsking(null);
          repaint();
        }}
      />
    );
  }
  const askFor = (what: Approved) => {
    step.reset();
    setAsking({ what, order });
  };
  const correct = () => {
    step.reset();
    setIsCorrecting(true);
  };
  const rushed = (next: OrderResponse) => {
    setRushError(null);
    repaint(next);
  };
  const notRushed = (error: unknown) => {
    setRushError(error);
    if (isRefusal(error)) repaint();
  };
  const status = t(`pos.status.${order.status}`);
  const may = new Set(order.allowed_actions.map(({ action }) => action));
  // Settled, as far as is known here, and its response was lost.
  const mayAskAgain = writes.pending(settling(orderId)) !== null;
  const footer = (
    <>
      <Button onPress={() => setShowsReceipt(!showsReceipt)}>{t(showsReceipt ? "pos.order.lines" : "pos.receipt")}</Button>
      {showsReceipt ? <Button onPress={onPrint}>{t("pos.print")}</Button> : null}
      <span className="order-sheet-space" />
      {may.has("refund") ? (
        <Button look="danger" onPress={() => askFor("refund")}>
          {t("pos.order.refund")}
        </Button>
      ) : null}
      {may.has("correct_tender") ? <Button onPress={correct}>{t("pos.correct.title")}</Button> : null}
      {may.has("tip") ? <Button onPress={() => onPay(order)}>{t("pos.order.tip")}</Button> : null}
      {may.has("discount") ? <Button onPress={() => askFor("discount")}>{t("pos.discount.title")}</Button> : null}
      {onAmend && may.has("amend") ? <Button onPress={() => onAmend(order)}>{t("pos.order.change")}</Button> : null}
      {may.has("ask_substitute") ? <Button onPress={() => setIsAsking("ask")}>{t("substitute.cannot_make")}</Button> : null}
      {mayAskAgain || may.has("settle_substitute") ? <Button onPress={() => setIsAsking("settle")}>{t("pos.order.decide")}</Button> : null}
      {may.has("no_show") ? (
        <Button look="danger" onPress={() => askFor("no_show")}>
          {t("pos.order.no_show")}
        </Button>
      ) : null}
      {may.has("look")
        ? [false, true].map((made) => (
            <SteadyButton
              key={String(made)}
              meaning={`${orderId} look ${made}`}
              isDisabled={look.isPending}
              onPress={() => look.mutate(made)}
            >
              {t(made ? "pos.order.was_made" : "pos.order.not_made")}
            </SteadyButton>
          ))
        : null}
      {may.has("rush") ? <RushButton order={order} onDone={rushed} onFailed={notRushed} /> : null}
      {may.has("replace") ? <Button onPress={() => askFor("replace")}>{t("pos.order.replace")}</Button> : null}
      {may.has("decline") ? (
        <Button look="danger" onPress={() => askFor("decline")}>
          {t("pos.order.decline")}
        </Button>
      ) : null}
      {order.allowed_transitions.map(({ to_status }) =>
        to_status === "CANCELLED" ? (
          <Button key={to_status} look="danger" onPress={() => askFor("void")}>
            {t(stepKey(order.status, to_status))}
          </Button>
        ) : (
          <SteadyButton
            key={to_status}
            meaning={`${orderId} ${order.status} ${to_status}`}
            isDisabled={step.isPending}
            onPress={() => step.mutate({ to_status, expected_status: order.status })}
          >
            {t(stepKey(order.status, to_status))}
          </SteadyButton>
        ),
      )}
      {may.has("tender") ? (
        <Button look="primary" onPress={() => onPay(order)}>
          {t("pos.order.take_payment")}
        </Button>
      ) : null}
    </>
  );
  const faster = step.error instanceof ApiError && order.last_step?.by.name ? t("pos.order.faster", { name: order.last_step.by.name }) : "";
  return (
    <Sheet
      title={`${order.ticket_number ?? t("pos.order.title")}${order.customer_name ? ` · ${order.customer_name}` : ""}`}
      isOpen
      onClose={onClose}
      size="wide"
      footer={footer}
      problem={<ProblemNote error={step.error ?? look.error ?? rushError} server={BOX} />}
    >
      <div className="order-sheet">
        <p className="order-status">
          <span>{order.is_rush && may.has("rush") ? t("pos.order.rushed", { status }) : status}</span> <PaidBadge order={order} />
        </p>
        {may.has("look") ? <p className="note note-warn">{t("pos.order.look")}</p> : null}
        <HandBack refunds={toHandBack} currency={order} />
        <QuestionNote order={order} />
        <SettledNotes order={order} />
        <RefundStatusNote order={order} />
        {faster ? <p role="status">{faster}</p> : null}
        {showsReceipt ? (
          <Receipt orderId={orderId} isOnline={isOnline} />
        ) : (
          <>
            <OrderFacts order={order} />
            <OrderLines order={order} />
          </>
        )}
      </div>
    </Sheet>
  );
}
