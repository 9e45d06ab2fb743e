/** One order: where it stands, what is to be paid, what may still be done. A guest's link is exchanged for a cookie first. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { choiceText } from "@crema/shared/domain/order/choice-text";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Card } from "@crema/ui/components/card.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { CancelOrder, mayBeCancelled } from "./cancel-order.tsx";
import { useGuestLinks } from "./guest-links.tsx";
import { KeepOpenOrder } from "./keep-open-order.tsx";
import { rememberOrder } from "./known-orders.ts";
import { Link } from "./link.tsx";
import { LostTime } from "./lost-time.tsx";
import { OrderProgress } from "./order-progress.tsx";
import { hasReceipt } from "./order-words.ts";
import { PaymentPart } from "./payment-part.tsx";
import { ReadTrouble } from "./read-trouble.tsx";
import { ReadySignal } from "./ready-signal.tsx";
import { Receipt } from "./receipt.tsx";
import { Reorder } from "./reorder.tsx";
import { SubstituteQuestion } from "./substitute-question.tsx";
import { TellMe } from "./tell-me.tsx";
import { ToldBy } from "./told-by.tsx";
import { Totals } from "./totals.tsx";
import { useOrder } from "./use-order.ts";

export function OrderView({ orderId }: { orderId: string }) {
  const t = useWords();
  const exchange = useLinkExchange(orderId);
  const { order, stream, refusedCancel } = useOrder(orderId, exchange.isDone);
  if (isRefusal(order.error, "auth.required", "auth.revoked", "order.not_found") && !order.data) {
    return (
      <main className="view">
        <h1>{t("order.not_here")}</h1>
        <p>{t.drawn("order.not_here_advice", { link: toSignIn })}</p>
      </main>
    );
  }
  return (
    <main className="view order-view">
      <ProblemNote error={exchange.error} server={SERVICE} />
      {order.data || exchange.error ? null : <ReadTrouble read={order} waiting={<Skeleton label={t("order.fetching")} count={6} />} />}
      {order.data ? (
        <>
          <div className="stack">
            <OrderProgress order={order.data} stream={stream} />
            <SubstituteQuestion order={order.data} />
            <ReadySignal order={order.data} />
            <KeepOpenOrder order={order.data} />
            <TellMe order={order.data} />
            <ToldBy order={order.data} />
            <LostTime order={order.data} />
          </div>
          <div className="stack">
            {order.data.pay_mode === "ONLINE" ? <PaymentPart order={order.data} /> : null}
            <Ordered order={order.data} />
            <Reorder order={order.data} />
            <CancelOrder order={order.data} refused={refusedCancel} />
            <GuestLink order={order.data} />
          </div>
        </>
      ) : null}
    </main>
  );
}

/** The token behind the `#` of a guest's link, taken from the address at once. */
function useLinkExchange(orderId: string): { isDone: boolean; error: unknown } {
  const api = useCustomerApi();
  const { storage, fragment, stripAddress } = usePorts();
  const links = useGuestLinks();
  const [token] = useState(() => fragment() || null);
  const exchange = useMutation({
    mutationFn: (bearer: string) =>
      unwrap(
        api.v1.orders[":order_id"].session.$post(
          { param: { order_id: orderId }, json: {} },
          { headers: { authorization: `Bearer ${bearer}` } },
        ),
      ),
    onSuccess: (_done, bearer) => {
      rememberOrder(storage, orderId);
      links.add(orderId, bearer);
    },
  });
  const { mutate } = exchange;
  useEffect(() => {
    // A bank's page sends its customer back with more in the address than is to be kept there.
    stripAddress();
    if (token !== null) mutate(token);
  }, [token, mutate, stripAddress]);
  return { isDone: token === null || exchange.isSuccess, error: exchange.error };
}

const toSignIn = (content: ReactNode) => <Link to="/app/sign-in">{content}</Link>;

function Ordered({ order }: { order: OrderResponse }) {
  const t = useWords();
  const { money } = useFormat();
  return (
    <Card title={t("order.ordered")}>
      <ul className="lines">
        {order.lines.map((line) => (
          <li key={line.line_id} className="line">
            <div className="grow">
              <strong>{t("order.line", { qty: line.qty, name: line.name })}</strong>
              {line.modifiers.length > 0 ? <div className="soft small">{line.modifiers.map(choiceText).join(", ")}</div> : null}
              {line.note ? <div className="soft small">{t("cart.note_quoted", { note: line.note })}</div> : null}
            </div>
            <span className="number line-price">{money(line.gross_cents, order)}</span>
          </li>
        ))}
      </ul>
      <Totals priced={order} />
      {hasReceipt(order) ? <Receipt order={order} /> : null}
    </Card>
  );
}

function GuestLink({ order }: { order: OrderResponse }) {
  const t = useWords();
  const link = useGuestLinks().linkTo(order.order_id);
  if (!link) return null;
  return (
    <div className="field">
      <label htmlFor="guest-link">{t("order.link")}</label>
      <input id="guest-link" readOnly value={link} onFocus={(event) => event.target.select()} />
      <p className="small soft">{t(mayBeCancelled(order) ? "order.link_about" : "order.link_about_fixed")}</p>
    </div>
  );
}
