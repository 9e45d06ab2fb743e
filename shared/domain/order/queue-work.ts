/**
 * How long the queue takes: the work of what is on it, by the make times of the menu, over the hands of each station. A station whose
 * hands the store does not say, and a menu without make times, say nothing: then an order takes the store's `prep_time_s`.
 */
import type { Station } from "../menu/menu.ts";
import type { StoreSettings } from "../store/profile.ts";
import { NO_WORK, STATIONS, type StationWork } from "./capacity.ts";
import type { Order } from "./order.ts";
import { byPlaceOnQueue, placeOf } from "./place-on-queue.ts";

/** An order that is to be made, or will be. */
export interface QueuedWork extends Pick<Order, "order_id" | "is_rush" | "promised_at" | "first_promised_at" | "requested_for"> {
  /** Without the lines that are made. */
  readonly work_s: StationWork;
  readonly stations: ReadonlySet<Station>;
  readonly isStarted: boolean;
  /** For its time to come onto the queue. */
  readonly isScheduled: boolean;
}

type Settings = Pick<StoreSettings, "prep_time_s" | "order_ahead">;

/** What is promised for longer from now on was promised by another time, and holds nobody back. */
const LONGEST_PROMISE_MS = 2 * 3_600_000;

export function addWork(a: StationWork, b: StationWork): StationWork {
  return { bar: a.bar + b.bar, cold: a.cold + b.cold, food: a.food + b.food };
}

/** How long the stations take for that much, one beside the other, in milliseconds. */
export function workMs(work_s: StationWork, { order_ahead }: Settings): number {
  const times = STATIONS.map((station) => {
    const hands = order_ahead?.hands?.[station];
    return hands === undefined ? 0 : Math.ceil((work_s[station] * 1000) / hands);
  });
  return Math.max(0, ...times);
}

export interface Asked {
  readonly work_s: StationWork;
  readonly stations: ReadonlySet<Station>;
}
/** An order of no work of its own, at whichever station. */
export const ANY_ORDER: Asked = { work_s: NO_WORK, stations: new Set(STATIONS) };

/**
 * When an order that is wanted as soon as possible is promised, in milliseconds: behind the work that is there, no sooner than
 * `prep_time_s`, and never before one that waits at the same station already. So no order passes another, from wherever it came.
 */
export function promiseMs(queue: Iterable<QueuedWork>, asked: Asked, settings: Settings, nowMs: number): number {
  const soonest = nowMs + settings.prep_time_s * 1000;
  if (Object.keys(settings.order_ahead?.hands ?? {}).length === 0) return soonest;
  let [now, soon] = [NO_WORK, NO_WORK];
  let lastPlace = 0;
  const scheduled: QueuedWork[] = [];
  for (const order of queue) {
    if (order.isScheduled) scheduled.push(order);
    else now = addWork(now, order.work_s);
    if (mayBePassed(order, asked.stations)) lastPlace = Math.max(lastPlace, placeBefore(order, nowMs + LONGEST_PROMISE_MS));
  }
  const behind = (work: StationWork) => Math.max(soonest, nowMs + workMs(onlyAt(addWork(work, asked.work_s), asked.stations), settings));
  // What was ordered ahead for a time before that is made before it as well.
  const until = behind(now);
  for (const order of scheduled) if (Date.parse(order.promised_at) <= until) soon = addWork(soon, order.work_s);
  return Math.max(behind(addWork(now, soon)), lastPlace + 1);
}

const mayBePassed = (order: QueuedWork, stations: ReadonlySet<Station>): boolean =>
  order.requested_for === null && !order.isStarted && !order.is_rush && [...order.stations].some((station) => stations.has(station));

function placeBefore(order: QueuedWork, latestMs: number): number {
  const place = Date.parse(placeOf(order));
  return place <= latestMs ? place : 0;
}

function onlyAt(work_s: StationWork, stations: ReadonlySet<Station>): StationWork {
  const at = (station: Station) => (stations.has(station) ? work_s[station] : 0);
  return { bar: at("bar"), cold: at("cold"), food: at("food") };
}

/** When each order on the queue can be ready, in its order on the queue, in milliseconds. */
export function expectedMs<T extends QueuedWork>(queue: Iterable<T>, settings: Settings, nowMs: number): { order: T; readyMs: number }[] {
  let work = NO_WORK;
  return [...queue]
    .filter((order) => !order.isScheduled)
    .sort(byPlaceOnQueue)
    .map((order) => {
      work = addWork(work, order.work_s);
      return { order, readyMs: nowMs + workMs(onlyAt(work, order.stations), settings) };
    });
}
