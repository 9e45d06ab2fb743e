/** A promotion's code: priced when it is applied, not while it is typed. One that does not apply says why and stays out of the cart. */

import { failureText } from "@crema/ui/client/failure-text.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Ticket from "lucide-react/icons/ticket-percent";
import type { SyntheticEvent } from "react";
import { SERVICE } from "../service-api.ts";
import { bold } from "./bold.tsx";
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
        <Icon of={Ticket} size="large" />
        <span className="grow">{t.drawn("code.applied", { b: bold, code: cart.promotionCode })}</span>
        <Button onPress={() => cart.change({ promotionCode: "" })}>{t("code.remove")}</Button>
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
        label={t("code.label")}
        fault={failure ? `${failure.title}. ${failure.detail}` : null}
        maxLength={40}
        value={typed}
        onChange={(text) => {
          onType(text);
          apply.reset();
        }}
      />
      <Button type="submit" isDisabled={!code || asked.items.length === 0 || apply.isPending}>
        {apply.isPending ? t("promotion.checking") : t("code.apply")}
      </Button>
    </form>
  );
}
