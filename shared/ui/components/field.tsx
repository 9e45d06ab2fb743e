/** A labelled line of text, with what to enter and what is wrong with it. */
import { FieldError } from "react-aria-components/FieldError";
import { Input, type InputProps } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextField, type TextFieldProps } from "react-aria-components/TextField";
import "./field.css";

export interface FieldProps extends Omit<TextFieldProps, "inputMode"> {
  readonly label: string;
  readonly hint?: string;
  /** Shown, and read out, while there is one. */
  readonly fault?: string | null;
  readonly placeholder?: string;
  readonly inputMode?: NonNullable<InputProps["inputMode"]>;
}

export function Field({ label, hint, fault = null, placeholder, inputMode, ...rest }: FieldProps) {
  return (
    <TextField {...rest} className="field" isInvalid={fault !== null}>
      <Label>{label}</Label>
      <Input {...(placeholder === undefined ? {} : { placeholder })} {...(inputMode === undefined ? {} : { inputMode })} />
      {hint ? (
        <Text slot="description" className="small soft">
          {hint}
        </Text>
      ) : null}
      <FieldError className="field-fault">{fault}</FieldError>
    </TextField>
  );
}
