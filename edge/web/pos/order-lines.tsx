/** What was ordered, at the prices of that time. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { choiceText } from "@crema/shared/domain/order/choice-text";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { isAllergy, noteShown } from "../allergy.ts";
import { Totals } from "./totals.tsx";

export function OrderLines({ order }: { order: OrderResource }) {
  const t = useWords();
  const { money } = useFormat();
  const isOver = order.status === "COMPLETED" || order.status === "CANCELLED";
  const isPartPaid = !isOver && order.paid_cents > 0 && order.balance_cents !== 0;
  return (
    <>
      <ol className="order-lines">
        {order.lines.map((line) => (
          <li key={line.line_id}>
            <span className="number">{line.qty}×</span>
            <span className="order-what">
              <strong>{line.name}</strong>
              {order.sold_out_line_ids?.includes(line.line_id) ? <b className="order-owes small">{t("pos.order.sold_out")}</b> : null}
              {line.modifiers.length > 0 ? <span className="small soft">{line.modifiers.map(choiceText).join(", ")}</span> : null}
              {line.note ? (
                <span className={isAllergy(line.note) ? "ticket-allergy small" : "small"}>{noteShown(line.note, t)}</span>
              ) : null}
            </span>
            <span className="number">{money(line.gross_cents, order)}</span>
          </li>
        ))}
      </ol>
      <Totals price={order} />
      {isPartPaid ? (
        <p className="number">
          {t("pos.order.part_paid", { paid: money(order.paid_cents, order), left: money(order.balance_cents, order) })}
        </p>
      ) : null}
    </>
  );
}
