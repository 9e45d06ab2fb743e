/** The guest who reads a menu: in which language, by whose clock. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { usePorts } from "@crema/ui/ports-context.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { Reader } from "./promotion-text.ts";
import { useStore } from "./use-stores.ts";

export function useReader(menu: MenuResponse): Reader {
  const t = useWords();
  const { clock } = usePorts();
  const timeZone = useStore(menu.store_id)?.time_zone;
  return { t, menu, timeZone, nowMs: clock.now() };
}
