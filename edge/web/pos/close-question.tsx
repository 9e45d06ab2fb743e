/** Asks once before the drawer is closed. Still blind: only the Z report, which cannot be undone, shows the expected amount. */
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";

export interface CloseQuestionProps {
  readonly counted: string;
  readonly isBusy: boolean;
  onYes(): void;
  onCount(): void;
  onNo(): void;
}

export function CloseQuestion({ counted, isBusy, onYes, onCount, onNo }: CloseQuestionProps) {
  const t = useWords();
  const footer = (
    <>
      <Button size="large" isDisabled={isBusy} onPress={onCount}>
        {t("pos.close.again")}
      </Button>
      <Button size="large" look="primary" isDisabled={isBusy} onPress={onYes}>
        {t("pos.close.yes")}
      </Button>
    </>
  );
  return (
    <Sheet title={t("pos.close.title")} isOpen onClose={onNo} footer={footer}>
      <p>{t("pos.close.warning", { counted })}</p>
    </Sheet>
  );
}

/** Of a store that takes no cash. */
export function DayQuestion({ isBusy, onYes, onNo }: Pick<CloseQuestionProps, "isBusy" | "onYes" | "onNo">) {
  const t = useWords();
  const footer = (
    <Button size="large" look="primary" isDisabled={isBusy} onPress={onYes}>
      {t("pos.close.day_yes")}
    </Button>
  );
  return (
    <Sheet title={t("pos.close.day_title")} isOpen onClose={onNo} footer={footer}>
      <p>{t("pos.close.day_warning")}</p>
    </Sheet>
  );
}
