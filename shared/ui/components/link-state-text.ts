/** The state of a store's link in words, and how grave it is. */
import type { LinkStatus } from "@crema/shared/contract/link-status";
import type { LinkTone } from "@crema/shared/contract/link-words";
import type { Words } from "../words/words.ts";

/** `time`: as its reader reads a time. */
export function linkStateText(link: LinkStatus, t: Words, time: (at: string) => string): [LinkTone, string] {
  const count = link.unsent_events;
  switch (link.state) {
    case "LIVE":
      return ["good", t("ui.link.live")];
    case "CATCHING_UP":
      return ["info", t("ui.link.catching_up", { count })];
    case "OFFLINE":
    case "CONNECTING":
      if (link.is_restored) return ["bad", t("ui.link.restored", { count })];
      return [
        "warn",
        link.last_exchange_at ? t("ui.link.offline_since", { time: time(link.last_exchange_at), count }) : t("ui.link.offline", { count }),
      ];
    case "FENCED":
      return ["bad", t("ui.link.fenced", { count })];
    case "CONFLICT":
      return ["bad", t("ui.link.conflict", { count })];
    case "UPGRADE_REQUIRED":
      return ["warn", t("ui.link.upgrade", { count })];
    case "UNKNOWN_BOX":
      return ["bad", t("ui.link.unknown", { count })];
    case "NOT_ENROLLED":
      return ["bad", t("ui.link.not_enrolled")];
  }
}
