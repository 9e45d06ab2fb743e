/** What is typed or chosen on the way to an order, as it was after a reload of the tab; gone when the tab is closed. */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useState } from "react";

export function useKept<T>(name: string, initial: T): [T, (value: T) => void] {
  const { tabStorage } = usePorts();
  const stored = `crema.kept.${name}`;
  const [value, setValue] = useState<T>(() => {
    const text = tabStorage.get(stored);
    return text === null ? initial : (JSON.parse(text) as T);
  });
  const keep = (next: T) => {
    tabStorage.set(stored, JSON.stringify(next));
    setValue(next);
  };
  return [value, keep];
}
