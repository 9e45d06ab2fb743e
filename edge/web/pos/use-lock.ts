/**
 * The till's lock: at once on the screen, and at the box as soon as it hears of it. The next PIN opens it. It is stored, so that a till which
 * is loaded again is not open because the box has not heard of it yet.
 */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useState } from "react";
import { useStoreApi } from "../store-api.ts";
import { ME } from "../use-me.ts";

const KEPT = "crema.pos.locked";

export interface Lock {
  readonly isLocked: boolean;
  lock(): void;
  unlock(): void;
}

/** `isSignedIn`: by what the box has said last. `isLive`: it can be reached. */
export function useLock({ isSignedIn, isLive }: { readonly isSignedIn: boolean; readonly isLive: boolean }): Lock {
  const api = useStoreApi();
  const queries = useQueryClient();
  const { storage } = usePorts();
  const [isLocked, setLocked] = useState(() => storage.get(KEPT) !== null);
  const { mutate: signOut } = useMutation({
    mutationFn: () => unwrap(api.v1.staff["sign-out"].$post()),
    onSettled: () => queries.invalidateQueries({ queryKey: ME }),
  });
  const onHeard = useEffectEvent(() => {
    if (isLocked && isSignedIn) signOut();
  });
  useEffect(() => {
    if (isLive) onHeard();
  }, [isLive]);
  return {
    isLocked,
    lock: () => {
      storage.set(KEPT, "locked");
      setLocked(true);
      signOut();
    },
    unlock: useCallback(() => {
      storage.remove(KEPT);
      setLocked(false);
    }, [storage]),
  };
}
