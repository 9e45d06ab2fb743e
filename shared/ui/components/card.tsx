/** What belongs together, on a surface of its own. `accent`: the one that counts among its neighbours. */
import type { ReactNode } from "react";
import "./card.css";

export interface CardProps {
  readonly title?: ReactNode;
  /** At the end of the title's line: a status, a button. */
  readonly aside?: ReactNode;
  readonly look?: "plain" | "accent";
  readonly children: ReactNode;
}

export function Card({ title, aside, look = "plain", children }: CardProps) {
  return (
    <section className={`surface surface-${look}`}>
      {title || aside ? (
        <header className="surface-head">
          {title ? <h3>{title}</h3> : null}
          {aside}
        </header>
      ) : null}
      {children}
    </section>
  );
}
