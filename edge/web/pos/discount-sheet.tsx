/** Discounts a ticket or an order: how much, why, and a manager's approval. The box computes the amount. */
import type { TicketDiscount } from "@crema/shared/contract/orders-at-store";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useState } from "react";
import { ApprovalSheet } from "./approval-sheet.tsx";

export interface DiscountSheetProps<Result> {
  /** The unit of amounts. */
  readonly unit: MoneyUnit;
  readonly needsManager?: boolean;
  give(discount: TicketDiscount): Promise<Result>;
  onDone(result: Result): void;
  onClose(): void;
}

const REASONS = ["Staff", "Long wait", "Made wrong before"];
/** Percentages on offer; an amount can be entered instead. */
const PERCENTS = [10, 20, 50, 100];
const PPM_OF_A_PERCENT = 10_000;
const LONGEST_AMOUNT = 9;

export function DiscountSheet<Result>({ unit, needsManager = false, give, onDone, onClose }: DiscountSheetProps<Result>) {
  const { money } = useFormat();
  const [percent, setPercent] = useState<string | null>(null);
  const [digits, setDigits] = useState("");
  const discount = (
    percent ? { kind: "PERCENT", rate_ppm: Number(percent) * PPM_OF_A_PERCENT } : { kind: "AMOUNT", amount_cents: Number(digits) }
  ) as TicketDiscount["discount"];
  return (
    <ApprovalSheet
      title="Discount"
      action="Take off"
      reasons={REASONS}
      needsManager={needsManager}
      isReady={percent !== null || Number(digits) > 0}
      run={({ reason, manager_pin }) => give({ discount, reason, manager_pin })}
      onDone={onDone}
      onClose={onClose}
    >
      <OneOf
        label="How much"
        choices={PERCENTS.map((one) => ({ id: String(one), name: `${one} %` }))}
        chosen={percent}
        onChoose={(one) => {
          setPercent(one);
          setDigits("");
        }}
      />
      <NumberPad
        label="Or an amount"
        digits={digits}
        maxDigits={LONGEST_AMOUNT}
        shown={digits === "" ? "" : money(Number(digits), unit)}
        onDigits={(next) => {
          setDigits(next.replace(/^0+/, ""));
          setPercent(null);
        }}
        isLabelled
      />
    </ApprovalSheet>
  );
}
