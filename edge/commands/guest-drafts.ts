/**
 * Tickets that guests hold by phone. Held ones like the counter's own (drafts.ts) once they are there; what is particular is who may make
 * one, how many, and that each ends by itself. No event, no money, no name: nothing of it leaves the store.
 */
import type { Draft } from "@crema/shared/contract/drafts";
import type { GuestDraft, GuestDraftRequest, GuestDraftState } from "@crema/shared/contract/guest-drafts";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { PricedOrder } from "@crema/shared/domain/order/order";
import type { Created } from "@crema/shared/server/idempotency";
import type { GuestDraftRow } from "../db/guest-drafts.ts";
import { GUEST_WAIT_MS } from "../guests/deadlines.ts";
import { guestOffer, priceForGuest } from "../guests/offer.ts";
import { guestDraft, keyHash, MAX_GUEST_DRAFTS, type SaidToGuest, tokenHash, tokenOf, unknownGuestDraft } from "../guests/ticket.ts";
import type { GuestAsker } from "../ports.ts";
import { type CommandContext, requireActiveBox } from "./command-context.ts";
import { endDue, tellHeld } from "./end-guest-drafts.ts";
import { requestHash } from "./idempotency.ts";

export function holdForGuest(deps: CommandContext, request: GuestDraftRequest, key: string, asker: GuestAsker): Promise<Result<Created>> {
  const { drafts, guestDrafts, counters } = deps.tables;
  const request_hash = requestHash("guest", request);
  const bodyOf = (said: SaidToGuest) => JSON.stringify({ token: tokenOf(key), ...said } satisfies GuestDraft);
  return deps.executor.run<Created>((tx) => {
    const before = guestDrafts.byKey(keyHash(key));
    if (before && before.request_hash !== request_hash)
      return refuse("idempotency.key_reused", "This Idempotency-Key was used for another ticket.");
    if (before) return ok({ status: 201, body: bodyOf(JSON.parse(before.response) as SaidToGuest), replayed: true });
    const active = requireActiveBox(deps, tx);
    if (!active.ok) return active;
    const waiting = endDue(deps, tx);
    const room = roomFor(waiting, asker);
    if (!room.ok) return room;
    const priced = priceNow(deps, request);
    if (!priced.ok) return priced;
    const { total_cents, currency, minor_digits } = priced.value;
    const number = newNumber(counters.nextGuest, waiting);
    const draft_id = deps.newId();
    const held_at = iso(deps.clock.now());
    const said: SaidToGuest = { number, total_cents, currency, minor_digits, waits_s: GUEST_WAIT_MS / 1000 };
    drafts.insert(active.value.store_id, draftOf(request, { draft_id, held_at, total_cents, guest_number: number }));
    guestDrafts.insert({
      ...{ draft_id, number, request_hash, held_at, network: asker.network, response: JSON.stringify(said) },
      ...{ key_hash: keyHash(key), token_hash: tokenHash(tokenOf(key)), ended: null, ended_at: null, order_id: null },
    });
    deps.guestDeadlines.leftMs({ draft_id, held_at });
    tellHeld(deps, tx);
    return ok({ status: 201, body: bodyOf(said), replayed: false });
  });
}

type Held = Pick<Draft, "draft_id" | "held_at" | "total_cents"> & { readonly guest_number: string };

const draftOf = (request: GuestDraftRequest, held: Held): Draft => ({
  ...request,
  ...held,
  promotion_codes: [],
  customer_name: null,
  note: null,
  requested_for: null,
  held_by: { kind: "guest", id: null, name: null },
});

function roomFor(waiting: readonly GuestDraftRow[], { network, mayHold }: GuestAsker): Result<null> {
  const own = waiting.filter((row) => row.network === network).length;
  if (own >= mayHold)
    return refuse("draft.too_many_yours", `${own} of your tickets wait at the counter. Pay for them there, or take one back.`);
  if (waiting.length < MAX_GUEST_DRAFTS) return ok(null);
  return refuse("draft.too_many_guests", "As many guests wait as the counter can take. Order there, or try again in some minutes.");
}

function priceNow(deps: CommandContext, request: GuestDraftRequest): Result<PricedOrder> {
  const offer = guestOffer(deps.tables, deps.clock);
  if (!offer.ok) return offer;
  if (!offer.value.isOpen) return refuse("store.closed", "The store is closed by its hours.");
  return priceForGuest(offer.value, request, deps.newId);
}

/** Numbers come round again; one that still waits is passed over. */
function newNumber(next: () => string, waiting: readonly GuestDraftRow[]): string {
  const taken = new Set(waiting.map((row) => row.number));
  for (let number = next(); ; number = next()) if (!taken.has(number)) return number;
}

/** One that has ended is left as it is. */
export function withdrawForGuest(deps: CommandContext, token: string): Promise<Result<GuestDraftState>> {
  const { guestDrafts, drafts } = deps.tables;
  return deps.executor.run((tx) => {
    const row = guestDrafts.byToken(tokenHash(token));
    if (!row) return unknownGuestDraft();
    if (row.ended === null) {
      guestDrafts.end(row.draft_id, "WITHDRAWN", iso(deps.clock.now()));
      drafts.remove(row.draft_id);
      tellHeld(deps, tx);
    }
    return guestDraft(deps, token);
  });
}

/** Sheets with another code let nobody in any more; tickets that wait stay. */
export function setGuestCode(deps: CommandContext, code: string): Promise<Result<string>> {
  return deps.executor.run((tx) => {
    deps.tables.box.saveGuestCode(code);
    tx.boxChanged();
    return ok(code);
  });
}
