/** The guest who reads a menu: in which language, by whose clock. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { LANGUAGES } from "@crema/ui/menu/menu-words.ts";
import { usePorts } from "@crema/ui/ports-context.tsx";
import type { Reader } from "./promotion-text.ts";
import { useStore } from "./use-stores.ts";

export function useReader(menu: MenuResponse): Reader {
  const { locale, clock } = usePorts();
  const timeZone = useStore(menu.store_id)?.time_zone;
  const language = LANGUAGES.find((one) => locale.toLowerCase().startsWith(one));
  return { language: language ?? "en", locale, menu, timeZone, nowMs: clock.now() };
}
