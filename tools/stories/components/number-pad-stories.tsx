import { NumberPad, type NumberPadProps } from "@crema/ui/components/number-pad.tsx";
import { useState } from "react";
import type { Story } from "../story.ts";

function Pad({ begin, ...rest }: { readonly begin: string } & Omit<NumberPadProps, "digits" | "onDigits">) {
  const [digits, setDigits] = useState(begin);
  return <NumberPad {...rest} digits={digits} onDigits={setDigits} />;
}

const done = () => {};

export const numberPadStories: readonly Story[] = [
  { name: "a PIN, empty", shown: <Pad begin="" label="PIN" maxDigits={6} onDone={done} isComplete={false} /> },
  { name: "a PIN, entered", shown: <Pad begin="4711" label="PIN" maxDigits={6} onDone={done} isLabelled /> },
  {
    name: "an amount",
    shown: <Pad begin="2000" shown="20.00" label="Cash" maxDigits={7} onDone={done} doneLabel="Take" isLabelled />,
  },
  { name: "without a last key", shown: <Pad begin="12" label="Quantity" maxDigits={2} /> },
  { name: "disabled", shown: <Pad begin="4711" label="PIN" maxDigits={6} onDone={done} isDisabled /> },
];
