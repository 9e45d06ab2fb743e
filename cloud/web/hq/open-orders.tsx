/** What is open at a store that has no box: each order is cancelled here, or kept for the next box. */
import type { BoxHistory } from "@crema/shared/contract/boxes";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SERVICE, useHqApi } from "../service-api.ts";
import { StatusBadge } from "./status-badge.tsx";

type Open = BoxHistory["open_orders"][number];

const REASON = "The store's box is gone, and the order was not made.";

export function OpenOrders({ storeId, orders, timeZone }: { storeId: string; orders: readonly Open[]; timeZone: string }) {
  const t = useWords();
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
    if (order.pay_mode === "ONLINE") return t("hq.open.paid_online");
    return order.paid_cents === 0 ? t("hq.open.not_paid") : t("hq.open.paid_counter", { amount: money(order.paid_cents, order) });
  };
  const nameOf = ({ ticket_number, customer_name, order_id }: Open) => ticket_number ?? customer_name ?? order_id.slice(0, 8);
  /** What is not told by the list any more has ended meanwhile. */
  const whyItStays = (orderId: string) => {
    const order = orders.find(({ order_id }) => order_id === orderId);
    if (!order || order.pay_mode === "ONLINE" || order.paid_cents === 0) {
      return t("hq.open.stays", { name: order ? nameOf(order) : orderId.slice(0, 8) });
    }
    return t("hq.open.stays_paid", { name: nameOf(order), amount: money(order.paid_cents, order) });
  };
  return (
    <section className="stack" aria-labelledby="open-orders">
      <h4 id="open-orders">{t("hq.open.title")}</h4>
      <p className="soft">{t("hq.open.about")}</p>
      <ProblemNote error={end.error} server={SERVICE} />
      {end.data?.stays.map(({ order_id }) => (
        <p key={order_id} className="note note-warn" role="status">
          {whyItStays(order_id)}
        </p>
      ))}
      <ul className="reasons" aria-label={t("hq.open.list")}>
        {orders.map((order) => (
          <li key={order.order_id} className="open-order">
            <span>
              <b>{nameOf(order)}</b> {order.ticket_number === null ? null : order.customer_name} {time(order.created_at, timeZone)}{" "}
              <StatusBadge status={order.status} /> {t("hq.open.money", { total: money(order.total_cents, order), paid: paidOf(order) })}
            </span>
            <Button onPress={() => setAsked(order)}>{t("hq.open.cancel", { name: nameOf(order) })}</Button>
          </li>
        ))}
      </ul>
      {asked ? (
        <div className="note note-warn stack">
          <p>
            {asked.pay_mode === "ONLINE"
              ? t("hq.open.ask_refund", { name: nameOf(asked), amount: money(asked.total_cents, asked) })
              : t("hq.open.ask", { name: nameOf(asked) })}
          </p>
          <div className="card-foot">
            <Button look="danger" isDisabled={end.isPending} onPress={() => end.mutate([asked.order_id])}>
              {t("hq.open.do")}
            </Button>
            <Button isDisabled={end.isPending} onPress={() => setAsked(null)}>
              {t("hq.open.keep")}
            </Button>
          </div>
        </div>
      ) : null}
    </section>
  );
}
