/**
 * The card form of an installation with a payment sandbox: its test cards by what they do. It confirms the payment from the
 * browser as the provider's own library does, with the client secret and a publishable key. No card number is typed anywhere.
 */
import { Button } from "@crema/ui/components/button.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { Select } from "@crema/ui/components/select.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { bold } from "./bold.tsx";
import type { CardFormProps } from "./card-form.ts";
import { type CardFault, declinedText } from "./declined-text.ts";
import { orderPath } from "./route.ts";

const CARDS = [
  ["pm_card_visa", "sandbox.visa"],
  ["pm_card_threeDSecure2Required", "sandbox.three_d_secure"],
  ["pm_card_chargeDeclined", "sandbox.declined"],
  ["pm_card_chargeDeclinedInsufficientFunds", "sandbox.no_money"],
  ["pm_card_chargeDeclinedExpiredCard", "sandbox.expired"],
  ["pm_sandbox_captureRefused", "sandbox.capture_refused"],
  ["pm_card_pendingRefund", "sandbox.slow_refund"],
] as const;

/** Of the sandbox, which takes any test key. */
const SANDBOX_KEY = "pk_test_sandbox";

interface Confirmed {
  readonly next_action?: { readonly redirect_to_url?: { readonly url: string | null } } | null;
  readonly error?: CardFault;
  readonly last_payment_error?: CardFault | null;
}

export default function SandboxCards({ payment, onTried }: CardFormProps) {
  const t = useWords();
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
      <Select label={t("sandbox.card")} hint={t("sandbox.about")} value={card} onChange={setCard}>
        {CARDS.map(([id, name]) => (
          <option key={id} value={id}>
            {t(name)}
          </option>
        ))}
      </Select>
      {fault ? (
        <Note tone="bad" isUrgent>
          {t.drawn("payment.not_paid", { b: bold, why: declinedText(fault, t) })}
        </Note>
      ) : null}
      {pay.error ? (
        <Note tone="bad" isUrgent>
          {t.drawn("payment.no_bank", { b: bold })}
        </Note>
      ) : null}
      <Button type="submit" look="primary" size="large" wide isDisabled={pay.isPending}>
        {pay.isPending ? t("payment.paying") : t("payment.pay")}
      </Button>
    </form>
  );
}
