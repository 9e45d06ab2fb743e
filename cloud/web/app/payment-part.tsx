/**
 * Paying online, and the state of the payment. What the provider tells the browser counts for nothing: after each try
 * the cloud is asked to look at the provider, and what it says is shown.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { PaymentResponse } from "@crema/shared/contract/payments";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Card } from "@crema/ui/components/card.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import { bold } from "./bold.tsx";
import type { CardFormProps } from "./card-form.ts";
import { declinedText } from "./declined-text.ts";
import { useZoneOf } from "./use-stores.ts";

const StripeCard = lazy(() => import("./stripe-card.tsx"));
const SandboxCards = lazy(() => import("./sandbox-cards.tsx"));

const LOOK_EVERY_MS = 5_000;

export function PaymentPart({ order }: { order: OrderResponse }) {
  const t = useWords();
  const api = useCustomerApi();
  const queries = useQueryClient();
  const { money, time } = useFormat();
  const zone = useZoneOf(order);
  const param = { order_id: order.order_id };
  const key = ["payment", order.order_id];
  const payment = useQuery({
    queryKey: key,
    queryFn: () => unwrap(api.v1.orders[":order_id"].payment.$get({ param })),
    // The provider's intent may not be made yet.
    refetchInterval: ({ state }) => (state.data?.status === "REQUIRES_PAYMENT" && !state.data.client_secret ? 1_000 : LOOK_EVERY_MS),
  });
  const check = useMutation({
    mutationFn: () => unwrap(api.v1.orders[":order_id"].payment.check.$post({ param })),
    onSuccess: (now) => {
      queries.setQueryData(key, now);
      return queries.invalidateQueries({ queryKey: ["order", order.order_id] });
    },
  });
  const { mutate: look } = check;
  const back = new URLSearchParams(usePorts().search);
  /** The bank's page has sent its customer back without their consent, and nothing was tried since. */
  const [isRefused, setRefused] = useState(back.get("redirect_status") === "failed");
  const isUnpaid = order.status === "PLACED" && order.payment_status === "REQUIRES_PAYMENT";
  // Back from the bank's page, or reloaded in the middle: what came of it is the cloud's to say.
  useEffect(() => {
    if (isUnpaid) look();
  }, [isUnpaid, look]);
  const tried = () => {
    setRefused(false);
    look();
  };
  const now = payment.data;
  const inAll = ({ amount_cents, tip_cents }: Pick<PaymentResponse, "amount_cents" | "tip_cents">) => {
    const sum = money(amount_cents + tip_cents, order);
    return tip_cents > 0 ? t("payment.with_tip", { sum, tip: money(tip_cents, order) }) : sum;
  };
  const problem = isRefusal(check.error, "request.rate_limited") ? null : (payment.error ?? check.error);
  return (
    <Card title={t("payment.heading")} look={isUnpaid ? "accent" : "plain"}>
      <ProblemNote error={problem} server={SERVICE} />
      {now ? <p role="status">{stand(now, order, inAll(now), t)}</p> : <p role="status">{t("payment.looking")}</p>}
      {now?.refunds.map((refund) => (
        <p key={refund.refund_id} className="soft">
          {t("payment.refund", { amount: inAll(refund), status: refund.status })}
        </p>
      ))}
      {isUnpaid && now?.client_secret ? (
        <>
          {isRefused && back.get("payment_intent_client_secret") === now.client_secret ? (
            <Note tone="bad" isUrgent>
              {t.drawn("payment.not_paid", { b: bold, why: declinedText({ code: "payment_intent_authentication_failure" }, t) })}
            </Note>
          ) : null}
          <p className="soft small">{t("payment.pay_by", { time: time(now.pay_by, zone) })}</p>
          <CardForm payment={{ ...now, client_secret: now.client_secret }} onTried={tried} />
        </>
      ) : null}
      {isUnpaid ? (
        <Button look="quiet" isDisabled={check.isPending} onPress={() => look()}>
          {check.isPending ? t("payment.asking") : t("payment.look_again")}
        </Button>
      ) : null}
    </Card>
  );
}

function CardForm(props: CardFormProps) {
  const t = useWords();
  const { sandbox_url, publishable_key } = props.payment;
  if (!sandbox_url && !publishable_key) {
    return <Note tone="bad">{t("payment.no_cards")}</Note>;
  }
  return (
    <Suspense fallback={<p role="status">{t("payment.loading_form")}</p>}>
      {sandbox_url ? <SandboxCards {...props} /> : <StripeCard {...props} />}
    </Suspense>
  );
}

function stand({ status }: PaymentResponse, order: OrderResponse, amount: string, t: Words): string {
  const isCancelled = order.status === "CANCELLED";
  switch (status) {
    case "REQUIRES_PAYMENT":
      return isCancelled ? t("payment.nothing_paid") : t("payment.to_pay", { amount });
    case "AUTHORIZED":
      return isCancelled ? t("payment.releasing", { amount }) : t("payment.held", { amount });
    case "CAPTURED":
      return t("payment.paid", { amount });
    case "FAILED":
      return t("payment.failed");
    case "CANCELLED":
      return t("payment.released");
  }
}
