/**
 * A button on a screen that others change too: it takes no press for a moment after its meaning or its place has changed, and none that
 * began before (use-settled.ts). It looks so meanwhile, and keeps the focus.
 */
import { type PointerEvent, useEffect, useRef } from "react";
import { type Changed, useSettled } from "../use-settled.ts";
import { Button, type ButtonProps } from "./button.tsx";

export interface SteadyButtonProps extends Omit<ButtonProps, "ref"> {
  /** What a press does now, and to what. */
  readonly meaning: string;
  /** A press came too early to be meant, or the button moved away from under it. */
  readonly onTooEarly?: (changed: Changed) => void;
}

export function SteadyButton({ meaning, onPress, onTooEarly, className = "", ...rest }: SteadyButtonProps) {
  const { ref, isSettled, begin, changedMeanwhile, whyNotMeant } = useSettled<HTMLButtonElement>(meaning);
  const release = useRef<(() => void) | null>(null);
  useEffect(() => () => release.current?.(), []);
  // By what the button means when the finger is lifted, and not when it came down.
  const lifted = useRef<() => void>(null);
  lifted.current = () => {
    const changed = changedMeanwhile();
    if (changed) onTooEarly?.(changed);
  };
  /** The finger is lifted somewhere: on the button, or beside it because the button has gone from under it. */
  const awaitRelease = () => {
    release.current?.();
    const onUp = (event: Event) => {
      release.current?.();
      if (event.type === "pointerup") lifted.current?.();
    };
    const ends = ["pointerup", "pointercancel"] as const;
    for (const end of ends) document.addEventListener(end, onUp);
    release.current = () => {
      release.current = null;
      for (const end of ends) document.removeEventListener(end, onUp);
    };
  };
  return (
    <Button
      {...rest}
      ref={ref}
      className={isSettled ? className : `${className} button-unsettled`}
      {...(isSettled ? {} : { "aria-disabled": true })}
      onPointerDown={(event) => {
        begin(isVirtual(event) ? "keys" : "pointer");
        awaitRelease();
      }}
      onKeyDown={({ key }) => {
        if (key === "Enter" || key === " ") begin("keys");
      }}
      onPress={() => {
        const changed = whyNotMeant();
        if (changed) onTooEarly?.(changed);
        else onPress?.();
      }}
    />
  );
}

/** A screen reader's press: it has no size, or no pressure, and hits what it was read from wherever that is. */
function isVirtual({ width, height, pressure, detail, pointerType }: PointerEvent): boolean {
  return (width === 0 && height === 0) || (width === 1 && height === 1 && pressure === 0 && detail === 0 && pointerType === "mouse");
}
