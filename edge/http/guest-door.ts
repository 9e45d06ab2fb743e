/**
 * What stands before everything on the guests' port, where anyone may ask: so many requests of one address, and writes of our own page
 * alone. A phone's browser sends them without cookies; that no other page can use it against us is what Origin, Host, the kind of body and
 * the sheet's code are for.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { addressOf } from "@crema/shared/server/client-address";
import type { App } from "@crema/shared/server/mount";
import { problemResponse } from "@crema/shared/server/problem";
import { createRateLimit, type RateLimit } from "../auth/rate-limits.ts";

const MINUTE_MS = 60_000;
/** For each ticket that an address may have waiting: so many are its phones, by and large. A menu with its pictures is a hundred requests. */
const PER_TICKET = { any: 200, quotes: 40, drafts: 4 } as const;

export interface GuestDoorOptions {
  readonly clock: Clock;
  /** How many tickets an address may have waiting. */
  readonly perAddress: number;
  /** The host of CREMA_GUEST_URL; null: phones go by the address of the box. */
  readonly publicHost: string | null;
}

export interface GuestDoor {
  readonly quotes: RateLimit;
  readonly drafts: RateLimit;
}

/** Call it before anything is mounted. */
export function guardGuestDoor(app: App, { clock, perAddress, publicHost }: GuestDoorOptions): GuestDoor {
  const limit = (times: number) => createRateLimit(clock, { times: times * perAddress, windowMs: MINUTE_MS });
  const any = limit(PER_TICKET.any);
  app.use("*", async (c, next) => {
    const tooMany = any.take(addressOf(c));
    if (tooMany) return problemResponse(tooMany);
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    if (!isRead && !isOwnPage(c.req.raw.headers, publicHost)) return problemResponse(FOREIGN);
    return next();
  });
  return { quotes: limit(PER_TICKET.quotes), drafts: limit(PER_TICKET.drafts) };
}

const FOREIGN = { code: "guest.foreign_page", detail: "Open the page by the code on the store's sheet." } as const satisfies Refusal;

/** A name that somebody else points at the box is not ours: their page would have the same Origin as Host. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|(?:[\w-]+\.)?localhost)(?::\d{1,5})?$/i;

export function isOwnPage(headers: Headers, publicHost: string | null): boolean {
  const host = headers.get("host") ?? "";
  const origin = headers.get("origin") ?? "";
  const site = headers.get("sec-fetch-site") ?? "same-origin";
  if (site !== "same-origin" || !URL.canParse(origin)) return false;
  return new URL(origin).host === host && (host === publicHost || ADDRESS.test(host));
}
