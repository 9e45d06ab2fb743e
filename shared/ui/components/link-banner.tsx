/**
 * How fresh a store's screen is: the box's link to the cloud, and before that whether the screen still hears the box.
 * Easy to get wrong: a screen that hears nothing knows nothing of the link either; deaf outranks every state.
 */
import type { LinkStatus } from "@crema/shared/link-status";
import { useFormat } from "../format/use-format.ts";
import type { StreamState } from "../stream/follow-socket.ts";
import { useNow } from "../use-now.ts";
import "./link-banner.css";

export interface LinkBannerProps {
  /** As last heard; null before the first frame. */
  readonly link: LinkStatus | null;
  readonly stream: StreamState;
}

type Tone = "good" | "info" | "warn" | "bad";

export function LinkBanner({ link, stream }: LinkBannerProps) {
  const { time, duration } = useFormat();
  const now = useNow(1_000);
  const [tone, text] = ((): [Tone, string] => {
    if (stream.name === "revoked") return ["bad", "This device has been signed out. Pair it again."];
    if (stream.name === "deaf") return ["bad", `No word from the store's box for ${duration(now - stream.since)}. Reconnecting …`];
    if (!link) return ["info", "Connecting to the store's box …"];
    return linkText(link, (at) => time(at));
  })();
  const clock = link?.clock_suspect && stream.name === "live" ? " The box's clock is wrong; IT has to look at it." : "";
  return (
    <p className={`link-banner link-${clock ? "warn" : tone}`} role="status" aria-live={stream.name === "deaf" ? "off" : "polite"}>
      <span className="link-dot" aria-hidden="true" />
      {text}
      {clock}
    </p>
  );
}

function linkText(link: LinkStatus, time: (at: string) => string): [Tone, string] {
  const unsent = `${link.unsent_events} unsent`;
  const since = link.last_exchange_at ? `Offline since ${time(link.last_exchange_at)}` : "Offline";
  switch (link.state) {
    case "LIVE":
      return ["good", "Live"];
    case "CATCHING_UP":
      return ["info", `Catching up, ${link.unsent_events} to go`];
    case "OFFLINE":
    case "CONNECTING":
      return ["warn", `${since}, ${unsent}. The store sells on.`];
    case "FENCED":
      return ["bad", "Fenced: another box serves this store now. Take no orders here; call IT."];
    case "CONFLICT":
      return ["bad", `The cloud has other events than this box. ${unsent}; call IT.`];
    case "UPGRADE_REQUIRED":
      return ["warn", `This box is too old for the cloud. ${unsent}; the store sells on, IT has to upgrade it.`];
    case "UNKNOWN_BOX":
      return ["bad", `The cloud does not know this box. ${unsent}, kept here; the store sells on. IT has to enrol it again.`];
    case "NOT_ENROLLED":
      return ["bad", "This box does not belong to a store yet. IT has to enrol it."];
  }
}
