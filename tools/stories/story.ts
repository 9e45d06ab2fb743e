/** A component in one state. */
import type { ReactNode } from "react";

export interface Story {
  readonly name: string;
  /** It covers the page: shown by itself, at an address of its own. */
  readonly isOverlay?: true;
  readonly shown: ReactNode;
}
