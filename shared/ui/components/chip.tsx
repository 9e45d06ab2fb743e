/**
 * A small choice that is on or off: a filter, a modifier, a quick amount. Plain elements: `aria-pressed` says which it is. `qty` above 1 is
 * how many times it was chosen.
 */
import Check from "lucide-react/icons/check";
import type { ReactNode } from "react";
import { usePress } from "./button.tsx";
import { type Drawing, Icon } from "./icon.tsx";
import "./chip.css";

export interface ChipProps {
  readonly isSelected: boolean;
  readonly isDisabled?: boolean;
  readonly icon?: Drawing;
  readonly qty?: number;
  /** In small letters behind it: a price, "sold out". */
  readonly extra?: string | null;
  readonly children: ReactNode;
  onPress(): void;
}

export function Chip({ isSelected, isDisabled = false, icon, qty = 1, extra = null, children, onPress }: ChipProps) {
  const press = usePress(onPress);
  return (
    <button type="button" className="chip" aria-pressed={isSelected} disabled={isDisabled} onPointerDown={press.begin} onClick={press.end}>
      {isSelected && !icon ? <Icon of={Check} /> : null}
      {icon ? <Icon of={icon} /> : null}
      {children}
      {isSelected && qty > 1 ? <b className="chip-qty number">{qty}×</b> : null}
      {extra ? <span className="chip-extra number">{extra}</span> : null}
    </button>
  );
}
