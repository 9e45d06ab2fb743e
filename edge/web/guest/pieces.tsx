/** How many, in the guest's language. */
import { Stepper } from "@crema/ui/components/stepper.tsx";
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
    <Stepper
      label={name}
      value={value}
      min={least}
      max={most}
      lessLabel={words.less(name)}
      moreLabel={words.more(name)}
      onChange={onChange}
    />
  );
}
