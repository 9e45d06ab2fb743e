/** Asks once before booking money that looks like a typing error: a tip above the bill, cash far above it. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { TenderEntry } from "./tender-entry.ts";

export interface TenderQuestionProps {
  readonly about: "tip" | "given";
  readonly entry: TenderEntry;
  readonly tendered: number | null;
  readonly currency: MoneyUnit;
  onYes(): void;
  onNo(): void;
}

export function TenderQuestion({ about, entry, tendered, currency, onYes, onNo }: TenderQuestionProps) {
  const { money } = useFormat();
  const text = (cents: number) => money(cents, currency);
  const given = tendered ?? entry.toTake;
  const footer = (
    <>
      <Button size="large" autoFocus onPress={onNo}>
        No, enter it again
      </Button>
      <Button size="large" look="primary" onPress={onYes}>
        {about === "tip" ? `Yes, a tip of ${text(entry.tip)}` : `Yes, ${text(given)} was given`}
      </Button>
    </>
  );
  return (
    <Sheet title="Is that right?" isOpen onClose={onNo} footer={footer}>
      <p>
        {about === "tip"
          ? `A tip of ${text(entry.tip)} on ${text(entry.bill)} is more than the bill itself.`
          : `${text(given)} was given for ${text(entry.toTake)}. The change would be ${text(given - entry.toTake)}.`}
      </p>
    </Sheet>
  );
}
