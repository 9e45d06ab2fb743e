import { Stepper } from "@crema/ui/components/stepper.tsx";
import { useState } from "react";
import type { Story } from "../story.ts";

function One({ begin, max }: { readonly begin: number; readonly max: number }) {
  const [value, setValue] = useState(begin);
  return <Stepper label="Extra shot" value={value} min={1} max={max} onChange={setValue} />;
}

export const stepperStories: readonly Story[] = [
  { name: "in between", shown: <One begin={2} max={9} /> },
  { name: "at the least", shown: <One begin={1} max={9} /> },
  { name: "at the most", shown: <One begin={3} max={3} /> },
];
