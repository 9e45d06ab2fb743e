/** A status in a word: colour, shape and text say the same, so that two of them are enough. */
import type { ReactNode } from "react";
import { type Drawing, Icon } from "./icon.tsx";
import type { Tone } from "./note.tsx";
import "./badge.css";

export interface BadgeProps {
  readonly tone?: Tone | "plain" | "accent";
  /** Filled: what has to be seen from two metres. */
  readonly isSolid?: boolean;
  readonly icon?: Drawing;
  readonly children: ReactNode;
}

export function Badge({ tone = "plain", isSolid = false, icon, children }: BadgeProps) {
  return (
    <span className={`badge badge-${tone}${isSolid ? " badge-solid" : ""}`}>
      {icon ? <Icon of={icon} /> : null}
      {children}
    </span>
  );
}
