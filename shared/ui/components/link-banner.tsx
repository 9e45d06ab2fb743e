/**
 * How fresh a store's screen is: the box's link to the cloud, and before that whether the screen still hears the box. A
 * screen that hears nothing does not know the link either, so that comes before every state. The state of the box's clock
 * is shown next to it.
 */
import type { LinkStatus } from "@crema/shared/contract/link-status";
import { type LinkTone, linkText } from "@crema/shared/contract/link-words";
import CircleCheck from "lucide-react/icons/circle-check";
import Info from "lucide-react/icons/info";
import OctagonAlert from "lucide-react/icons/octagon-alert";
import WifiOff from "lucide-react/icons/wifi-off";
import type { ReactNode } from "react";
import { useFormat } from "../format/use-format.ts";
import type { StreamState } from "../stream/follow-socket.ts";
import { useNow } from "../use-now.ts";
import { type Drawing, Icon } from "./icon.tsx";
import "./link-banner.css";

const SIGNS: Readonly<Record<LinkTone, Drawing>> = { good: CircleCheck, info: Info, warn: WifiOff, bad: OctagonAlert };

export interface LinkBannerProps {
  /** The last known status; null before the first frame. */
  readonly link: LinkStatus | null;
  readonly stream: StreamState;
  /** Actions that help, such as confirming the time. */
  readonly children?: ReactNode;
}

export function LinkBanner({ link, stream, children }: LinkBannerProps) {
  const { day, time, duration } = useFormat();
  const now = useNow(1_000);
  const [tone, text] = ((): [LinkTone, string] => {
    if (stream.name === "revoked") return ["bad", "This device has been signed out. Pair it again."];
    if (stream.name === "deaf") return ["bad", `No word from the store's box for ${duration(now - stream.since)}. Reconnecting …`];
    if (!link) return ["info", "Connecting to the store's box …"];
    return linkText(link, (at) => time(at, link.time_zone ?? undefined));
  })();
  const zone = link?.time_zone ?? undefined;
  const clock = link && stream.name === "live" ? clockText(link, `${day(link.store_time, zone)}, ${time(link.store_time, zone)}`) : null;
  const waiting = link?.waiting_currency && stream.name === "live" ? waitingText(link.waiting_currency) : null;
  const more = [clock?.text, waiting].filter((one) => one != null);
  return (
    <div className={`link-banner link-${clock?.tone ?? tone}`}>
      <Icon of={SIGNS[clock?.tone ?? tone]} />
      <p role="status" aria-live={stream.name === "deaf" ? "off" : "polite"}>
        {text}
        {more.length > 0 ? `${text.endsWith(".") ? "" : "."} ${more.join(" ")}` : ""}
      </p>
      {children}
    </div>
  );
}

const waitingText = (currency: string): string =>
  `New prices in ${currency} wait: the older ones stay until no order with them is open, neither left open nor for later, and the drawer is closed.`;

/** null: nothing has to be done about the clock. */
function clockText(link: LinkStatus, taken: string): { readonly tone: LinkTone; readonly text: string } | null {
  switch (link.clock_state) {
    case "LOST":
      return {
        tone: "bad",
        text: `The box has lost the time and takes it to be ${taken}. A manager has to set it, on the till or the queue.`,
      };
    case "UNCONFIRMED":
      return {
        tone: "warn",
        text: `The box was started, or was asleep, without the internet and takes it to be ${taken}. If that is wrong, a manager sets it, on the till or the queue.`,
      };
    case "CONFIRMED":
    case "NEW":
      return link.clock_suspect
        ? { tone: "warn", text: "The clock of the box's machine is wrong; the times here are right. IT has to look at it." }
        : null;
  }
}
