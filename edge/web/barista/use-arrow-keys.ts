/**
 * Arrow keys move from ticket to ticket, Enter takes the ticket's next step. When a focused ticket leaves, the one that
 * takes its place gets the focus.
 */
import { useEffect, useRef } from "react";

const MOVES: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const steps = () => [...document.querySelectorAll<HTMLElement>("[data-step]")];

export function useArrowKeys(onUndo: () => void): void {
  const place = useRef<number | null>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest("[role=dialog],[role=radiogroup],[role=tablist]")) return;
      if (event.key === "u") return onUndo();
      const move = MOVES[event.key];
      const all = steps();
      if (move === undefined || all.length === 0) return;
      event.preventDefault();
      const at = all.indexOf(document.activeElement as HTMLElement);
      all[at < 0 ? (move > 0 ? 0 : all.length - 1) : (at + move + all.length) % all.length]?.focus();
    };
    const onFocusIn = () => {
      const at = steps().indexOf(document.activeElement as HTMLElement);
      place.current = at < 0 ? null : at;
    };
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("focusin", onFocusIn);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("focusin", onFocusIn);
    };
  });
  useEffect(() => {
    if (place.current === null || document.activeElement !== document.body) return;
    const all = steps();
    all[Math.min(place.current, all.length - 1)]?.focus();
  });
}
