import type { LinkStatus } from "@crema/shared/contract/link-status";
import { linkText } from "@crema/shared/contract/link-words";
import { expect, test } from "vitest";
import { wordsIn } from "../words/words.test-fixture.ts";
import { linkStateText } from "./link-state-text.ts";

const STATES = [
  "LIVE",
  "CATCHING_UP",
  "OFFLINE",
  "CONNECTING",
  "FENCED",
  "CONFLICT",
  "UPGRADE_REQUIRED",
  "UNKNOWN_BOX",
  "NOT_ENROLLED",
] as const;
const at = "2026-05-04T10:00:00.000Z";
const KNOWN = {
  last_exchange_age_ms: 0,
  clock_offset_ms: 0,
  clock_suspect: false,
  clock_state: "CONFIRMED",
  store_time: at,
  time_zone: "UTC",
} as const;
const time = (of: string) => of.slice(11, 16);

test.each(STATES)("the screens say of %s what the command line and the runbook say", (state) => {
  for (const unsent_events of [0, 1, 2]) {
    for (const last_exchange_at of [null, at]) {
      for (const restored of [{}, { is_restored: true } as const]) {
        const link: LinkStatus = { ...KNOWN, state, unsent_events, last_exchange_at, ...restored };
        expect(linkStateText(link, wordsIn("en"), time)).toEqual(linkText(link, time));
      }
    }
  }
});
