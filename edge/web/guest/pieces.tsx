/** How many, in the guest's language. */
import { Stepper } from "@crema/ui/components/stepper.tsx";

export interface PiecesProps {
  /** Of what. */
  readonly name: string;
  readonly value: number;
  readonly least: number;
  readonly most?: number;
  onChange(value: number): void;
}

export function Pieces({ name, value, least, most = 99, onChange }: PiecesProps) {
  return <Stepper label={name} value={value} min={least} max={most} onChange={onChange} />;
}
