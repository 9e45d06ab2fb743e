/** One of several, or some of several, as large fields to touch; arrow keys and space work as with any radio or checkbox. */
import { Checkbox } from "react-aria-components/Checkbox";
import { CheckboxGroup } from "react-aria-components/CheckboxGroup";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { usePorts } from "../ports-context.tsx";
import "./choices.css";

export interface Choice {
  readonly id: string;
  readonly name: string;
  /** In small letters behind the name: a price, a hint. */
  readonly extra?: string | null;
  readonly isDisabled?: boolean;
}

interface Common {
  readonly label: string;
  /** In small letters behind the label: "required", "up to 2". */
  readonly rule?: string | null;
  readonly choices: readonly Choice[];
}

export function OneOf({ label, rule, choices, chosen, onChoose }: Common & { chosen: string | null; onChoose(id: string): void }) {
  const { locale } = usePorts();
  return (
    // Which arrow key goes on follows the page's language, and not the browser's.
    <I18nProvider locale={locale}>
      <RadioGroup className="choices" value={chosen} onChange={onChoose} orientation="horizontal">
        <Legend label={label} rule={rule ?? null} />
        <div className="choices-list">
          {choices.map(({ id, name, extra, isDisabled = false }) => (
            <Radio key={id} value={id} className="choice" isDisabled={isDisabled}>
              {name}
              <Extra text={extra ?? null} />
            </Radio>
          ))}
        </div>
      </RadioGroup>
    </I18nProvider>
  );
}

/** `most`: choosing one more than that drops the one that was chosen first. */
export function SomeOf(props: Common & { chosen: readonly string[]; most: number; onChoose(ids: string[]): void }) {
  const { label, rule, choices, chosen, most, onChoose } = props;
  return (
    <CheckboxGroup className="choices" value={[...chosen]} onChange={(ids) => onChoose(ids.slice(-most))}>
      <Legend label={label} rule={rule ?? null} />
      <div className="choices-list">
        {choices.map(({ id, name, extra, isDisabled = false }) => (
          <Checkbox key={id} value={id} className="choice" isDisabled={isDisabled}>
            {name}
            <Extra text={extra ?? null} />
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}

function Legend({ label, rule }: { label: string; rule: string | null }) {
  return (
    <Label className="choices-label">
      {label}
      {rule ? <span className="small soft"> {rule}</span> : null}
    </Label>
  );
}

function Extra({ text }: { text: string | null }) {
  return text ? <span className="choice-extra number">{text}</span> : null;
}
