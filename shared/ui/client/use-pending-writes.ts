/** The page's idempotency keys (intents.ts). */
import { useMemo } from "react";
import { usePorts } from "../ports-context.tsx";
import { createIntents, type Intents } from "./pending-writes.ts";

export function useIntents(): Intents {
  const ports = usePorts();
  return useMemo(() => createIntents(ports), [ports]);
}
