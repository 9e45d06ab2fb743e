/** The box's time, advanced between heartbeats, so that ages are right on a tablet whose clock is wrong. */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useNow } from "@crema/ui/use-now.ts";
import { useMemo } from "react";

/** In ms since 1970; `serverTime`: the box's time as last received. */
export function useBoxNow(serverTime: string | null): number {
  const { clock } = usePorts();
  const now = useNow(1_000);
  const ahead = useMemo(() => (serverTime === null ? 0 : Date.parse(serverTime) - clock.now()), [serverTime, clock]);
  return now + ahead;
}
