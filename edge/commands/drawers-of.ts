/** Which drawer a caller's cash moves in, and whose Z report covers what the caller does (shared/domain/drawer/coverage.ts). */
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { Tables } from "../db/tables.ts";
import type { Caller } from "../ports.ts";

export interface Drawers {
  /** The open session of the till's own drawer. null: it has none, and what it does is the store's. */
  readonly till: DrawerSession | null;
  /** Where cash moves now: that one, or else the store's. null: none is open. */
  readonly cash: DrawerSession | null;
}

type Sources = Pick<Tables, "drawer" | "journal">;

/** The till or other screen that a caller stands at. */
export function deviceOf({ principal }: Pick<Caller, "principal">): string | null {
  return principal.kind === "staff" || principal.kind === "device" ? principal.device_id : null;
}

/** `by` null: the box itself, which moves the order's cash in the drawer of its last tender. */
export function drawersOf({ drawer, journal }: Sources, by: Caller | null, orderId: string | null): Drawers {
  const open = drawer.openSessions();
  const tills = open.some((each) => each.till !== undefined);
  const till = tills ? open.find(by ? isOf(deviceOf(by)) : isOfTender(journal, orderId)) : undefined;
  return { till: till ?? null, cash: till ?? open.find((each) => !each.till) ?? null };
}

const isOf = (device: string | null) => (each: DrawerSession) => each.till !== undefined && each.till.device_id === device;

function isOfTender(journal: Sources["journal"], orderId: string | null): (each: DrawerSession) => boolean {
  const last = orderId === null ? null : (journal.ofLastTender(orderId)?.session_id ?? null);
  return (each) => each.session_id === last;
}

/** Of a tender that is put right: both facts stand where the wrong one stood, whoever puts it right, since the money is there. */
export function drawersOfTender({ drawer, journal }: Sources, payment: Pick<Payment, "payment_id" | "drawer_session_id"> | null): Drawers {
  const open = drawer.openSessions();
  const of = (id: string | null | undefined) => open.find((each) => each.session_id === id) ?? null;
  const till = of(payment && journal.placeOf("PAYMENT", payment.payment_id)?.session_id);
  return { till, cash: till ?? of(payment?.drawer_session_id) ?? open.find((each) => !each.till) ?? null };
}

/** Whose a sale is: of the drawer that took the money, while that is open, or else of the till that hands it over. */
export function tillOfSale({ drawer, journal }: Sources, orderId: string, here: DrawerSession | null): DrawerSession | null {
  const last = journal.ofLastTender(orderId);
  if (last === null) return here;
  return last.session_id === null ? null : (drawer.openSession(last.session_id) ?? here);
}
