/** Asks once before booking money that looks like a typing error: a tip above the bill, cash far above it. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
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
  const t = useWords();
  const { money } = useFormat();
  const text = (cents: number) => money(cents, currency);
  const given = tendered ?? entry.toTake;
  const footer = (
    <>
      <Button size="large" autoFocus onPress={onNo}>
        {t("pos.doubt.no")}
      </Button>
      <Button size="large" look="primary" onPress={onYes}>
        {about === "tip" ? t("pos.doubt.yes_tip", { tip: text(entry.tip) }) : t("pos.doubt.yes_given", { given: text(given) })}
      </Button>
    </>
  );
  return (
    <Sheet title={t("pos.doubt.title")} isOpen onClose={onNo} footer={footer}>
      <p>
        {about === "tip"
          ? t("pos.doubt.tip", { tip: text(entry.tip), bill: text(entry.bill) })
          : t("pos.doubt.given", { given: text(given), due: text(entry.toTake), change: text(given - entry.toTake) })}
      </p>
    </Sheet>
  );
}
