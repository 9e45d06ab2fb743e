import { expect, test } from "vitest";
import type { LinkStatus } from "./link-status.ts";
import { linkText } from "./link-words.ts";

const status = (changes: Partial<LinkStatus>): LinkStatus => ({
  state: "LIVE",
  last_exchange_at: "2026-05-04T10:00:00.000Z",
  last_exchange_age_ms: 0,
  unsent_events: 4,
  clock_offset_ms: 0,
  clock_suspect: false,
  clock_state: "CONFIRMED",
  store_time: "2026-05-04T10:00:00.000Z",
  time_zone: "Europe/Berlin",
  ...changes,
});
const words = (changes: Partial<LinkStatus>) => linkText(status(changes), (at) => at.slice(11, 16));

test("[K4] a box whose backup was put back says so without a line as well", () => {
  expect(words({ state: "OFFLINE" })).toEqual(["warn", "Offline since 10:00. Keep selling; 4 updates will sync later."]);
  for (const state of ["OFFLINE", "CONNECTING"] as const) {
    const [tone, text] = words({ state, is_restored: true });
    expect(tone).toBe("bad");
    expect(text).toContain("This store server was restored from a backup.");
  }
  expect(words({ state: "CONFLICT", is_restored: true })[1]).toContain("Call IT to enroll it again; 4 updates are kept here.");
});
