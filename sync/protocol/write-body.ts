/** How an event becomes the bytes of the log: with `v`, the version of the wire in which it is written (L5). */
import type { EventRequest, Relogged } from "@crema/shared/domain/event-envelope";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { PROTOCOL_VERSION } from "./version.ts";

export const writeBody = (event: EdgeEvent): string => withVersion(JSON.stringify(event));

/** Puts `v` in front of the members of an event that is JSON already. */
export const withVersion = (json: string): string => `{"v":${PROTOCOL_VERSION},${json.slice(1)}`;

/** The clock by which an event was written: the machine's own, and what was added to it for `at` (L7). */
export type EventClock = Required<Pick<EdgeEvent, "raw_at" | "clock_offset_ms">>;

/** Puts the clock in front of the members of a body. */
export const withClock = (body: string, { raw_at, clock_offset_ms }: EventClock): string =>
  `{"raw_at":"${raw_at}","clock_offset_ms":${clock_offset_ms},${body.slice(1)}`;

/** Puts the request that made the event in front of the members of its body. */
export const withRequest = (body: string, request: EventRequest): string => `{"request":${JSON.stringify(request)},${body.slice(1)}`;

/** Says of the bytes of another log where they come from, in place of what that log said so; all else stays as it was written. */
export const withOrigin = (body: string, relogged: Relogged): string =>
  `{"relogged":${JSON.stringify(relogged)},${body.replace(/^\{"relogged":\{[^{}]*\},/, "{").slice(1)}`;
