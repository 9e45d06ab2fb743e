/** Asks for a tip before the card is charged. It is charged with the order, and shown apart from its price. */
import type { PricedOrder } from "@crema/shared/domain/order/order";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { type ChosenTip, NO_TIP, OTHER_TIP, shareOf, TIP_SHARES, tipOf } from "./tip.ts";

export interface TipChoiceProps {
  readonly chosen: ChosenTip;
  readonly priced: Pick<PricedOrder, "total_cents" | "currency" | "minor_digits">;
  onChange(chosen: ChosenTip): void;
}

export function TipChoice({ chosen, priced, onChange }: TipChoiceProps) {
  const t = useWords();
  const { money, percent } = useFormat();
  const total = priced.total_cents;
  const choices = [
    { id: NO_TIP, name: t("tip.none") },
    ...TIP_SHARES.map((share) => ({ id: String(share), name: percent(share / 100), extra: money(shareOf(total, share, priced), priced) })),
    { id: OTHER_TIP, name: t("tip.other") },
  ];
  const isWrong = chosen.typed.trim() !== "" && tipOf(chosen.choice, chosen.typed, total, priced) === null;
  return (
    <>
      <OneOf
        label={t("tip.label")}
        rule={t("tip.rule")}
        choices={choices}
        chosen={chosen.choice}
        onChoose={(choice) => onChange({ ...chosen, choice })}
      />
      {chosen.choice === OTHER_TIP ? (
        <Field
          label={t("tip.amount", { currency: priced.currency })}
          inputMode="decimal"
          fault={isWrong ? t("tip.fault") : null}
          maxLength={11}
          value={chosen.typed}
          onChange={(typed) => onChange({ ...chosen, typed })}
        />
      ) : null}
    </>
  );
}
