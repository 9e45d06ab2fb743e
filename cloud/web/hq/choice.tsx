/** One of a few in the filters of a view. `""` is the first, all of them. */
import { Select } from "@crema/ui/components/select.tsx";
import { useId } from "react";
import "@crema/ui/components/field.css";

export interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | "";
  /** What "" is called; null: there is always one. */
  readonly all: string | null;
  readonly options: readonly { readonly value: Value; readonly name: string }[];
  onChange(value: Value | ""): void;
}

export function Choice<Value extends string>({ label, value, all, options, onChange }: ChoiceProps<Value>) {
  return (
    <Select label={label} value={value} onChange={(chosen) => onChange(options.find((option) => option.value === chosen)?.value ?? "")}>
      {all === null ? null : <option value="">{all}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.name}
        </option>
      ))}
    </Select>
  );
}

/** A date as the browser asks for one; "" is none. */
export function DateChoice({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
