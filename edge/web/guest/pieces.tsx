/** How many, in the guest's language. */
import { Button } from "@crema/ui/components/button.tsx";
import { useGuestWords } from "./guest-api.ts";

export interface PiecesProps {
  /** Of what. */
  readonly name: string;
  readonly value: number;
  readonly least: number;
  readonly most?: number;
  onChange(value: number): void;
}

export function Pieces({ name, value, least, most = 99, onChange }: PiecesProps) {
  const words = useGuestWords();
  return (
    <fieldset className="guest-pieces">
      <legend className="unseen">{name}</legend>
      <Button aria-label={words.less(name)} isDisabled={value <= least} onPress={() => onChange(value - 1)}>
        −
      </Button>
      <output className="number" aria-label={name}>
        {value}
      </output>
      <Button aria-label={words.more(name)} isDisabled={value >= most} onPress={() => onChange(value + 1)}>
        +
      </Button>
    </fieldset>
  );
}
