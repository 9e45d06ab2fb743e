/** Asks for a tip before the card is charged. It is charged with the order, and shown apart from its price. */
import type { PricedOrder } from "@crema/shared/domain/order/order";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { NO_TIP, OTHER_TIP, shareOf, TIP_SHARES, tipOf } from "./tip.ts";

export interface ChosenTip {
  readonly choice: string;
  readonly typed: string;
}
export const NO_CHOICE: ChosenTip = { choice: NO_TIP, typed: "" };

export interface TipChoiceProps {
  readonly chosen: ChosenTip;
  readonly priced: Pick<PricedOrder, "total_cents" | "currency" | "minor_digits">;
  onChange(chosen: ChosenTip): void;
}

export function TipChoice({ chosen, priced, onChange }: TipChoiceProps) {
  const { money, percent } = useFormat();
  const total = priced.total_cents;
  const choices = [
    { id: NO_TIP, name: "No tip" },
    ...TIP_SHARES.map((share) => ({ id: String(share), name: percent(share / 100), extra: money(shareOf(total, share, priced), priced) })),
    { id: OTHER_TIP, name: "Another amount" },
  ];
  const isWrong = chosen.typed.trim() !== "" && tipOf(chosen.choice, chosen.typed, total, priced) === null;
  return (
    <>
      <OneOf
        label="A tip for the staff"
        rule="charged with the order"
        choices={choices}
        chosen={chosen.choice}
        onChoose={(choice) => onChange({ ...chosen, choice })}
      />
      {chosen.choice === OTHER_TIP ? (
        <Field
          label={`Tip in ${priced.currency}`}
          inputMode="decimal"
          fault={isWrong ? "This is no amount. Type it like a price." : null}
          maxLength={11}
          value={chosen.typed}
          onChange={(typed) => onChange({ ...chosen, typed })}
        />
      ) : null}
    </>
  );
}
