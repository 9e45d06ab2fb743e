/** A session that has ended, here or elsewhere (signed out, erased at headquarters), takes along the name that was typed on this device. */
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useEffect } from "react";
import { useCart } from "./cart.tsx";
import { useSession } from "./use-session.ts";

const KEPT = "crema.signed-in";

export function useEndedSession(): void {
  const { storage } = usePorts();
  const { change } = useCart();
  const kind = useSession()?.kind;
  useEffect(() => {
    if (kind === "customer") storage.set(KEPT, "yes");
    if (kind !== "anonymous" || storage.get(KEPT) === null) return;
    storage.remove(KEPT);
    change({ name: "" });
  }, [kind, storage, change]);
}
