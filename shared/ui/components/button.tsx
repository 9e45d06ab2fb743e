/** The one button. `primary`: the next step of the task, at most one in view; `danger`: what cannot be taken back. */
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
  ...rest
}: ButtonProps & ButtonLook & { className?: string }) {
  const names = ["button", `button-${look}`, size === "large" ? "button-large" : "", wide ? "button-wide" : "", className ?? ""];
  return <Pressable {...rest} className={names.filter(Boolean).join(" ")} />;
}
