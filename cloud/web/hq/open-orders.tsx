/** What is open at a store that has no box: each order is cancelled here, or kept for the next box. */
import type { BoxHistory } from "@crema/shared/contract/boxes";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { STATUS_NAMES } from "./order-sheet.tsx";

type Open = BoxHistory["open_orders"][number];

const REASON = "The store's box is gone, and the order was not made.";

export function OpenOrders({ storeId, orders, timeZone }: { storeId: string; orders: readonly Open[]; timeZone: string }) {
  const api = useHqApi();
  const queries = useQueryClient();
  const { money, time } = useFormat();
  const [asked, setAsked] = useState<Open | null>(null);
  const end = useMutation({
    mutationFn: (order_ids: string[]) =>
      unwrap(
        api.v1.admin.stores[":store_id"]["open-orders"].end.$post({ param: { store_id: storeId }, json: { order_ids, reason: REASON } }),
      ),
    onSettled: () => {
      setAsked(null);
      return queries.invalidateQueries({ queryKey: ["boxes", storeId] });
    },
  });
  const paidOf = (order: Open) => {
    if (order.pay_mode === "ONLINE") return "paid online";
    return order.paid_cents === 0 ? "not paid yet" : `${money(order.paid_cents, order)} paid at the counter`;
  };
  const nameOf = ({ ticket_number, customer_name, order_id }: Open) => ticket_number ?? customer_name ?? order_id.slice(0, 8);
  return (
    <section className="stack" aria-labelledby="open-orders">
      <h4 id="open-orders">Open orders, which no box decides</h4>
      <p className="soft">What you do not cancel is kept for the next box. What is not known to be begun somebody there looks at first.</p>
      <ProblemNote error={end.error} server={SERVICE} />
      {end.data?.stays.map(({ order_id, why }) => (
        <p key={order_id} className="note note-warn" role="status">
          {why}
        </p>
      ))}
      <ul className="reasons" aria-label="Open orders">
        {orders.map((order) => (
          <li key={order.order_id} className="open-order">
            <span>
              <b>{nameOf(order)}</b> {order.ticket_number === null ? null : order.customer_name} {time(order.created_at, timeZone)}{" "}
              <span className={`badge status-${order.status.toLowerCase()}`}>{STATUS_NAMES[order.status]}</span>{" "}
              {money(order.total_cents, order)}, {paidOf(order)}
            </span>
            <Button onPress={() => setAsked(order)}>Cancel {nameOf(order)}</Button>
          </li>
        ))}
      </ul>
      {asked ? (
        <div className="note note-warn stack">
          <p>
            Cancel {nameOf(asked)}? Who ordered it in the app is told so
            {asked.pay_mode === "ONLINE" ? `, and gets ${money(asked.total_cents, asked)} back` : ""}. If the store has made it, it was not
            paid for.
          </p>
          <div className="card-foot">
            <Button look="danger" isDisabled={end.isPending} onPress={() => end.mutate([asked.order_id])}>
              Cancel the order
            </Button>
            <Button isDisabled={end.isPending} onPress={() => setAsked(null)}>
              Keep it
            </Button>
          </div>
        </div>
      ) : null}
    </section>
  );
}
