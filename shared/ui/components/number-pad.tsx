/**
 * Digits by touch or by keyboard, for a PIN or an amount. The value is a string of digits; what it means and how it is
 * displayed is up to the parent. The displayed text is not the digits, so typing is read key by key.
 */
import DeleteIcon from "lucide-react/icons/delete";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useWords } from "../words/words-context.tsx";
import { Button } from "./button.tsx";
import "./number-pad.css";

export interface NumberPadProps {
  readonly label: string;
  readonly digits: string;
  readonly maxDigits: number;
  onDigits(digits: string): void;
  /** The text in the display; without it dots, one per digit. */
  readonly shown?: string;
  /** Enter, or the pad's last key; without it there is no such key. */
  readonly onDone?: () => void;
  /** Shows the label above the digits; it is read out in any case. */
  readonly isLabelled?: boolean;
  readonly doneLabel?: string;
  /** The next act is another button. */
  readonly isDonePlain?: boolean;
  /** Enough has been entered to be done with. */
  readonly isComplete?: boolean;
  /** Ignores input for the moment, and keeps the focus. */
  readonly isDisabled?: boolean;
  /** Takes the focus as soon as it is displayed. */
  readonly autoFocus?: boolean;
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function NumberPad(props: NumberPadProps) {
  const t = useWords();
  const {
    label,
    digits,
    maxDigits,
    onDigits,
    shown,
    onDone,
    doneLabel = t("ui.ok"),
    isDonePlain = false,
    isComplete = true,
    isDisabled = false,
    autoFocus = false,
    isLabelled = false,
  } = props;
  const display = useRef<HTMLInputElement>(null);
  // Not by the attribute: a sheet whose field has the focus before it is shown waits for a screen keyboard, and none comes here.
  // Again after each wait: a key that had the focus when the pad was disabled has lost it.
  useEffect(() => {
    if (autoFocus && !isDisabled) display.current?.focus();
  }, [autoFocus, isDisabled]);
  const add = (more: string) => onDigits((digits + more).slice(0, maxDigits));
  const drop = () => onDigits(digits.slice(0, -1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isDisabled) return;
    if (/^[0-9]$/.test(event.key)) add(event.key);
    else if (event.key === "Backspace") drop();
    else if (event.key === "Enter" && onDone && isComplete) onDone();
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in every browser that we support
    <div className="number-pad" role="group" aria-label={label}>
      {isLabelled ? (
        <span className="number-pad-label" aria-hidden="true">
          {label}
        </span>
      ) : null}
      <input
        className="number-pad-shown number"
        aria-label={label}
        inputMode="none"
        autoComplete="off"
        ref={display}
        readOnly={isDisabled}
        value={shown ?? "•".repeat(digits.length)}
        onKeyDown={onKeyDown}
        onPaste={(event) => !isDisabled && add(event.clipboardData.getData("text").replaceAll(/\D/g, ""))}
        onChange={() => {}}
      />
      {KEYS.map((digit) => (
        <Button key={digit} size="large" preventFocusOnPress isDisabled={isDisabled} onPress={() => add(digit)}>
          {digit}
        </Button>
      ))}
      <Button
        size="large"
        icon={DeleteIcon}
        preventFocusOnPress
        isDisabled={isDisabled || digits === ""}
        aria-label={t("ui.delete_digit")}
        onPress={drop}
      />
      <Button size="large" preventFocusOnPress isDisabled={isDisabled} onPress={() => add("0")}>
        0
      </Button>
      {onDone ? (
        <Button
          className="number-pad-done"
          size="large"
          look={isDonePlain ? "plain" : "primary"}
          preventFocusOnPress
          isDisabled={isDisabled || !isComplete}
          onPress={onDone}
        >
          {doneLabel}
        </Button>
      ) : null}
    </div>
  );
}
