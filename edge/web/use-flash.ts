/**
 * What has just happened to an order, for as long as it is highlighted on the screen. Timed by the page, so no clock has
 * to be right.
 */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useState } from "react";

export interface Flash<What> {
  mark(id: string, what: What): void;
  of(id: string): What | null;
}

export function useFlash<What>(forMs: number): Flash<What> {
  const { timers } = usePorts();
  const [marks, setMarks] = useState<ReadonlyMap<string, { readonly what: What }>>(new Map());
  return {
    mark(id, what) {
      const mark = { what };
      setMarks((before) => new Map(before).set(id, mark));
      timers.after(forMs, () =>
        setMarks((before) => (before.get(id) === mark ? new Map([...before].filter(([marked]) => marked !== id)) : before)),
      );
    },
    of: (id) => marks.get(id)?.what ?? null,
  };
}
