/** The time of the store that a page is about, and its zone: every time on the page is the store's, whatever the device believes. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { usePorts } from "../ports-context.tsx";

interface StoreTime {
  readonly timeZone: string | undefined;
  /** Of the device's clock, in ms. */
  readonly aheadMs: number;
}

const Time = createContext<StoreTime>({ timeZone: undefined, aheadMs: 0 });

export interface StoreZoneProps {
  /** null: not known yet. */
  readonly timeZone: string | null;
  /** The store's time as last received; null: not known yet. */
  readonly serverTime: string | null;
  readonly children: ReactNode;
}

export function StoreZone({ timeZone, serverTime, children }: StoreZoneProps) {
  const { clock } = usePorts();
  const aheadMs = useMemo(() => (serverTime === null ? 0 : Date.parse(serverTime) - clock.now()), [serverTime, clock]);
  const time = useMemo(() => ({ timeZone: timeZone ?? undefined, aheadMs }), [timeZone, aheadMs]);
  return <Time value={time}>{children}</Time>;
}

export const useStoreZone = (): string | undefined => useContext(Time).timeZone;

/** How far the store's time is ahead of the device's clock, in ms. */
export const useStoreAhead = (): number => useContext(Time).aheadMs;
