/** How many: one less, one more. */
import Minus from "lucide-react/icons/minus";
import Plus from "lucide-react/icons/plus";
import { useWords } from "../words/words-context.tsx";
import { Button } from "./button.tsx";
import "./stepper.css";

export interface StepperProps {
  /** Of what: read out with the number. */
  readonly label: string;
  readonly value: number;
  /** 0: may be taken away altogether. */
  readonly min: number;
  /** Left out: as many as a line may have. */
  readonly max?: number;
  onChange(value: number): void;
}

export function Stepper({ label, value, min, max = 99, onChange }: StepperProps) {
  const t = useWords();
  return (
    <fieldset className="stepper">
      <legend className="unseen">{label}</legend>
      <Button icon={Minus} aria-label={t("ui.one_less", { label })} isDisabled={value <= min} onPress={() => onChange(value - 1)} />
      <output className="number" aria-label={label}>
        {value}
      </output>
      <Button icon={Plus} aria-label={t("ui.one_more", { label })} isDisabled={value >= max} onPress={() => onChange(value + 1)} />
    </fieldset>
  );
}
