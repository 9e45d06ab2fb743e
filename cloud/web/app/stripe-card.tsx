/**
 * Stripe's own forms, in frames of Stripe's: card data never touches us. Loaded only where they are needed, with Stripe's own
 * script from Stripe's own address, as Stripe demands. Apple Pay and Google Pay stand first, where the device has them.
 */
import { Button } from "@crema/ui/components/button.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { loadStripe } from "@stripe/stripe-js/pure";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { bold } from "./bold.tsx";
import type { CardFormProps } from "./card-form.ts";
import { declinedText } from "./declined-text.ts";
import { orderPath } from "./route.ts";

export default function StripeCard({ payment, onTried }: CardFormProps) {
  const t = useWords();
  const { origin } = usePorts();
  const place = useRef<HTMLDivElement>(null);
  const wallets = useRef<HTMLDivElement>(null);
  const [hasWallets, setWallets] = useState(false);
  const form = useStripeForm(payment);
  const pay = useMutation({
    mutationFn: async () => {
      if (!form.data) throw new Error("the card form is not there yet");
      const { stripe, elements } = form.data;
      const confirmParams = { return_url: `${origin}${orderPath(payment.order_id)}` };
      return stripe.confirmPayment({ elements, confirmParams, redirect: "if_required" });
    },
    onSettled: onTried,
  });
  const payByWallet = useEffectEvent(() => pay.mutate());
  const parts = form.data;
  useEffect(() => {
    if (!parts || !place.current || !wallets.current) return;
    const { card, express } = parts;
    card.mount(place.current);
    express.mount(wallets.current);
    express.on("ready", ({ availablePaymentMethods }) => setWallets(availablePaymentMethods !== undefined));
    express.on("confirm", () => payByWallet());
    return () => {
      card.unmount();
      express.unmount();
    };
  }, [parts]);
  const fault = pay.data?.error;
  const why = fault?.type === "validation_error" ? (fault.message ?? "") : fault && declinedText(fault, t);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    pay.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div ref={wallets} />
      {hasWallets ? <p className="or-card">{t("payment.or_card")}</p> : null}
      <div ref={place} />
      {form.error ? (
        <Note tone="bad" isUrgent>
          {t.drawn("payment.form_failed", { b: bold })}
        </Note>
      ) : null}
      {why ? (
        <Note tone="bad" isUrgent>
          {t.drawn("payment.not_paid", { b: bold, why })}
        </Note>
      ) : null}
      <Button type="submit" look="primary" size="large" wide isDisabled={!form.data || pay.isPending}>
        {pay.isPending ? t("payment.paying") : t("payment.pay")}
      </Button>
    </form>
  );
}

function useStripeForm({ client_secret: clientSecret, publishable_key: key, account }: CardFormProps["payment"]) {
  return useQuery({
    queryKey: ["card-form", clientSecret],
    queryFn: async () => {
      const stripe = await loadStripe(key ?? "", account ? { stripeAccount: account } : undefined);
      if (!stripe) throw new Error("no card form outside a browser");
      const elements = stripe.elements({ clientSecret });
      // The wallets have buttons of their own.
      const card = elements.create("payment", { wallets: { applePay: "never", googlePay: "never" } });
      return { stripe, elements, card, express: elements.create("expressCheckout") };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
