/**
 * Paying online, and the state of the payment. What the provider tells the browser counts for nothing: after each try
 * the cloud is asked to look at the provider, and what it says is shown.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { PaymentResponse } from "@crema/shared/contract/payments";
import { isRefusal, unwrap } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { SERVICE, useCustomerApi } from "../service-api.ts";
import type { CardFormProps } from "./card-form.ts";
import { declinedText } from "./declined-text.ts";
import { SandboxCards } from "./sandbox-cards.tsx";
import { useZoneOf } from "./use-stores.ts";

const StripeCard = lazy(() => import("./stripe-card.tsx"));

const LOOK_EVERY_MS = 5_000;

export function PaymentPart({ order }: { order: OrderResponse }) {
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
    return tip_cents > 0 ? `${sum} (with a tip of ${money(tip_cents, order)})` : sum;
  };
  const problem = isRefusal(check.error, "request.rate_limited") ? null : (payment.error ?? check.error);
  return (
    <section className="stack" aria-labelledby="payment">
      <h2 id="payment">Payment</h2>
      <ProblemNote error={problem} server={SERVICE} />
      {now ? <p role="status">{stand(now, order, inAll(now))}</p> : <p role="status">Looking at the payment …</p>}
      {now?.refunds.map((refund) => (
        <p key={refund.refund_id} className="soft">
          Refund of {inAll(refund)}: {REFUND_WORDS[refund.status]}
        </p>
      ))}
      {isUnpaid && now?.client_secret ? (
        <>
          {isRefused && back.get("payment_intent_client_secret") === now.client_secret ? (
            <p className="note note-bad" role="alert">
              <strong>Not paid.</strong> {declinedText({ code: "payment_intent_authentication_failure" })}
            </p>
          ) : null}
          <p className="soft small">Please pay by {time(now.pay_by, zone)}; otherwise the order is cancelled.</p>
          <CardForm payment={{ ...now, client_secret: now.client_secret }} onTried={tried} />
        </>
      ) : null}
      {isUnpaid ? (
        <Button look="quiet" isDisabled={check.isPending} onPress={() => look()}>
          {check.isPending ? "Asking the bank …" : "I have paid: look again"}
        </Button>
      ) : null}
    </section>
  );
}

function CardForm(props: CardFormProps) {
  if (props.payment.sandbox_url) return <SandboxCards {...props} />;
  if (!props.payment.publishable_key) {
    return <p className="note note-bad">Cards cannot be taken here right now. Cancel the order, and pay at the store.</p>;
  }
  return (
    <Suspense fallback={<p role="status">Loading the card form …</p>}>
      <StripeCard {...props} />
    </Suspense>
  );
}

const REFUND_WORDS = { PENDING: "on its way", SUCCEEDED: "done", FAILED: "failed; we look into it" } as const;

function stand({ status }: PaymentResponse, order: OrderResponse, amount: string): string {
  switch (status) {
    case "REQUIRES_PAYMENT":
      return order.status === "CANCELLED" ? "Nothing was paid." : `${amount} to pay. The store is asked as soon as your card is accepted.`;
    case "AUTHORIZED":
      return order.status === "CANCELLED"
        ? `The hold of ${amount} on your card is being released.`
        : `${amount} is held on your card. It is charged when the store accepts the order.`;
    case "CAPTURED":
      return `${amount} paid by card.`;
    case "FAILED":
      return "The payment failed. Nothing was taken.";
    case "CANCELLED":
      return "The hold on your card was released. Nothing was taken.";
  }
}
