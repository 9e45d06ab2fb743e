/** A promotion's code: priced when it is applied, not while it is typed. One that does not apply says why and stays out of the cart. */

import { failureText } from "@crema/ui/client/failure-text.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { SyntheticEvent } from "react";
import { SERVICE } from "../service-api.ts";
import { useCart } from "./cart.tsx";
import { useApplyCode } from "./use-apply-code.ts";
import type { AskedPrice } from "./use-quote.ts";

export interface PromotionCodeProps {
  readonly asked: AskedPrice;
  readonly typed: string;
  onType(text: string): void;
}

export function PromotionCode({ asked, typed, onType }: PromotionCodeProps) {
  const t = useWords();
  const cart = useCart();
  const apply = useApplyCode(asked, () => onType(""));
  if (cart.promotionCode) {
    return (
      <p className="applied">
        <span className="grow">
          Promotion code <strong>{cart.promotionCode}</strong>
        </span>
        <Button onPress={() => cart.change({ promotionCode: "" })}>Take it out</Button>
      </p>
    );
  }
  const code = typed.trim();
  const failure = apply.error ? failureText(apply.error, SERVICE, t) : null;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (code) apply.mutate(code);
  };
  return (
    <form className="code-form" onSubmit={submit}>
      <Field
        label="Promotion code"
        hint="Optional."
        fault={failure ? `${failure.title}. ${failure.detail}` : null}
        maxLength={40}
        value={typed}
        onChange={(text) => {
          onType(text);
          apply.reset();
        }}
      />
      <Button type="submit" isDisabled={!code || asked.items.length === 0 || apply.isPending}>
        {apply.isPending ? "Checking …" : "Apply"}
      </Button>
    </form>
  );
}
