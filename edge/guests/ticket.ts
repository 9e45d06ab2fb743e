/** How a phone and the box know the ticket that the phone holds, and what became of it. */
import { createHash } from "node:crypto";
import type { GuestDraft, GuestDraftState } from "@crema/shared/contract/guest-drafts";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { balanceCents } from "@crema/shared/domain/order/order";
import type { Tables } from "../db/tables.ts";
import type { GuestDeadlines } from "./deadlines.ts";

/** Of all phones together; the counter's own tickets have a limit of their own. */
export const MAX_GUEST_DRAFTS = 20;

const sha256 = (...parts: readonly string[]) => createHash("sha256").update(parts.join("\n"));

/** The phone's key is the secret: its token is made of it, so that a lost response can be said again and neither is stored. */
export const tokenOf = (key: string) => sha256("token of a guest's ticket", key).digest("base64url");
export const keyHash = (key: string) => sha256("key of a guest's ticket", key).digest("hex");
export const tokenHash = (token: string) => sha256(token).digest("hex");

/** The first response, as it is stored. */
export type SaidToGuest = Omit<GuestDraft, "token">;

export const unknownGuestDraft = () => refuse("draft.not_found", "No ticket of this phone waits here. Order again.");

export function guestDraft(
  deps: { tables: Pick<Tables, "guestDrafts" | "orders">; guestDeadlines: GuestDeadlines },
  token: string,
): Result<GuestDraftState> {
  const row = deps.tables.guestDrafts.byToken(tokenHash(token));
  if (!row) return unknownGuestDraft();
  const { number, total_cents, currency, minor_digits } = JSON.parse(row.response) as SaidToGuest;
  const leftMs = row.ended === null ? deps.guestDeadlines.leftMs(row) : 0;
  const status = row.ended === "RESUMED" ? "RESUMED" : leftMs > 0 ? "WAITING" : "OVER";
  const made = row.order_id === null ? null : deps.tables.orders.read(row.order_id);
  const order = made && {
    ticket_number: made.order.ticket_number,
    status: made.order.status,
    is_paid: balanceCents(made.order) <= 0,
  };
  return ok({ number, status, order, total_cents, currency, minor_digits, waits_s: Math.max(0, Math.ceil(leftMs / 1000)) });
}
