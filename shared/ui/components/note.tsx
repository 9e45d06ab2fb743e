/**
 * Something to know, in place: a status by its sign, its colour and its words. `isUrgent` is read out at once; otherwise it is read when
 * its turn comes. `action`: what helps.
 */
import CircleCheck from "lucide-react/icons/circle-check";
import Info from "lucide-react/icons/info";
import OctagonAlert from "lucide-react/icons/octagon-alert";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import { type Drawing, Icon } from "./icon.tsx";
import "./note.css";

export type Tone = "good" | "warn" | "bad" | "info";

const SIGNS: Readonly<Record<Tone, Drawing>> = { good: CircleCheck, warn: TriangleAlert, bad: OctagonAlert, info: Info };

export interface NoteProps {
  readonly tone: Tone;
  readonly isUrgent?: boolean;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function Note({ tone, isUrgent = false, action, children }: NoteProps) {
  return (
    <div role={isUrgent ? "alert" : "status"} className={`note note-${tone} note-signed`}>
      <Icon of={SIGNS[tone]} />
      <div className="note-words">{children}</div>
      {action}
    </div>
  );
}
