/** The state of a store's link in words at the box's command line and in docs/runbook.md: the English of the screens (shared/ui/words). */
import type { LinkStatus } from "./link-status.ts";

export type LinkTone = "good" | "info" | "warn" | "bad";

/** `time`: as its reader reads a time. */
export function linkText(link: LinkStatus, time: (at: string) => string): [LinkTone, string] {
  const { unsent_events: count } = link;
  const updates = `${count} update${count === 1 ? "" : "s"}`;
  const are = `${updates} ${count === 1 ? "is" : "are"}`;
  const again = `Call IT to enroll it again; ${are} kept here.`;
  const sells = "Counter sales go on, mobile orders are off.";
  switch (link.state) {
    case "LIVE":
      return ["good", "Live"];
    case "CATCHING_UP":
      return ["info", `Catching up, ${updates} to go`];
    case "OFFLINE":
    case "CONNECTING": {
      if (link.is_restored) return ["bad", `This store server was restored from a backup. ${sells} ${again}`];
      const since = link.last_exchange_at ? `Offline since ${time(link.last_exchange_at)}` : "Offline";
      return ["warn", `${since}. Keep selling${count === 0 ? "" : `; ${updates} will sync later`}.`];
    }
    case "FENCED":
      return [
        "bad",
        `This is no longer the store’s server. Take no orders here and call IT. Keep its disk${count === 0 ? "" : `: ${are} only there`}.`,
      ];
    case "CONFLICT":
      return ["bad", `The cloud does not accept this store server’s records. ${sells} ${again}`];
    case "UPGRADE_REQUIRED":
      return [
        "warn",
        `The store server and the cloud run versions that don’t match. Keep selling and call IT to upgrade the older one; ${updates} will sync later.`,
      ];
    case "UNKNOWN_BOX":
      return ["bad", `The cloud does not know this store server. Keep selling and call IT to enroll it again; ${are} kept here.`];
    case "NOT_ENROLLED":
      return ["bad", "This server does not belong to a store yet. IT has to enroll it."];
  }
}
