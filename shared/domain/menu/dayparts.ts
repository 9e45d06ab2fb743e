/**
 * When the app sells an item: in the dayparts that it names, by the wall clock of the store, also on the days on which the clocks
 * change. The counter sells everything at any time.
 */
import { DAYS, localTime, utcOf, wallClock } from "../kernel/business-day.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import type { RequestedLine } from "../order/order-request.ts";
import { isOpen } from "../store/opening-hours.ts";
import { minutesOf, type OpeningHours, type ProfileDocument } from "../store/profile.ts";
import type { MenuDocument, MenuItem } from "./menu.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A span that begins on one weekday alone begins again within these. */
const AHEAD_DAYS = 8;

/** The next moment at which an item is sold; undefined: it is sold now; null: not within a week. */
export type SoldNext = number | null | undefined;

type Dayparts = Pick<MenuDocument, "dayparts">;

export function soldNext({ dayparts = [] }: Dayparts, item: Pick<MenuItem, "daypart_ids">, timeZone: string, atMs: number): SoldNext {
  const ids = item.daypart_ids ?? [];
  if (ids.length === 0) return undefined;
  const spans = dayparts.filter((daypart) => ids.includes(daypart.daypart_id)).flatMap((daypart) => daypart.spans);
  const isSold = (ms: number) => isOpen({ hours: spans, time_zone: timeZone }, ms);
  if (isSold(atMs)) return undefined;
  const later = beginnings(spans, timeZone, atMs).filter((ms) => ms > atMs && isSold(ms));
  return later.length === 0 ? null : Math.min(...later);
}

/** Every moment of the next days at which one of the spans may begin. */
const beginnings = (spans: readonly OpeningHours[], timeZone: string, fromMs: number): number[] =>
  moments(timeZone, fromMs, 0, (weekday) => spans.filter((span) => span.weekday === weekday).map(({ open }) => open));

/** The moment after `atMs` at which it is next within one of the spans, or no longer is; null: not within a week. */
export function nextChange(spans: readonly OpeningHours[], timeZone: string, atMs: number): number | null {
  const isWithin = (ms: number) => isOpen({ hours: [...spans], time_zone: timeZone }, ms);
  const walls = [...new Set(spans.flatMap(({ open, close }) => [open, close]))];
  const later = moments(timeZone, atMs, 1, () => walls).filter((ms) => ms > atMs);
  return later.sort((a, b) => a - b).find((ms) => isWithin(ms) !== isWithin(atMs)) ?? null;
}

/** The moments of the next days, and of as many before, at which the zone's clocks show what is wanted of their weekday, and at which they change. */
function moments(timeZone: string, fromMs: number, daysBefore: number, wallsOf: (weekday: number) => readonly string[]): number[] {
  const today = Date.parse(localTime(fromMs, timeZone).date);
  const change = clockChange(fromMs, fromMs + AHEAD_DAYS * DAY_MS, timeZone);
  const shown = Array.from({ length: AHEAD_DAYS + 1 + daysBefore }, (_, day) => today + (day - daysBefore) * DAY_MS).flatMap((date) =>
    wallsOf(new Date(date).getUTCDay()).map((wall) =>
      utcOf(new Date(date + minutesOf(wall) * MINUTE_MS).toISOString().slice(0, 16), timeZone),
    ),
  );
  // Where the clocks go back, what they show comes twice; where they go forward, a span may begin in what they leave out.
  return change === null ? shown : [...shown, change.at, ...shown.map((ms) => ms + change.backMs)];
}

/** The moment at which the zone's clocks change, and how far back they go; null: they do not in that time. */
function clockChange(fromMs: number, untilMs: number, timeZone: string): { at: number; backMs: number } | null {
  const offset = (ms: number) => wallClock(ms, timeZone) - ms;
  let before = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
  let after = Math.ceil(untilMs / MINUTE_MS) * MINUTE_MS;
  const backMs = offset(before) - offset(after);
  if (backMs === 0) return null;
  while (after - before > MINUTE_MS) {
    const middle = Math.floor((before + after) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offset(middle) === offset(after)) after = middle;
    else before = middle;
  }
  return { at: after, backMs };
}

/** Refuses with item.not_now what the app does not sell at the time for which it is wanted. */
export function soldThen(
  menu: Pick<MenuDocument, "dayparts" | "items">,
  { time_zone }: Pick<ProfileDocument, "time_zone">,
  lines: readonly Pick<RequestedLine, "item_id">[],
  wantedMs: number,
): Result<null> {
  const fields = lines.flatMap(({ item_id }, index) => {
    const item = menu.items.find((one) => one.item_id === item_id);
    const next = item && soldNext(menu, item, time_zone, wantedMs);
    return item && next !== undefined ? [{ field: `/items/${index}/item_id`, message: notSoldText(item.name, next, time_zone) }] : [];
  });
  const [first] = fields;
  return first ? refuse("item.not_now", `${first.message}. Choose another time, or take it off.`, { fields }) : ok(null);
}

function notSoldText(name: string, next: number | null, timeZone: string): string {
  if (next === null) return `${name} is not sold at that time`;
  const { weekday, hour, minute } = localTime(next, timeZone);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${name} is not sold at that time; it is next on ${DAYS[weekday]} from ${two(hour)}:${two(minute)}`;
}

/** What differs between two moments in what is sold by daypart; the same at every node. Empty: nothing depends on the time. */
export function soldTag(menu: Pick<MenuDocument, "dayparts" | "items">, timeZone: string, atMs: number): string {
  const used = new Set(menu.items.flatMap((item) => item.daypart_ids ?? []));
  const tags = (menu.dayparts ?? [])
    .filter(({ daypart_id }) => used.has(daypart_id))
    .map(({ daypart_id }) => {
      const next = soldNext(menu, { daypart_ids: [daypart_id] }, timeZone, atMs);
      return next === undefined ? "now" : next === null ? "never" : (next / MINUTE_MS).toString(36);
    });
  return tags.join("-");
}
