/** The state of a store's link in words: the same on every screen, at the box's command line and in docs/runbook.md. */
import type { LinkStatus } from "./link-status.ts";

export type LinkTone = "good" | "info" | "warn" | "bad";

/** `time`: as its reader reads a time. */
export function linkText(link: LinkStatus, time: (at: string) => string): [LinkTone, string] {
  const unsent = `${link.unsent_events} unsent`;
  const since = link.last_exchange_at ? `Offline since ${time(link.last_exchange_at)}` : "Offline";
  switch (link.state) {
    case "LIVE":
      return ["good", "Live"];
    case "CATCHING_UP":
      return ["info", `Catching up, ${link.unsent_events} to go`];
    case "OFFLINE":
    case "CONNECTING":
      if (link.is_restored)
        return [
          "bad",
          `A backup was put back on this box. ${unsent}, kept here; the counter sells on, app orders do not come. IT has to enrol the box again, which needs the line.`,
        ];
      return ["warn", `${since}, ${unsent}. The store sells on.`];
    case "FENCED":
      return ["bad", `Fenced: this is not the store's box any more. Take no orders here; call IT. ${unsent}: keep its disk.`];
    case "CONFLICT":
      return [
        "bad",
        `The cloud does not go on from this box's disk. ${unsent}, kept here; the counter sells on, app orders do not come. IT has to enrol the box again.`,
      ];
    case "UPGRADE_REQUIRED":
      return ["warn", `The releases of box and cloud do not go together. ${unsent}; the store sells on, IT has to upgrade the older one.`];
    case "UNKNOWN_BOX":
      return ["bad", `The cloud does not know this box. ${unsent}, kept here; the store sells on. IT has to enrol it again.`];
    case "NOT_ENROLLED":
      return ["bad", "This box does not belong to a store yet. IT has to enrol it."];
  }
}
