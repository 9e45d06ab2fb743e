/** The end of an order at the till: its number, the change, the receipt. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { Receipt } from "./receipt.tsx";
import type { Taken } from "./use-checkout.ts";
import "./done-sheet.css";

export interface DoneSheetProps {
  readonly order: OrderResponse;
  /** null: nothing was taken, the guest pays later. */
  readonly payment: Taken["payment"] | null;
  /** The box reaches the cloud. */
  readonly isOnline: boolean;
  /** The guest leaves a tip after having paid. */
  onTip(): void;
  onClose(): void;
}

export function DoneSheet({ order, payment, isOnline, onTip, onClose }: DoneSheetProps) {
  const t = useWords();
  const { money, dayInText, time } = useFormat();
  const ports = usePorts();
  const change = payment?.change_cents ?? 0;
  const footer = (
    <>
      <Button size="large" onPress={ports.print}>
        {t("pos.print")}
      </Button>
      <span className="done-space" />
      {order.allowed_actions.some(({ action }) => action === "tip") ? (
        <Button size="large" onPress={onTip}>
          {t("pos.done.tip_button")}
        </Button>
      ) : null}
      <Button look="primary" size="large" autoFocus onPress={onClose}>
        {t("pos.done.new")}
      </Button>
    </>
  );
  return (
    <Sheet title={t(titleOf(order, payment))} isOpen onClose={onClose} footer={footer}>
      <div className="done">
        {order.requested_for === null ? null : (
          <p className="soft">{t("pos.done.for", { day: dayInText(order.requested_for), time: time(order.requested_for) })}</p>
        )}
        <p className="done-number number">
          {order.ticket_number}
          {order.customer_name ? ` · ${order.customer_name}` : ""}
        </p>
        {change > 0 ? (
          <p className="done-change" role="status">
            {t.drawn("pos.done.change", { b: (text) => <strong className="number">{text}</strong>, amount: money(change, order) })}
          </p>
        ) : null}
        <Receipt orderId={order.order_id} isOnline={isOnline} />
      </div>
    </Sheet>
  );
}

function titleOf(order: OrderResponse, payment: Taken["payment"] | null) {
  if (payment) return payment.amount_cents === 0 ? "pos.done.tip" : "pos.done.paid";
  if (order.releases_at !== null) return order.balance_cents > 0 ? "pos.done.later_unpaid" : "pos.done.later";
  return order.balance_cents > 0 ? "pos.done.queue_unpaid" : "pos.done.queue";
}
