/** The page's idempotency keys (pending-writes.ts). */
import { useMemo } from "react";
import { usePorts } from "../ports-context.tsx";
import { createPendingWrites, type PendingWrites } from "./pending-writes.ts";

export function usePendingWrites(): PendingWrites {
  const ports = usePorts();
  return useMemo(() => createPendingWrites(ports), [ports]);
}
