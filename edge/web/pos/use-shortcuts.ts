/** Keys that work anywhere on the till while no dialog is open. Function keys, because letters belong to whoever types a name. */
import { useEffect, useEffectEvent } from "react";

/** By name, as in "F9" or "Ctrl+Z". */
export type Shortcuts = readonly (readonly [name: string, run: () => unknown])[];

export function useShortcuts(shortcuts: Shortcuts): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const name = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.key.length === 1 ? event.key.toUpperCase() : event.key}`;
    const run = shortcuts.find(([key]) => key === name)?.[1];
    // A text field has its own undo.
    const types = event.target instanceof HTMLInputElement && event.target.value !== "";
    if (!run || (types && name.startsWith("Ctrl+"))) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
