/** A till that nobody touches asks for a PIN again. The ticket stays; what is on its way to the box is waited for. */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useEffect, useEffectEvent } from "react";

/** `afterS` null: never. `isBusy`: somebody waits for the box. */
export function useIdleLock(afterS: number | null, isBusy: boolean, onLock: () => void): void {
  const { clock, timers } = usePorts();
  const lock = useEffectEvent(onLock);
  const mayLock = useEffectEvent(() => !isBusy);
  useEffect(() => {
    if (afterS === null) return;
    const limitMs = afterS * 1000;
    let touchedAt = clock.monotonic();
    let timer = timers.after(limitMs, look);
    function look(): void {
      const leftMs = touchedAt + limitMs - clock.monotonic();
      if (leftMs <= 0 && mayLock()) lock();
      else timer = timers.after(Math.max(1000, leftMs), look);
    }
    const onTouch = () => {
      touchedAt = clock.monotonic();
    };
    const signs = ["pointerdown", "keydown"] as const;
    for (const sign of signs) document.addEventListener(sign, onTouch, true);
    return () => {
      timer.cancel();
      for (const sign of signs) document.removeEventListener(sign, onTouch, true);
    };
  }, [afterS, clock, timers]);
}
