/** Nothing is here: why, and what to do about it where there is something. */
import type { ReactNode } from "react";
import { type Drawing, Icon } from "./icon.tsx";
import "./empty-state.css";

export interface EmptyStateProps {
  readonly icon: Drawing;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="empty-state">
      <Icon of={icon} size="large" />
      <strong>{title}</strong>
      {children ? <p className="soft">{children}</p> : null}
      {action}
    </div>
  );
}
