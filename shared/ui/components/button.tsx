/**
 * The one button. `primary`: the next step of the task, at most one in view; `danger`: what cannot be taken back.
 * `isPending`: takes no press for the moment, and keeps its look. Not the library's own: that one's announcement outlives what
 * it points to, and a screen reader then reads nothing.
 */
import type { Ref } from "react";
import { type ButtonProps, Button as Pressable } from "react-aria-components/Button";
import "./button.css";

export interface ButtonLook {
  readonly look?: "primary" | "plain" | "quiet" | "danger";
  readonly size?: "normal" | "large";
  readonly wide?: boolean;
}

export function Button({
  look = "plain",
  size = "normal",
  wide = false,
  className,
  isPending = false,
  isDisabled = false,
  ...rest
}: ButtonProps & ButtonLook & { className?: string; ref?: Ref<HTMLButtonElement> }) {
  const names = [
    "button",
    `button-${look}`,
    size === "large" ? "button-large" : "",
    isPending ? "button-pending" : "",
    wide ? "button-wide" : "",
    className ?? "",
  ];
  return <Pressable {...rest} isDisabled={isDisabled || isPending} className={names.filter(Boolean).join(" ")} />;
}
