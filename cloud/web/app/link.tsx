/** A link to another view of the page: an ordinary one for whoever opens it in a new tab, without a reload for everybody else. */
import type { MouseEvent, ReactNode } from "react";
import { goTo } from "./route.ts";

export interface LinkProps {
  readonly to: string;
  readonly className?: string;
  readonly isCurrent?: boolean;
  /** For the eye and the pointer alone: another link beside it leads there too. */
  readonly isHidden?: boolean;
  readonly children: ReactNode;
}

export function Link({ to, className, isCurrent = false, isHidden = false, children }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a
      href={to}
      className={className}
      onClick={follow}
      {...(isCurrent ? { "aria-current": "page" as const } : {})}
      {...(isHidden ? { "aria-hidden": true, tabIndex: -1 } : {})}
    >
      {children}
    </a>
  );
}
