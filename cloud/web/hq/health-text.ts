/** Why a store is not well, in the reader's words, by the code of the reason: the figures are the store's own. */
import type { StoreLink } from "@crema/shared/contract/store-links";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";

type Reason = StoreLink["health"]["reasons"][number];

const MEBIBYTE = 1024 ** 2;

export function useHealthText(): (store: Omit<StoreLink, "health">, reason: Reason) => string {
  const t = useWords();
  const { moment, number } = useFormat();
  return (store, { code, text }) => {
    switch (code) {
      case "no_box":
      case "conflict":
      case "frozen":
      case "not_listening":
        return t(`hq.health.${code}`);
      case "offline":
        return t(store.last_seen_at === null ? "hq.health.never_heard" : "hq.health.offline");
      case "paused":
        return t("hq.health.paused", { moment: moment(store.app_orders_paused_until ?? 0, store.time_zone) });
      case "quarantine":
        return t("hq.health.quarantine", { count: store.quarantined_events });
      case "exceptions":
        return t("hq.health.exceptions", { count: store.open_exceptions });
      case "disk":
        return t("hq.health.disk", { size: number(Math.floor((store.reported?.disk_free_bytes ?? 0) / MEBIBYTE)) });
      case "clock": {
        const offset = store.reported?.clock_offset_ms ?? 0;
        return t("hq.health.clock", { minutes: number(Math.round(Math.abs(offset) / 60_000)), way: offset > 0 ? "slow" : "fast" });
      }
      case "behind":
        return t("hq.health.behind", { count: store.reported?.unsent_events ?? 0 });
      case "menu":
        return t("hq.health.menu", { version: store.menu_version ?? "" });
      default:
        // One of a later release.
        return text;
    }
  };
}
