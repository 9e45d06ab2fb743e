import { Button } from "@crema/ui/components/button.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { type ReactNode, useState } from "react";
import type { Story } from "../story.ts";

function Opened({
  children,
  ...rest
}: {
  readonly size: "normal" | "wide" | "side";
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(true);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Open it again</Button>
      <Sheet title="Order 214" isOpen={isOpen} onClose={() => setOpen(false)} {...rest}>
        {children}
      </Sheet>
    </>
  );
}

const long = Array.from({ length: 40 }, (_, index) => `Line ${index + 1}: a flat white with oat milk, very hot`);

export const sheetStories: readonly Story[] = [
  { name: "normal", isOverlay: true, shown: <Opened size="normal">Two flat whites.</Opened> },
  { name: "at the side", isOverlay: true, shown: <Opened size="side">Two flat whites.</Opened> },
  {
    name: "wide, longer than the screen, with a footer",
    isOverlay: true,
    shown: (
      <Opened size="wide" footer={<Button look="primary">Take the money</Button>}>
        {long.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Opened>
    ),
  },
];
