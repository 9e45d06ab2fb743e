/** Asks once before the drawer is closed. Still blind: only the Z report, which cannot be undone, shows the expected amount. */
import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";

export interface CloseQuestionProps {
  readonly counted: string;
  readonly isBusy: boolean;
  onYes(): void;
  onCount(): void;
  onNo(): void;
}

export function CloseQuestion({ counted, isBusy, onYes, onCount, onNo }: CloseQuestionProps) {
  const footer = (
    <>
      <Button size="large" isDisabled={isBusy} onPress={onCount}>
        Count again
      </Button>
      <Button size="large" look="primary" isDisabled={isBusy} onPress={onYes}>
        Close the drawer
      </Button>
    </>
  );
  return (
    <Sheet title="Close the drawer?" isOpen onClose={onNo} footer={footer}>
      <p>{counted} was counted. Closing writes the Z report, which says whether that is over or short. It cannot be taken back.</p>
    </Sheet>
  );
}

/** Of a store that takes no cash. */
export function DayQuestion({ isBusy, onYes, onNo }: Pick<CloseQuestionProps, "isBusy" | "onYes" | "onNo">) {
  const footer = (
    <Button size="large" look="primary" isDisabled={isBusy} onPress={onYes}>
      End the day
    </Button>
  );
  return (
    <Sheet title="End the day?" isOpen onClose={onNo} footer={footer}>
      <p>This writes the Z report of all that was sold since the last one. It cannot be taken back.</p>
    </Sheet>
  );
}
