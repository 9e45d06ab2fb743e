/** One of a list that is too long for chips: the system's own list, which every phone and screen reader knows. */
import ChevronDown from "lucide-react/icons/chevron-down";
import { type ReactNode, useId } from "react";
import { Icon } from "./icon.tsx";
import "./field.css";

export interface SelectProps {
  readonly label: string;
  readonly hint?: string;
  readonly fault?: string | null;
  readonly value: string;
  readonly isDisabled?: boolean;
  onChange(value: string): void;
  /** `<option>`s. */
  readonly children: ReactNode;
}

export function Select({ label, hint, fault = null, value, isDisabled = false, onChange, children }: SelectProps) {
  const id = useId();
  const says = fault ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="select">
        <select
          id={id}
          value={value}
          disabled={isDisabled}
          aria-invalid={fault !== null}
          aria-describedby={says ? `${id}-says` : undefined}
          onChange={({ target }) => onChange(target.value)}
        >
          {children}
        </select>
        <Icon of={ChevronDown} />
      </span>
      {says ? (
        <span id={`${id}-says`} className={fault === null ? "small soft" : "field-fault"}>
          {says}
        </span>
      ) : null}
    </div>
  );
}
