/** The top of a screen: whose it is, where one is, and what is always in reach. */
import type { ReactNode } from "react";
import { Brand } from "./brand.tsx";
import "./app-bar.css";

export interface AppBarProps {
  /** The store, or the view: the page's heading. */
  readonly title: string;
  /** The store's own, instead of Crema's mark. */
  readonly logo?: string | null;
  readonly children?: ReactNode;
}

export function AppBar({ title, logo = null, children }: AppBarProps) {
  return (
    <header className="app-bar">
      <Brand logo={logo} />
      <h1 className="app-bar-title">{title}</h1>
      {children ? <div className="app-bar-tools">{children}</div> : null}
    </header>
  );
}
