/**
 * How fresh a store's screen is: the box's link to the cloud, and before that whether the screen still hears the box. A
 * screen that hears nothing does not know the link either, so that comes before every state. The state of the box's clock
 * is shown next to it.
 */
import type { LinkStatus } from "@crema/shared/contract/link-status";
import type { LinkTone } from "@crema/shared/contract/link-words";
import CircleCheck from "lucide-react/icons/circle-check";
import Info from "lucide-react/icons/info";
import OctagonAlert from "lucide-react/icons/octagon-alert";
import WifiOff from "lucide-react/icons/wifi-off";
import type { ReactNode } from "react";
import { useFormat } from "../format/use-format.ts";
import type { StreamState } from "../stream/follow-socket.ts";
import { useNow } from "../use-now.ts";
import type { Words } from "../words/words.ts";
import { useWords } from "../words/words-context.tsx";
import { type Drawing, Icon } from "./icon.tsx";
import { linkStateText } from "./link-state-text.ts";
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
  const t = useWords();
  const { day, time, duration } = useFormat();
  const now = useNow(1_000);
  const [tone, text] = ((): [LinkTone, string] => {
    if (stream.name === "revoked") return ["bad", t("ui.link.signed_out")];
    if (stream.name === "deaf") return ["bad", t("ui.link.lost", { duration: duration(now - stream.since) })];
    if (!link) return ["info", t("ui.link.connecting")];
    return linkStateText(link, t, (at) => time(at, link.time_zone ?? undefined));
  })();
  const zone = link?.time_zone ?? undefined;
  const clock = link && stream.name === "live" ? clockText(link, t, `${day(link.store_time, zone)}, ${time(link.store_time, zone)}`) : null;
  const waiting =
    link?.waiting_currency && stream.name === "live" ? t("ui.link.currency_waits", { currency: link.waiting_currency }) : null;
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

/** null: nothing has to be done about the clock. */
function clockText(link: LinkStatus, t: Words, moment: string): { readonly tone: LinkTone; readonly text: string } | null {
  switch (link.clock_state) {
    case "LOST":
      return { tone: "bad", text: t("ui.link.clock_lost", { moment }) };
    case "UNCONFIRMED":
      return { tone: "warn", text: t("ui.link.clock_unconfirmed", { moment }) };
    case "CONFIRMED":
    case "NEW":
      return link.clock_suspect ? { tone: "warn", text: t("ui.link.clock_suspect") } : null;
  }
}
