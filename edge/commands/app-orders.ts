/**
 * App orders for now are paused, and taken again. The box decides it and goes by its own time, so that a pause ends while the line is
 * down; the cloud hears it with the log, and goes by the same moment.
 */
import type { PauseFor } from "@crema/shared/contract/app-orders";
import { nextBusinessDayAt } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { PauseEvent } from "@crema/shared/domain/store-event-kinds";
import type { Tx } from "../executor.ts";
import type { Caller } from "../ports.ts";
import { appendEvent } from "./append.ts";
import { type CommandContext, contextFor, requireActiveBox } from "./command-context.ts";

const MINUTES: Readonly<Record<Exclude<PauseFor, "UNTIL_TOMORROW">, number>> = { "10_MINUTES": 10, "20_MINUTES": 20, "30_MINUTES": 30 };

export interface AppOrdersCommands {
  /** Returns until when; null: they are taken. Said again, the last word counts. */
  set(pausedFor: PauseFor | null, by: Caller): Promise<Result<string | null>>;
  /** The store's time was found to be another one: a pause lasts as long as it was meant to, and the cloud hears of it. */
  timeCorrected(): Promise<void>;
}

export function createAppOrders(deps: CommandContext): AppOrdersCommands {
  /** What this process has said last, by the clock that nobody sets. */
  let said: { readonly until: string; readonly pausedFor: PauseFor; readonly endsAt: number } | null = null;

  function set(pausedFor: PauseFor | null, by: Caller | null): Promise<Result<string | null>> {
    return deps.executor.run((tx) => {
      const active = requireActiveBox(deps, tx);
      if (!active.ok) return active;
      const profile = deps.tables.documents.profile();
      if (!profile) return refuse("store.not_ready", "The box has no profile yet.");
      const now = deps.clock.now();
      const until = pausedFor === null ? null : endOf(pausedFor, profile, now);
      said = pausedFor === null || until === null ? null : { until: iso(until), pausedFor, endsAt: deps.clock.monotonic() + until - now };
      return say(deps, tx, active.value.store_id, until, by);
    });
  }

  return {
    set,
    async timeCorrected() {
      const until = deps.tables.box.box().app_orders_paused_until;
      if (said === null || until !== said.until) {
        const isTooLong = until !== null && latestEnd(deps, until, deps.clock.now()) !== null;
        return isTooLong ? void (await set("UNTIL_TOMORROW", null)) : undefined;
      }
      const { pausedFor, endsAt } = said;
      if (pausedFor === "UNTIL_TOMORROW") return void (await set(pausedFor, null));
      await deps.executor.run((tx) => {
        if (tx.identity === null) return ok(null);
        const until = deps.clock.now() + Math.max(0, endsAt - deps.clock.monotonic());
        said = { until: iso(until), pausedFor, endsAt };
        return say(deps, tx, tx.identity.store_id, until, null);
      });
    },
  };
}

/** When a pause ends that nobody may have said, as a clock was wrong: how long was meant is not known. null: it may have been. */
function latestEnd({ tables }: CommandContext, until: string, nowMs: number): number | null {
  const profile = tables.documents.profile();
  const tomorrow = profile ? endOf("UNTIL_TOMORROW", profile, nowMs) : Number.POSITIVE_INFINITY;
  return Date.parse(until) > tomorrow ? tomorrow : null;
}

/** A pause that the box before had said by a wrong clock ends tomorrow, and the cloud hears of it. */
export function endLongPause(deps: CommandContext, tx: Tx, nowMs: number): Result<unknown> {
  const until = tx.box.app_orders_paused_until;
  const end = until === null ? null : latestEnd(deps, until, nowMs);
  return end === null || tx.identity === null ? ok(null) : say(deps, tx, tx.identity.store_id, end, null);
}

function endOf(pausedFor: PauseFor, { time_zone, business_day_cutoff_hour }: ProfileDocument, nowMs: number): number {
  if (pausedFor === "UNTIL_TOMORROW") return nextBusinessDayAt(nowMs, time_zone, business_day_cutoff_hour);
  return nowMs + MINUTES[pausedFor] * 60_000;
}

/** What is so already is no event. */
function say(deps: CommandContext, tx: Tx, storeId: string, untilMs: number | null, by: Caller | null): Result<string | null> {
  const { tables } = deps;
  const until = untilMs === null ? null : iso(untilMs);
  const context = contextFor(deps, tx, null, by);
  const before = tx.box.app_orders_paused_until;
  if (until === (before !== null && before > context.at ? before : null)) return ok(until);
  tables.box.savePause(until);
  tx.boxChanged();
  const envelope = envelopeOf(storeId, context);
  const event: PauseEvent =
    until === null ? { ...envelope, type: "app_orders.resumed" } : { ...envelope, type: "app_orders.paused", until };
  const logged = appendEvent(tables, tx, event);
  if (!logged.ok) return logged;
  tx.publish((cursor) => ({ type: "app_orders", cursor, paused_until: until }));
  return ok(until);
}
