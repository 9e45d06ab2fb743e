/** How many, by two buttons. */
import { Button } from "@crema/ui/components/button.tsx";

export interface StepperProps {
  /** Of what: read out with each button. */
  readonly label: string;
  readonly value: number;
  /** 0: may be taken away altogether. */
  readonly min: 0 | 1;
  /** Left out: as many as a line may have. */
  readonly max?: number;
  onChange(value: number): void;
}

export function Stepper({ label, value, min, max = 99, onChange }: StepperProps) {
  return (
    <fieldset className="stepper">
      <legend className="unseen">{label}</legend>
      <Button aria-label={`${label}: one less`} isDisabled={value <= min} onPress={() => onChange(value - 1)}>
        −
      </Button>
      <output className="number" aria-label={label}>
        {value}
      </output>
      <Button aria-label={`${label}: one more`} isDisabled={value >= max} onPress={() => onChange(value + 1)}>
        +
      </Button>
    </fieldset>
  );
}
