/** The time, updated every `everyMs`, for ages and clocks on a page. */
import { useEffect, useState } from "react";
import { usePorts } from "./ports-context.tsx";

export function useNow(everyMs: number): number {
  const { clock, timers } = usePorts();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    let timer = timers.after(everyMs, tick);
    function tick() {
      setNow(clock.now());
      timer = timers.after(everyMs, tick);
    }
    return () => timer.cancel();
  }, [clock, timers, everyMs]);
  return now;
}
