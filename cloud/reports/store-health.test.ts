import { expect, test } from "vitest";
import { healthOf } from "./store-health.ts";

type Link = Parameters<typeof healthOf>[0];
const reported = {
  box_version: "1",
  unsent_events: 0,
  queue_length: 3,
  disk_free_bytes: 50e9,
  clock_offset_ms: 20,
  inbox_seq: 4,
  menu_version: 7,
  profile_version: 2,
};
const well: Link = {
  store_id: "s",
  name: "Main Street",
  time_zone: "Europe/Berlin",
  business_day: "2026-05-04",
  is_online: true,
  node_id: "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e",
  epoch: 1,
  last_seq: 90,
  last_seen_at: "2026-05-04T08:00:00.000Z",
  reported,
  inbox_head: 4,
  menu_version: 7,
  profile_version: 2,
  quarantined_events: 0,
  conflict: null,
  frozen_since: null,
  app_orders_paused_until: null,
  open_exceptions: 0,
  held: { orders: 0, first_at: null },
  open_orders: 3,
};
const told = (changes: Partial<Link>) => {
  const { state, reasons } = healthOf({ ...well, ...changes }, false);
  return [state, ...reasons.map((reason) => reason.code)];
};

test.each<[string, Partial<Link>, string[]]>([
  ["is well", {}, ["OK"]],
  ["has no box", { node_id: null, is_online: false }, ["DOWN", "no_box"]],
  ["is silent", { is_online: false }, ["DOWN", "offline"]],
  ["is frozen", { is_online: false, frozen_since: "2026-05-04T08:00:00.000Z" }, ["DOWN", "frozen"]],
  ["is in conflict", { is_online: false, conflict: "Event 4 differs" }, ["DOWN", "conflict"]],
  ["has paused app orders", { app_orders_paused_until: "2026-05-04T08:10:00.000Z" }, ["ATTENTION", "paused"]],
  ["has events set aside", { quarantined_events: 2 }, ["ATTENTION", "quarantine"]],
  ["has exceptions", { open_exceptions: 1 }, ["ATTENTION", "exceptions"]],
  ["is short of disk", { reported: { ...reported, disk_free_bytes: 1e8 } }, ["ATTENTION", "disk"]],
  ["has a clock that is off", { reported: { ...reported, clock_offset_ms: -300_000 } }, ["ATTENTION", "clock"]],
  ["is catching up", { reported: { ...reported, unsent_events: 5000 } }, ["ATTENTION", "behind"]],
  ["sells by an old menu", { reported: { ...reported, menu_version: 6 } }, ["ATTENTION", "menu"]],
  [
    "is silent: what its box said before counts no more",
    { is_online: false, reported: { ...reported, disk_free_bytes: 1 } },
    ["DOWN", "offline"],
  ],
])("a store that %s", (_name, changes, expected) => expect(told(changes)).toEqual(expected));

test("a clock that is behind is slow, one that is ahead is fast", () => {
  const text = (clock_offset_ms: number) => healthOf({ ...well, reported: { ...reported, clock_offset_ms } }, true).reasons[0]?.text;
  expect([text(120_000), text(-120_000)]).toEqual(["Its clock is 2 min slow.", "Its clock is 2 min fast."]);
});

test("a box that speaks and cannot write what it is sent is not called silent", () => {
  const text = (isHeard: boolean) => healthOf({ ...well, is_online: false }, isHeard).reasons[0]?.text;
  expect([text(true), text(false)]).toEqual([expect.stringContaining("is heard, but"), expect.stringContaining("is not heard")]);
});
