/** The till's lock: at once on the screen, and at the box as soon as it hears of it. The next PIN opens it. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useStoreApi } from "../store-api.ts";
import { ME } from "../use-me.ts";

export interface Lock {
  readonly isLocked: boolean;
  lock(): void;
  unlock(): void;
}

export function useLock(): Lock {
  const api = useStoreApi();
  const queries = useQueryClient();
  const [isLocked, setLocked] = useState(false);
  const { mutate: signOut } = useMutation({
    mutationFn: () => unwrap(api.v1.staff["sign-out"].$post()),
    onSettled: () => queries.invalidateQueries({ queryKey: ME }),
  });
  return {
    isLocked,
    lock: () => {
      setLocked(true);
      signOut();
    },
    unlock: useCallback(() => setLocked(false), []),
  };
}
