/** Which reduced prices still count by the store's time: one that has ended is off the tiles at once, also while the box is away. */

import { useStoreAhead } from "@crema/ui/format/store-zone.tsx";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { type Item, type Menu, OFFER } from "./use-menu.ts";

/** A timer of a browser takes no more than 24 days; the menu is read again long before. */
const LONGEST_MS = 24 * 3_600_000;

export type ReducedOf = (item: Item) => Item["reduced"] | null;

export function useReduced(menu: Menu | null): ReducedOf {
  const { clock, timers } = usePorts();
  const aheadMs = useStoreAhead();
  const queries = useQueryClient();
  const response = menu?.response ?? null;
  const change = response?.prices_change_at;
  const [ended, setEnded] = useState<Menu["response"] | null>(null);
  useEffect(() => {
    if (change === undefined) return;
    const waitMs = Date.parse(change) - clock.now() - aheadMs;
    if (waitMs > 0) setEnded(null);
    if (waitMs > LONGEST_MS) return;
    const timer = timers.after(Math.max(0, waitMs), () => {
      setEnded(response);
      for (const queryKey of OFFER) void queries.invalidateQueries({ queryKey });
    });
    return () => timer.cancel();
  }, [change, response, aheadMs, clock, timers, queries]);
  return useCallback(
    ({ reduced }) => {
      const isOver = ended !== null && ended === response && change !== undefined && reduced?.until != null && reduced.until <= change;
      return reduced && !isOver ? reduced : null;
    },
    [ended, response, change],
  );
}
