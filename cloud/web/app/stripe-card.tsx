/**
 * Stripe's own card form, in a frame of Stripe's: card data never touches us. Loaded only where it is needed, with Stripe's own
 * script from Stripe's own address, as Stripe demands.
 */
import { Button } from "@crema/ui/components/button.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { loadStripe } from "@stripe/stripe-js/pure";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useEffect, useRef } from "react";
import type { CardFormProps } from "./card-form.ts";
import { declinedText } from "./declined-text.ts";
import { orderPath } from "./route.ts";

export default function StripeCard({ payment, onTried }: CardFormProps) {
  const { origin } = usePorts();
  const place = useRef<HTMLDivElement>(null);
  const { client_secret: clientSecret, publishable_key: key, account } = payment;
  const form = useQuery({
    queryKey: ["card-form", clientSecret],
    queryFn: async () => {
      const stripe = await loadStripe(key ?? "", account ? { stripeAccount: account } : undefined);
      if (!stripe) throw new Error("no card form outside a browser");
      const elements = stripe.elements({ clientSecret });
      return { stripe, elements, card: elements.create("payment") };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const card = form.data?.card;
  useEffect(() => {
    if (!card || !place.current) return;
    card.mount(place.current);
    return () => {
      card.unmount();
    };
  }, [card]);
  const pay = useMutation({
    mutationFn: async () => {
      if (!form.data) throw new Error("the card form is not there yet");
      const { stripe, elements } = form.data;
      const confirmParams = { return_url: `${origin}${orderPath(payment.order_id)}` };
      return stripe.confirmPayment({ elements, confirmParams, redirect: "if_required" });
    },
    onSettled: onTried,
  });
  const fault = pay.data?.error;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    pay.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div ref={place} />
      {form.error ? (
        <p className="note note-bad" role="alert">
          <strong>The card form could not be loaded.</strong> Check the network and reload the page, or cancel the order and pay at the
          store.
        </p>
      ) : null}
      {fault ? (
        <p className="note note-bad" role="alert">
          <strong>Not paid.</strong> {fault.type === "validation_error" ? fault.message : declinedText(fault)}
        </p>
      ) : null}
      <Button type="submit" look="primary" size="large" wide isDisabled={!form.data || pay.isPending}>
        {pay.isPending ? "Paying …" : "Pay"}
      </Button>
    </form>
  );
}
