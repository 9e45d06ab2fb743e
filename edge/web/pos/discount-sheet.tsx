/** Discounts a ticket or an order: how much, why, and a manager's approval. The box computes the amount. */
import type { TicketDiscount } from "@crema/shared/contract/orders-at-store";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { ApprovalSheet } from "./approval-sheet.tsx";

/** A line as the sheet offers it; its place on the ticket is its place in the list. */
export interface DiscountableLine {
  readonly line_id: string;
  readonly qty: number;
  readonly name: string;
  readonly gross_cents: number;
  readonly discount_cents: number;
}

export interface DiscountSheetProps<Result> {
  /** What it may be taken off, besides the whole. */
  readonly lines: readonly DiscountableLine[];
  /** Chosen from the beginning, by its place in the list; absent: the whole. */
  readonly line?: number;
  /** The unit of amounts. */
  readonly unit: MoneyUnit;
  readonly needsManager?: boolean;
  give(discount: TicketDiscount): Promise<Result>;
  onDone(result: Result): void;
  onClose(): void;
}

const REASONS = ["staff", "wait", "remake"] as const;
/** Percentages on offer; an amount can be entered instead. */
const PERCENTS = [10, 20, 50, 100];
const PPM_OF_A_PERCENT = 10_000;
const LONGEST_AMOUNT = 9;
const WHOLE = "whole";

export function DiscountSheet<Result>({ lines, line, unit, needsManager = false, give, onDone, onClose }: DiscountSheetProps<Result>) {
  const t = useWords();
  const { money, percent: percentText } = useFormat();
  const [percent, setPercent] = useState<string | null>(null);
  const [digits, setDigits] = useState("");
  const [off, setOff] = useState(line === undefined ? WHOLE : String(line));
  const line_index = off === WHOLE ? undefined : Number(off);
  const discount = (
    percent ? { kind: "PERCENT", rate_ppm: Number(percent) * PPM_OF_A_PERCENT } : { kind: "AMOUNT", amount_cents: Number(digits) }
  ) as TicketDiscount["discount"];
  return (
    <ApprovalSheet
      title={t("pos.discount.title")}
      action={t("pos.discount.action")}
      reasons={REASONS.map((reason) => t(`pos.discount.reason.${reason}`))}
      needsManager={needsManager}
      isReady={percent !== null || Number(digits) > 0}
      run={({ reason, manager_pin }) => give({ discount, reason, manager_pin, ...(line_index !== undefined && { line_index }) })}
      onDone={onDone}
      onClose={onClose}
    >
      {lines.length > 1 ? (
        <OneOf
          label={t("pos.discount.off")}
          choices={[
            { id: WHOLE, name: t("pos.discount.whole") },
            ...lines.map(({ qty, name, gross_cents, discount_cents }, index) => ({
              id: String(index),
              name: `${qty} × ${name}`,
              extra: money(gross_cents - discount_cents, unit),
              isDisabled: gross_cents === discount_cents,
            })),
          ]}
          chosen={off}
          onChoose={setOff}
        />
      ) : null}
      <OneOf
        label={t("pos.discount.how_much")}
        choices={PERCENTS.map((one) => ({ id: String(one), name: percentText(one / 100) }))}
        chosen={percent}
        onChoose={(one) => {
          setPercent(one);
          setDigits("");
        }}
      />
      <NumberPad
        label={t("pos.discount.amount")}
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
