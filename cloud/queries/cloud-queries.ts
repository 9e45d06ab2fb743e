/** What the cloud's HTTP layer and streams read. */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { soldThen } from "@crema/shared/domain/menu/dayparts";
import { quote, quoted } from "@crema/shared/domain/menu/quote";
import { capacityOf, isFull, NOTHING_ORDERED } from "@crema/shared/domain/order/capacity";
import { slotsUntil } from "@crema/shared/domain/order/slots";
import { wantedTime } from "@crema/shared/domain/order/wanted-time";
import { closedDays, isOpen } from "@crema/shared/domain/store/opening-hours";
import type { ContactCipher } from "../auth/contact-cipher.ts";
import type { Database } from "../db/database.ts";
import { readPreferences } from "../db/preferences.ts";
import { exhaustedPromotions } from "../db/promotion-uses.ts";
import type { CloudQueries } from "../ports.ts";
import { customerAudit } from "./customer-audit.ts";
import { customerExport, guestExport } from "./customer-export.ts";
import { customerByEmail, customerById, customerPage } from "./customers.ts";
import { guestOrders } from "./guest-orders.ts";
import type { MenuCache } from "./menu.ts";
import { orderMoney } from "./money.ts";
import type { TakesOnlinePayment } from "./online-payment-at.ts";
import { changesOf, changesSince, movedSince, orderById, ordersOfUser, queueOf } from "./orders.ts";
import { createPictureFiles } from "./pictures.ts";
import { createSlotCache, slotUses } from "./slots.ts";
import { isOnline, reachOf, storeWord } from "./store-online.ts";
import { storeSlots } from "./store-slots.ts";
import { createStoreList } from "./stores.ts";
import { toldBy } from "./told-by.ts";

export interface QueriesOptions {
  readonly database: Database;
  readonly menus: MenuCache;
  readonly clock: Clock;
  readonly newId: IdSource;
  readonly contacts: Pick<ContactCipher, "open" | "blindIndex">;
  readonly takesOnlinePayment: TakesOnlinePayment;
}

export function createQueries({ database, menus, clock, newId, contacts, takesOnlinePayment }: QueriesOptions): CloudQueries {
  const slotsAtMinute = createSlotCache();
  return {
    stores: createStoreList({ database, clock, takesOnlinePayment }),
    async menu(storeId) {
      const sold = await menus.get(storeId);
      return sold.ok ? ok({ etag: sold.value.etag, body: sold.value.body }) : sold;
    },
    picture: createPictureFiles(database),
    menuAtHand: (storeId) => menus.atHand(storeId),
    async quote(request, userId) {
      const found = await menus.get(request.store_id);
      if (!found.ok) return found;
      const { menu, profile, availability } = found.value;
      const now = clock.now();
      const wanted = wantedTime(request.requested_for ?? null, now);
      if (!wanted.ok) return wanted;
      const asker = { storeId: request.store_id, userId, codes: request.promotion_codes };
      const exhausted = await exhaustedPromotions(database.pool, menu.promotions, asker);
      const priced = quote(menu, profile, availability, request, { channel: "APP", atMs: now, newId, exhausted });
      const sold = priced.ok ? soldThen(menu, profile, request.items, wanted.value) : priced;
      if (!sold.ok) return sold;
      const { reach, asapWaitS } = await reachOf(database, clock, request.store_id);
      const isForNow = !request.requested_for && reach === "ONLINE" && isOpen(profile, now);
      return quoted(priced, request.fulfillment_type, isForNow ? (asapWaitS ?? profile.settings.prep_time_s) : null);
    },
    async pickupSlots(storeId) {
      const sold = await menus.get(storeId);
      if (!sold.ok) return sold;
      const { profile } = sold.value;
      const now = clock.now();
      const uses = await slotUses(database.pool, storeId, profile, now, null);
      const capacity = capacityOf(profile);
      const { pausedUntil } = await storeWord(database, clock, storeId);
      const all = slotsAtMinute(storeId, profile, now).filter((at) => pausedUntil === null || at >= pausedUntil);
      const hasPlace = (at: string) => !isFull(capacity, uses.get(Date.parse(at)) ?? NOTHING_ORDERED);
      const closed_days = closedDays(profile, now, slotsUntil(now)).map(({ date, name = null }) => ({ date, name }));
      return ok({ time_zone: profile.time_zone, slots: all.filter(hasPlace), full: all.filter((at) => !hasPlace(at)), closed_days });
    },
    storeSlots: (storeId) => storeSlots({ pool: database.pool, clock, menus }, storeId),
    order: (orderId) => orderById(database, clock, orderId),
    orderMoney: (storeId, orderId) => orderMoney(database, storeId, orderId),
    sold: (storeId) => menus.get(storeId),
    changesOf: (orderId, afterCursor) => changesOf(database, orderId, afterCursor),
    changesSince: (seen) => changesSince(database, seen),
    movedSince: (seen) => movedSince(database, seen),
    ordersOfUser: (userId, before, limit) => ordersOfUser(database, clock, userId, before, limit),
    preferences: (userId) => readPreferences(database.pool, contacts, userId),
    me: (userId) => customerById(database, contacts, userId),
    customerExport: (userId) => customerExport(database, contacts, clock, userId),
    customerByEmail: (email, within) => customerByEmail(database, contacts, email, within),
    customerPage: (userId, within, page) => customerPage(database, contacts, userId, within, page),
    toldBy: (orderId, channels) => toldBy(database, clock, orderId, channels),
    guestOrders: (email, within) => guestOrders(database, contacts, email, within),
    guestExport: (email) => guestExport(database, contacts, clock, email),
    customerAudit: (page) => customerAudit(database, page),
    queue: (storeId, statuses, age = "CURRENT") => queueOf(database, clock, storeId, statuses, age),
    async timeZone(storeId) {
      const sold = await menus.get(storeId);
      return sold.ok ? sold.value.profile.time_zone : null;
    },
    isOnline: (storeId) => isOnline(database, clock, storeId),
  };
}
