/**
 * A button on a screen that others change too: it takes no press for a moment after its meaning or its place has changed, and none that
 * began before (use-settled.ts). It looks so meanwhile, and keeps the focus.
 */
import type { ButtonProps } from "react-aria-components/Button";
import { type Changed, useSettled } from "../use-settled.ts";
import { Button, type ButtonLook } from "./button.tsx";

export interface SteadyButtonProps extends ButtonProps, ButtonLook {
  /** What a press does now, and to what. */
  readonly meaning: string;
  readonly className?: string;
  /** A press came too early to be meant, or the button moved away from under it. */
  readonly onTooEarly?: (changed: Changed) => void;
}

export function SteadyButton({ meaning, onPress, onTooEarly, className = "", ...rest }: SteadyButtonProps) {
  const { ref, isSettled, begin, changedMeanwhile, whyNotMeant } = useSettled<HTMLButtonElement>(meaning);
  return (
    <Button
      {...rest}
      ref={ref}
      className={isSettled ? className : `${className} button-unsettled`}
      {...(isSettled ? {} : { "aria-disabled": true })}
      onPressStart={({ pointerType }) => begin(pointerType === "keyboard" || pointerType === "virtual" ? "keys" : "pointer")}
      onPressEnd={() => {
        const changed = changedMeanwhile();
        if (changed) onTooEarly?.(changed);
      }}
      onPress={(event) => {
        const changed = whyNotMeant();
        if (changed) onTooEarly?.(changed);
        else onPress?.(event);
      }}
    />
  );
}
