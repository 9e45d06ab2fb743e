/** What a guest's phone reads: the store, its menu as of now, prices, and its own ticket. The menu's body is made once per change. */
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { soldTag } from "@crema/shared/domain/menu/dayparts";
import { type MenuDocument, menuEtag } from "@crema/shared/domain/menu/menu";
import { menuResponse } from "@crema/shared/domain/menu/menu-response";
import { quoted } from "@crema/shared/domain/menu/quote";
import { countedTag } from "@crema/shared/domain/menu/stock";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { ServedMenu } from "@crema/shared/server/serve-menu";
import type { BoxClock } from "../box-clock.ts";
import type { Tables } from "../db/tables.ts";
import type { GuestDeadlines } from "../guests/deadlines.ts";
import { guestOffer, priceForGuest } from "../guests/offer.ts";
import { guestDraft, MAX_GUEST_DRAFTS } from "../guests/ticket.ts";
import type { EdgeQueries } from "../ports.ts";

type GuestQueries = Pick<EdgeQueries, "guestCode" | "guestStore" | "guestMenu" | "guestQuote" | "guestDraft">;

export function guestQueries(tables: Tables, clock: BoxClock, newId: IdSource, guestDeadlines: GuestDeadlines): GuestQueries {
  let made: { readonly menu: MenuDocument; readonly profile: ProfileDocument; readonly served: ServedMenu } | null = null;

  function guestMenu(): Result<ServedMenu> {
    const offer = guestOffer(tables, clock);
    if (!offer.ok) return offer;
    const { menu, profile, availability, timeMs } = offer.value;
    const sold = timeMs === null ? "untimed" : soldTag(menu, profile.time_zone, timeMs);
    const etag = menuEtag(menu.version, availability.revision, [sold, countedTag(availability)].filter(Boolean).join("."));
    if (made?.menu === menu && made.profile === profile && made.served.etag === etag) return ok(made.served);
    const body = JSON.stringify(menuResponse(menu, profile, availability, timeMs, "POS"));
    made = { menu, profile, served: { etag, body } };
    return ok(made.served);
  }

  return {
    guestCode: () => tables.box.box().guest_code,
    guestMenu,
    guestStore() {
      const offer = guestOffer(tables, clock);
      if (!offer.ok) return offer;
      const { menu, profile, isOpen } = offer.value;
      const waiting = tables.guestDrafts.waiting().filter((row) => guestDeadlines.leftMs(row) > 0).length;
      return ok({
        store_id: menu.store_id,
        store_name: profile.name,
        time_zone: profile.time_zone,
        language: profile.settings.language ?? "en",
        is_open: isOpen,
        is_full: waiting >= MAX_GUEST_DRAFTS,
      });
    },
    guestQuote(request) {
      const offer = guestOffer(tables, clock);
      return offer.ok ? quoted(priceForGuest(offer.value, request, newId), request.fulfillment_type) : offer;
    },
    guestDraft: (token) => guestDraft({ tables, guestDeadlines }, token),
  };
}
