/**
 * The menu in force and prices by it. The body of the menu is made once per pair of documents, revision, count of what is left, and
 * time between two changes of reduced prices.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { type MenuDocument, menuEtag } from "@crema/shared/domain/menu/menu";
import { menuResponse } from "@crema/shared/domain/menu/menu-response";
import { quote, quoted, takenOff } from "@crema/shared/domain/menu/quote";
import { reducedPrices, reducedTag } from "@crema/shared/domain/menu/reduced-prices";
import { soldOutAtCounter } from "@crema/shared/domain/menu/sold-out";
import { countedTag } from "@crema/shared/domain/menu/stock";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Tables } from "../db/tables.ts";
import type { EdgeQueries, MenuInForce } from "../ports.ts";
import type { Workload } from "../workload.ts";

/** Whether the reduced prices are those still; a clock that was set back may be before what had just begun. */
export function holdsAt(inForce: Pick<MenuInForce, "reduced"> | null, nowMs: number): boolean {
  if (!inForce) return true;
  const { changeMs, sinceMs } = inForce.reduced;
  return nowMs >= sinceMs && (changeMs === null || nowMs < changeMs);
}

export function menuQueries(
  tables: Tables,
  clock: Clock,
  newId: IdSource,
  workload: Workload,
): Pick<EdgeQueries, "menu" | "mostSold" | "quote" | "quoteAmendment"> {
  let cached: (MenuInForce & { readonly changes: number }) | null = null;

  function menuInForce(): MenuInForce | null {
    const menu = tables.documents.menu();
    const profile = tables.documents.profile();
    if (!menu || !profile) return null;
    const revision = tables.box.position().availability_revision;
    const changes = tables.availability.changes();
    const sameDocuments = cached?.menu === menu && cached.profile === profile ? cached : null;
    const reduced = sameDocuments && holdsAt(sameDocuments, clock.now()) ? sameDocuments.reduced : reducedNow(menu, profile);
    if (
      cached &&
      cached === sameDocuments &&
      cached.changes === changes &&
      cached.availability.revision === revision &&
      cached.reduced === reduced
    )
      return cached;
    const availability = tables.availability.read(revision);
    const body = JSON.stringify(menuResponse(menu, profile, availability, null, "POS", reduced));
    const tag = [countedTag(availability), reducedTag(reduced)].filter(Boolean).join(".");
    cached = { menu, profile, availability, etag: menuEtag(menu.version, revision, tag), body, changes, reduced };
    return cached;
  }

  const reducedNow = (menu: MenuDocument, profile: ProfileDocument): MenuInForce["reduced"] => {
    const sinceMs = clock.now();
    return { ...reducedPrices(menu, profile, sinceMs), sinceMs };
  };

  return {
    menu: menuInForce,
    mostSold: () => tables.mostSold.read(),
    quote(request) {
      const inForce = menuInForce();
      if (!inForce) return refuse("store.not_ready", "The box has no menu or no profile yet.");
      if (request.store_id !== inForce.menu.store_id) return refuse("store.not_found", `This is the box of ${inForce.menu.store_id}.`);
      const { menu, profile, availability } = inForce;
      const priced = quote(menu, profile, soldOutAtCounter(availability), request, { channel: "POS", atMs: clock.now(), newId });
      const left = priced.ok ? takenOff(priced.value, request.discount, profile) : priced;
      const isForNow = !request.requested_for && left.ok;
      const waitS = isForNow ? Math.round((workload.promise(left.value.lines) - clock.now()) / 1000) : null;
      return quoted(left, request.fulfillment_type, waitS);
    },
    quoteAmendment(orderId, request) {
      const inForce = menuInForce();
      if (!inForce) return refuse("store.not_ready", "The box has no menu or no profile yet.");
      const order = tables.orders.read(orderId)?.order;
      if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
      const { menu, profile, availability } = inForce;
      const priced = quote(menu, profile, soldOutAtCounter(availability), request, {
        channel: "POS",
        atMs: clock.now(),
        newId,
        changes: order,
      });
      return quoted(priced, order.fulfillment_type);
    },
  };
}
