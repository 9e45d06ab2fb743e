/** Whether the browser lets the board make no sound: where it may, it takes a moment to say so. */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useEffect, useState } from "react";

const MUTE_AFTER_MS = 3_000;

export function useMute(isBlocked: boolean): boolean {
  const { timers } = usePorts();
  const [isMute, setMute] = useState(false);
  useEffect(() => {
    if (!isBlocked) return;
    const timer = timers.after(MUTE_AFTER_MS, () => setMute(true));
    return () => {
      timer.cancel();
      setMute(false);
    };
  }, [isBlocked, timers]);
  return isMute;
}
