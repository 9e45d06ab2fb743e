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
