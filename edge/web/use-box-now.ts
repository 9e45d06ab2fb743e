/** The box's time, counted on between heartbeats, so that ages are right on a tablet whose clock is not. */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useNow } from "@crema/ui/use-now.ts";
import { useMemo } from "react";

/** ms since 1970; `serverTime`: as last heard. */
export function useBoxNow(serverTime: string | null): number {
  const { clock } = usePorts();
  const now = useNow(1_000);
  const ahead = useMemo(() => (serverTime === null ? 0 : Date.parse(serverTime) - clock.now()), [serverTime, clock]);
  return now + ahead;
}
