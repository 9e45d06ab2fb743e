/** One less, one more. */
import { Button } from "@crema/ui/components/button.tsx";
import "./stepper.css";

export interface StepperProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  onChange(value: number): void;
}

export function Stepper({ label, value, least, most, onChange }: StepperProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in every browser that we support
    <div className="stepper" role="group" aria-label={label}>
      <Button aria-label="One less" isDisabled={value <= least} onPress={() => onChange(value - 1)}>
        −
      </Button>
      <output className="number" aria-live="polite">
        {value}
      </output>
      <Button aria-label="One more" isDisabled={value >= most} onPress={() => onChange(value + 1)}>
        +
      </Button>
    </div>
  );
}
