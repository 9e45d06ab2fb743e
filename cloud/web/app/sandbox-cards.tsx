/**
 * The card form of an installation with a payment sandbox: its test cards by what they do. It confirms the payment from the
 * browser as the provider's own library does, with the client secret and a publishable key. No card number is typed anywhere.
 */
import { Button } from "@crema/ui/components/button.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { CardFormProps } from "./card-form.ts";
import { type CardFault, declinedText } from "./declined-text.ts";
import { orderPath } from "./route.ts";

const CARDS = [
  ["pm_card_visa", "Visa, accepted"],
  ["pm_card_threeDSecure2Required", "Visa, asks at your bank (3-D Secure)"],
  ["pm_card_chargeDeclined", "Visa, declined"],
  ["pm_card_chargeDeclinedInsufficientFunds", "Visa, not enough money"],
  ["pm_card_chargeDeclinedExpiredCard", "Visa, expired"],
  ["pm_sandbox_captureRefused", "Visa, held but the charge is refused"],
  ["pm_card_pendingRefund", "Visa, slow refund"],
] as const;

/** Of the sandbox, which takes any test key. */
const SANDBOX_KEY = "pk_test_sandbox";

interface Confirmed {
  readonly next_action?: { readonly redirect_to_url?: { readonly url: string | null } } | null;
  readonly error?: CardFault;
  readonly last_payment_error?: CardFault | null;
}

export function SandboxCards({ payment, onTried }: CardFormProps) {
  const ports = usePorts();
  const [card, setCard] = useState<string>(CARDS[0][0]);
  const pay = useMutation({
    mutationFn: async () => {
      const intent = payment.client_secret.split("_secret_")[0] ?? "";
      const response = await ports.fetch(`${payment.sandbox_url}/v1/payment_intents/${intent}/confirm`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${payment.publishable_key ?? SANDBOX_KEY}`,
          "content-type": "application/x-www-form-urlencoded",
          ...(payment.account ? { "stripe-account": payment.account } : {}),
        },
        body: new URLSearchParams({
          payment_method: card,
          client_secret: payment.client_secret,
          return_url: `${ports.origin}${orderPath(payment.order_id)}`,
        }).toString(),
      });
      return (await response.json()) as Confirmed;
    },
    onSuccess: ({ next_action }) => {
      const bank = next_action?.redirect_to_url?.url;
      if (bank) ports.goTo(bank);
      else onTried();
    },
    // The response may have been lost after the card was accepted.
    onError: onTried,
  });
  const fault = pay.data?.error;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        pay.mutate();
      }}
    >
      <div className="field">
        <label htmlFor="test-card">Test card</label>
        <select id="test-card" className="select" value={card} onChange={(event) => setCard(event.target.value)}>
          {CARDS.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <p className="small soft">This installation has a payment sandbox; no money moves.</p>
      </div>
      {fault ? (
        <p className="note note-bad" role="alert">
          <strong>Not paid.</strong> {declinedText(fault)}
        </p>
      ) : null}
      {pay.error ? (
        <p className="note note-bad" role="alert">
          <strong>No answer from the bank.</strong> We look whether it was paid; nothing is charged twice. Try again in a moment.
        </p>
      ) : null}
      <Button type="submit" look="primary" size="large" wide isDisabled={pay.isPending}>
        {pay.isPending ? "Paying …" : "Pay"}
      </Button>
    </form>
  );
}
