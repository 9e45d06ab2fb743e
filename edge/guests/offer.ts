/**
 * What a guest's phone is offered: the counter's prices, and of that what is on sale now. The counter sells everything at any time and
 * beyond every count, since who stands there sees what there is; a phone is told as the app is.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { soldThen } from "@crema/shared/domain/menu/dayparts";
import type { Availability, MenuDocument } from "@crema/shared/domain/menu/menu";
import { quote } from "@crema/shared/domain/menu/quote";
import type { PricedOrder } from "@crema/shared/domain/order/order";
import type { QuoteRequest } from "@crema/shared/domain/order/order-request";
import { isOpen } from "@crema/shared/domain/store/opening-hours";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { BoxClock } from "../box-clock.ts";
import type { Tables } from "../db/tables.ts";

export interface GuestOffer {
  readonly menu: MenuDocument;
  readonly profile: ProfileDocument;
  readonly availability: Availability;
  readonly nowMs: number;
  /** null: the box lost the time, or never had it. Hours and times of day count for nothing then; a cashier looks at each ticket. */
  readonly timeMs: number | null;
  readonly isOpen: boolean;
}

export function guestOffer(tables: Pick<Tables, "documents" | "availability" | "box">, clock: BoxClock): Result<GuestOffer> {
  const menu = tables.documents.menu();
  const profile = tables.documents.profile();
  if (!menu || !profile) return refuse("store.not_ready", "The box has no menu or profile yet.", { retry_after_s: 5 });
  const availability = tables.availability.read(tables.box.position().availability_revision);
  const nowMs = clock.now();
  const timeMs = ["CONFIRMED", "UNCONFIRMED"].includes(clock.state()) ? nowMs : null;
  return ok({ menu, profile, availability, nowMs, timeMs, isOpen: timeMs === null || isOpen(profile, timeMs) });
}

type Asked = Pick<QuoteRequest, "items" | "fulfillment_type">;

export function priceForGuest(offer: GuestOffer, { items, fulfillment_type }: Asked, newId: IdSource): Result<PricedOrder> {
  const { menu, profile, availability, nowMs, timeMs } = offer;
  const sold = timeMs === null ? ok(null) : soldThen(menu, profile, items, timeMs);
  if (!sold.ok) return sold;
  const request = { items, promotion_codes: [], fulfillment_type, requested_for: null };
  return quote(menu, profile, availability, request, { channel: "POS", atMs: nowMs, newId });
}
