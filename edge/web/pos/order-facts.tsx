/** When and how an order was placed, its further steps, who rang it up, and who took and refunded which money, and why. */
import type { OrderMoney } from "@crema/shared/contract/money";
import type { OrderResource } from "@crema/shared/contract/orders";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useQuery } from "@tanstack/react-query";
import { useStoreApi } from "../store-api.ts";
import "./order-facts.css";

interface Fact {
  readonly at: string;
  readonly what: string;
  readonly who: string | null;
  readonly why: string | null;
}

export function OrderFacts({ order }: { order: OrderResource }) {
  const t = useWords();
  const api = useStoreApi();
  const { time, day, money } = useFormat();
  const { data } = useQuery({
    // Payments and refunds change together with the order.
    queryKey: ["order", order.order_id, "money", order.updated_at],
    queryFn: () => unwrap(api.v1.orders[":order_id"].money.$get({ param: { order_id: order.order_id } })),
  });
  const facts = [...stepsOf(order, t), ...(data ? moneyOf(order, data, t, (cents) => money(cents, order)) : [])].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  );
  return (
    <ol className="order-facts" aria-label={t("pos.facts.title")}>
      {facts.map(({ at, what, who, why }) => (
        <li key={`${at} ${what}`}>
          <span className="number soft">{`${day(at)}, ${time(at)}`}</span>
          <span>
            {what}
            {who ? ` · ${who}` : ""}
            {why ? <span className="soft">{` · ${why}`}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

function stepsOf(order: OrderResource, t: Words): Fact[] {
  const { last_step } = order;
  const place = order.fulfillment_type === "PICKUP" ? "to_go" : "here";
  const channel = order.origin === "APP" ? "app" : "counter";
  const fact = (at: string, what: string): Fact => ({
    at,
    what,
    who: last_step?.at === at ? last_step.by.name : null,
    why: null,
  });
  const steps = [
    {
      at: order.created_at,
      what: t(`pos.facts.${channel}_${place}`),
      who: order.placed_by?.name ?? null,
      why: order.replaces_order_id ? t("pos.facts.replaces") : null,
    },
    ...(order.amended_at ? [fact(order.amended_at, t("pos.facts.changed"))] : []),
    ...("started_at" in order ? [fact(order.started_at, t("pos.facts.started"))] : []),
    ...("ready_at" in order ? [fact(order.ready_at, t("pos.facts.ready"))] : []),
    ...("completed_at" in order ? [fact(order.completed_at, t("pos.facts.handed_over"))] : []),
  ];
  if (order.status !== "CANCELLED") return steps;
  return [...steps, { at: order.cancelled_at, what: t("pos.facts.cancelled"), who: order.cancelled_by.name, why: order.cancel_reason }];
}

function moneyOf(order: OrderResource, { payments, refunds }: OrderMoney, t: Words, money: (cents: number) => string): Fact[] {
  const pieces = ({ lines = [] }: OrderMoney["refunds"][number]) =>
    lines.flatMap(({ line_id, qty }) => {
      const name = order.lines.find((line) => line.line_id === line_id)?.name;
      return name && qty > 0 ? [`${qty} × ${name}`] : [];
    });
  const ofWhat = (refund: OrderMoney["refunds"][number]) => (pieces(refund).length > 0 ? `: ${pieces(refund).join(", ")}` : "");
  const withTip = (tip: number) => (tip > 0 ? `, ${t("pos.facts.with_tip", { amount: money(tip) })}` : "");
  const withRounding = (rounding = 0) => (rounding === 0 ? "" : `, ${t("pos.facts.with_rounding", { amount: money(rounding) })}`);
  const partCorrected = (part = 0) => (part === 0 ? "" : `, ${t("pos.facts.part_corrected", { amount: money(part) })}`);
  const taken = payments.map((payment): Fact => {
    const change = payment.change_cents
      ? `, ${t("pos.facts.given", { given: money(payment.tendered_cents ?? 0), change: money(payment.change_cents) })}`
      : "";
    return {
      at: payment.captured_at ?? payment.created_at,
      what: `${t("pos.facts.taken", { amount: money(payment.amount_cents + payment.tip_cents + (payment.rounding_cents ?? 0)), method: t(`pos.facts.by.${payment.method}`) })}${withTip(payment.tip_cents)}${withRounding(payment.rounding_cents)}${change}`,
      who: payment.captured_by?.name ?? null,
      why: payment.reference,
    };
  });
  const back = refunds.map(
    (refund): Fact => ({
      at: refund.refunded_at,
      what: `${t(refund.kind === "CORRECTION" ? "pos.facts.corrected" : "pos.facts.refunded", { amount: money(refund.amount_cents + refund.tip_cents + (refund.rounding_cents ?? 0)), method: t(`pos.facts.by.${refund.method}`) })}${withTip(refund.tip_cents)}${withRounding(refund.rounding_cents)}${partCorrected(refund.corrected_cents)}${ofWhat(refund)}`,
      who: refund.actor.name,
      why: refund.reason,
    }),
  );
  // Of one commit, a correction comes before what it makes room for.
  return [...back, ...taken];
}
