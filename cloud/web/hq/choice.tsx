/** One of a few: the browser's own list, which every phone and screen reader knows. `""` is the first, all of them. */
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
  const id = useId();
  return (
    <div className="field choice">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(options.find((option) => option.value === event.target.value)?.value ?? "")}
      >
        {all === null ? null : <option value="">{all}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A date as the browser asks for one; "" is none. */
export function DateChoice({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  const id = useId();
  return (
    <div className="field choice">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
