/** On or off, at once: no button has to be pressed after it. What it is called says what is the case when it is on. */
import "./switch.css";

export interface SwitchProps {
  readonly label: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  onChange(isOn: boolean): void;
}

export function Switch({ label, hint, isOn, isDisabled = false, onChange }: SwitchProps) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        className="switch-input"
        checked={isOn}
        disabled={isDisabled}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span className="switch-words">
        {label}
        {hint ? <span className="small soft">{hint}</span> : null}
      </span>
    </label>
  );
}
