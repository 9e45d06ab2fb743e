/** The time zone of the store that a page is about: every time on it is the store's, whatever the device believes. */
import { createContext, type ReactNode, useContext } from "react";

const Zone = createContext<string | undefined>(undefined);

/** null: not known yet. */
export function StoreZone({ timeZone, children }: { readonly timeZone: string | null; readonly children: ReactNode }) {
  return <Zone value={timeZone ?? undefined}>{children}</Zone>;
}

export const useStoreZone = (): string | undefined => useContext(Zone);
