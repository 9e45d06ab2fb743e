/** When and how an order was placed, its further steps, who rang it up, and who took and refunded which money, and why. */

import type { OrderMoney } from "@crema/shared/contract/money";
import type { OrderResource } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useQuery } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import "./order-facts.css";

interface Fact {
  readonly at: string;
  readonly what: string;
  readonly who: string | null;
  readonly why: string | null;
}

const METHODS: Readonly<Record<string, string>> = { CASH: "cash", EXTERNAL_CARD: "card", ONLINE: "card online" };

export function OrderFacts({ order }: { order: OrderResource }) {
  const api = useStoreApi();
  const { time, day, money } = useFormat();
  const { data } = useQuery({
    // Payments and refunds change together with the order.
    queryKey: ["order", order.order_id, "money", order.updated_at],
    queryFn: () => unwrap(api.v1.orders[":order_id"].money.$get({ param: { order_id: order.order_id } })),
  });
  const facts = [...stepsOf(order), ...(data ? moneyOf(order, data, (cents) => money(cents, order)) : [])].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  );
  return (
    <ol className="order-facts" aria-label="What happened">
      {facts.map(({ at, what, who, why }) => (
        <li key={`${at} ${what}`}>
          <span className="number soft">
            {day(at)}, {time(at)}
          </span>
          <span>
            {what}
            {who ? ` · ${who}` : ""}
            {why ? <span className="soft"> · {why}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

function stepsOf(order: OrderResource): Fact[] {
  const { last_step } = order;
  const place = order.fulfillment_type === "PICKUP" ? "to go" : "for here";
  const channel = order.origin === "APP" ? "Ordered in the app" : "Ordered at the counter";
  const fact = (at: string, what: string): Fact => ({
    at,
    what,
    who: last_step?.at === at ? last_step.by.name : null,
    why: null,
  });
  const steps = [
    {
      at: order.created_at,
      what: `${channel}, ${place}`,
      who: order.placed_by?.name ?? null,
      why: order.replaces_order_id ? "in place of an app order" : null,
    },
    ...(order.amended_at ? [fact(order.amended_at, "Changed")] : []),
    ...("started_at" in order ? [fact(order.started_at, "Started")] : []),
    ...("ready_at" in order ? [fact(order.ready_at, "Ready")] : []),
    ...("completed_at" in order ? [fact(order.completed_at, "Handed over")] : []),
  ];
  if (order.status !== "CANCELLED") return steps;
  return [...steps, { at: order.cancelled_at, what: "Cancelled", who: order.cancelled_by.name, why: order.cancel_reason }];
}

function moneyOf(order: OrderResource, { payments, refunds }: OrderMoney, money: (cents: number) => string): Fact[] {
  const pieces = ({ lines = [] }: OrderMoney["refunds"][number]) =>
    lines.flatMap(({ line_id, qty }) => {
      const name = order.lines.find((line) => line.line_id === line_id)?.name;
      return name && qty > 0 ? [`${qty} × ${name}`] : [];
    });
  const ofWhat = (refund: OrderMoney["refunds"][number]) => (pieces(refund).length > 0 ? `: ${pieces(refund).join(", ")}` : "");
  const withTip = (tip: number) => (tip > 0 ? `, with ${money(tip)} tip` : "");
  const withRounding = (rounding = 0) => (rounding === 0 ? "" : `, with ${money(rounding)} rounding`);
  const partCorrected = (part = 0) => (part === 0 ? "" : `, ${money(part)} of it corrected`);
  const taken = payments.map((payment): Fact => {
    const change = payment.change_cents ? `, ${money(payment.tendered_cents ?? 0)} given, ${money(payment.change_cents)} change` : "";
    return {
      at: payment.captured_at ?? payment.created_at,
      what: `Taken ${money(payment.amount_cents + payment.tip_cents + (payment.rounding_cents ?? 0))} ${METHODS[payment.method] ?? ""}${withTip(payment.tip_cents)}${withRounding(payment.rounding_cents)}${change}`,
      who: payment.captured_by?.name ?? null,
      why: payment.reference,
    };
  });
  const back = refunds.map(
    (refund): Fact => ({
      at: refund.refunded_at,
      what: `${refund.kind === "CORRECTION" ? "Corrected" : "Refunded"} ${money(refund.amount_cents + refund.tip_cents + (refund.rounding_cents ?? 0))} ${METHODS[refund.method] ?? ""}${withTip(refund.tip_cents)}${withRounding(refund.rounding_cents)}${partCorrected(refund.corrected_cents)}${ofWhat(refund)}`,
      who: refund.actor.name,
      why: refund.reason,
    }),
  );
  // Of one commit, a correction comes before what it makes room for.
  return [...back, ...taken];
}
