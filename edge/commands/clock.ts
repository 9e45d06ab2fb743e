/**
 * A manager confirms the time, because a box that was started without the internet cannot know it. It is an event, so
 * that headquarters can tell which facts came before, and the time is trusted from then on until the cloud gives a better
 * one. Refused while the cloud's time is known: business days and Z reports go by that.
 */
import type { ConfirmTimeRequest } from "@crema/shared/contract/clock";
import { utcOf } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Caller } from "../ports.ts";
import { appendEvent } from "./append.ts";
import { type CommandContext, contextFor, requireActiveBox } from "./command-context.ts";

/** Longer than any store stays closed, and less than a mistyped year. */
const AHEAD_MS = 180 * 24 * 3_600_000;

/** Returns the store's time from then on, in ms since 1970. */
export async function confirmTime(deps: CommandContext, request: ConfirmTimeRequest, by: Caller): Promise<Result<number>> {
  const confirmed = await deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    if (!identity.ok) return identity;
    if (!by.managerApproved) return refuse("auth.manager_required", "Saying what time it is takes a manager's PIN.");
    if (!deps.clock.isSettable()) {
      return refuse(
        "clock.known",
        "The box has the time from the cloud. If it is wrong on this screen, look at the store's time zone at headquarters.",
      );
    }
    const profile = deps.tables.documents.profile();
    if (!profile) return refuse("store.not_ready", "The box does not know the store's time zone yet.");
    const taken = deps.clock.now();
    const said = utcOf(request.local_time, profile.time_zone);
    // People give minutes: if it is the box's own minute, the box's seconds are more exact.
    const at = Math.floor(taken / 60_000) * 60_000 === said ? taken : said;
    const heard = tx.box.last_exchange_at;
    if (heard !== null && (at < Date.parse(heard) - 60_000 || at > Date.parse(heard) + AHEAD_MS)) {
      return refuse("clock.impossible", "The cloud's time, when the box last heard it, does not allow this. Look at the date, too.", {
        extra: { last_exchange_at: heard },
      });
    }
    const context = { ...contextFor(deps, tx, null, by, profile), at: iso(at) };
    const event = { ...envelopeOf(identity.value.store_id, context), type: "clock.confirmed" as const, taken_at: iso(taken) };
    const logged = appendEvent(deps.tables, tx, event);
    if (!logged.ok) return logged;
    // In the same commit: a power cut right after it must not bring the older time back.
    deps.tables.box.saveTime(Math.round(at - deps.clock.raw()), iso(at));
    tx.boxChanged();
    return ok(at);
  });
  // The cloud may have been heard during the commit; its time takes precedence.
  if (confirmed.ok && deps.clock.isSettable()) deps.clock.trust(confirmed.value, "manager");
  return confirmed;
}
