import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useState } from "react";
import type { Story } from "../story.ts";

const STEPS = ["Start", "Ready", "Hand over"] as const;

function Steps() {
  const [at, setAt] = useState(0);
  const step = STEPS[at % STEPS.length] ?? "Start";
  return (
    <SteadyButton look="primary" size="large" meaning={step} onPress={() => setAt(at + 1)}>
      {step}
    </SteadyButton>
  );
}

export const steadyButtonStories: readonly Story[] = [
  { name: "takes no second press for a moment after each", shown: <Steps /> },
  {
    name: "disabled",
    shown: (
      <SteadyButton meaning="none" isDisabled>
        Start
      </SteadyButton>
    ),
  },
];
