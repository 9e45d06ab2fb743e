/**
 * Hold, resume and discard. None of it enters the log: a draft belongs to the counter alone until it is sent as an order.
 * The response of a resume may be lost, so the device that took the ticket may ask for it again.
 */
import { principalKey } from "@crema/shared/contract/access";
import type { Draft, HoldRequest } from "@crema/shared/contract/drafts";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { quote } from "@crema/shared/domain/menu/quote";
import { soldOutAtCounter } from "@crema/shared/domain/menu/sold-out";
import type { Created } from "@crema/shared/server/idempotency";
import type { Tx } from "../executor.ts";
import type { Caller } from "../ports.ts";
import { type CommandContext, requireActiveBox } from "./command-context.ts";
import { endDue, tellHeld } from "./end-guest-drafts.ts";
import { orderHashes, requestHash } from "./idempotency.ts";
import { idempotentWrite } from "./idempotent-write.ts";

/** More than any counter holds; a faulty screen must not fill the disk. */
const MAX_HELD = 200;

export function hold(deps: CommandContext, request: HoldRequest, key: string, by: Caller): Promise<Result<Created>> {
  const { drafts, guestDrafts } = deps.tables;
  return idempotentWrite(
    deps,
    key,
    orderHashes(request, (asked) => requestHash("hold", asked)),
    by,
    (tx, { store_id }) => {
      if (drafts.ownCount() >= MAX_HELD) return refuse("draft.too_many", `${MAX_HELD} is the most. Send one, or throw one away.`);
      const { guest_draft_id, ...ticket } = request;
      const guest = guest_draft_id === undefined ? null : guestDrafts.byId(guest_draft_id);
      const draft: Draft = {
        ...ticket,
        ...(guest && { guest_draft_id, guest_number: guest.number }),
        draft_id: deps.newId(),
        held_at: iso(deps.clock.now()),
        held_by: by.actor,
        total_cents: totalNow(deps, tx, request),
      };
      drafts.insert(store_id, draft);
      tellHeld(deps, tx);
      return ok(draft);
    },
  );
}

export function resume(deps: CommandContext, draftId: string, by: Caller): Promise<Result<Draft>> {
  const { drafts, guestDrafts } = deps.tables;
  const principal = principalKey(by.principal);
  return deps.executor.run((tx) => {
    const found = heldOrTaken(deps, tx, draftId);
    if (!found.ok) return found;
    const { draft, taken } = found.value;
    if (taken?.principal === principal) return ok(draft);
    if (taken) return refuse("draft.taken", TAKEN, { extra: { taken_by: taken.actor, taken_at: taken.at } });
    const at = iso(deps.clock.now());
    drafts.take(draftId, at, { principal, actor: by.actor });
    guestDrafts.end(draftId, "RESUMED", at);
    tellHeld(deps, tx);
    return ok(draft);
  });
}

export function discard(deps: CommandContext, draftId: string): Promise<Result<null>> {
  return deps.executor.run((tx) => {
    const found = heldOrTaken(deps, tx, draftId);
    if (!found.ok) return found;
    const { taken } = found.value;
    if (taken) return refuse("draft.taken", TAKEN, { extra: { taken_by: taken.actor, taken_at: taken.at } });
    deps.tables.drafts.remove(draftId);
    deps.tables.guestDrafts.end(draftId, "DISCARDED", iso(deps.clock.now()));
    tellHeld(deps, tx);
    return ok(null);
  });
}

const TAKEN = "Somebody has taken this ticket off hold.";

function heldOrTaken(deps: CommandContext, tx: Tx, draftId: string) {
  const identity = requireActiveBox(deps, tx);
  if (!identity.ok) return identity;
  endDue(deps, tx);
  const found = deps.tables.drafts.read(draftId);
  return found ? ok(found) : refuse("draft.not_found", "It was sent or thrown away meanwhile.");
}

function totalNow(deps: CommandContext, tx: Tx, request: HoldRequest): Draft["total_cents"] {
  const menu = deps.tables.documents.menu();
  const profile = deps.tables.documents.profile();
  if (!menu || !profile) return null;
  const availability = soldOutAtCounter(deps.tables.availability.read(tx.position.availability_revision));
  const priced = quote(menu, profile, availability, request, { channel: "POS", atMs: deps.clock.now(), newId: deps.newId });
  return priced.ok ? priced.value.total_cents : null;
}
