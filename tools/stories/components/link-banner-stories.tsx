import type { LinkStatus } from "@crema/shared/contract/link-status";
import { LinkBanner } from "@crema/ui/components/link-banner.tsx";
import type { StreamState } from "@crema/ui/stream/follow-socket.ts";
import type { Story } from "../story.ts";

const LIVE: LinkStatus = {
  state: "LIVE",
  last_exchange_at: "2026-05-04T08:15:00.000Z",
  last_exchange_age_ms: 900,
  unsent_events: 0,
  clock_offset_ms: 12,
  clock_suspect: false,
  clock_state: "CONFIRMED",
  store_time: "2026-05-04T08:15:01.000Z",
  time_zone: "Europe/Berlin",
};

const shown = (name: string, link: LinkStatus | null, stream: StreamState = { name: "live" }): Story => ({
  name,
  shown: <LinkBanner link={link} stream={stream} />,
});
const inState = (state: LinkStatus["state"], unsent_events = 0): Story => shown(state, { ...LIVE, state, unsent_events });

export const linkBannerStories: readonly Story[] = [
  shown("before the first word", null, { name: "connecting" }),
  inState("LIVE"),
  inState("CATCHING_UP", 214),
  inState("CONNECTING", 3),
  inState("OFFLINE", 37),
  shown("OFFLINE, never online before", { ...LIVE, state: "OFFLINE", last_exchange_at: null, last_exchange_age_ms: null }),
  shown("OFFLINE, a backup was put back", { ...LIVE, state: "OFFLINE", unsent_events: 4, is_restored: true }),
  inState("UPGRADE_REQUIRED", 5),
  inState("CONFLICT", 8),
  inState("UNKNOWN_BOX", 8),
  inState("FENCED"),
  inState("NOT_ENROLLED"),
  shown("the clock was lost", { ...LIVE, clock_state: "LOST" }),
  shown("the clock is not confirmed", { ...LIVE, state: "OFFLINE", clock_state: "UNCONFIRMED" }),
  shown("the machine's clock is wrong", { ...LIVE, clock_suspect: true }),
  shown("new prices wait", { ...LIVE, waiting_currency: "CHF" }),
  shown("signed out", LIVE, { name: "revoked" }),
];
