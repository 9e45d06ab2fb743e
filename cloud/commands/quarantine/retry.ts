/**
 * Tries a store's quarantined events again after a fix, in the order of its log. A status event stays behind an earlier
 * one of its order that is refused again (U6). An event that applies is marked, never deleted.
 */

import { isStoreMoney } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { isStoreEvent } from "@crema/shared/domain/store-event-kinds";
import { type ParsedEvent, readBodies } from "@crema/sync/cloud/parsed-batch";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { countWaiting, type LogPlace, lockWaiting, markApplied, markRefused, type WaitingEvent } from "../../db/quarantine.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { applyEvent, nothingKnown, prepareEvents } from "../../sync/apply-event.ts";
import type { CommandContext } from "../command-context.ts";

/** Events per transaction: the store's row is locked as long as one takes. */
const AT_ONCE = 500;

type Attempt = { row: WaitingEvent; code: string; detail: string } | { row: WaitingEvent; code: null };

export async function retryQuarantine(
  deps: Pick<CommandContext, "executor" | "clock">,
  storeId: string,
): Promise<Result<{ applied: number; remaining: number }>> {
  let after: LogPlace = { epoch: -1, seq: -1 };
  let stuck: ReadonlySet<string> = new Set();
  let applied = 0;
  for (;;) {
    const done = await retryPage(deps, storeId, after, stuck);
    if (!done.ok) return done;
    applied += done.value.applied;
    if (done.value.last === null) return ok({ applied, remaining: done.value.remaining });
    after = done.value.last;
    stuck = done.value.stuck;
  }
}

interface Page {
  readonly applied: number;
  readonly remaining: number;
  /** Orders of which an event was refused again. */
  readonly stuck: ReadonlySet<string>;
  /** null: there are no more. */
  readonly last: LogPlace | null;
}

function retryPage(
  { executor, clock }: Pick<CommandContext, "executor" | "clock">,
  storeId: string,
  after: LogPlace,
  stuckBefore: ReadonlySet<string>,
): Promise<Result<Page>> {
  return executor.execute(async (unit) => {
    if (!(await unit.lockLink(storeId))) return refuse("store.not_found", `There is no store ${storeId}.`);
    const waiting = await lockWaiting(unit.client, storeId, after, AT_ONCE);
    const stuck = new Set(stuckBefore);
    const attempts = await attemptAll(unit, storeId, waiting, stuck);
    const applied = attempts.filter((attempt) => attempt.code === null).map((attempt) => attempt.row);
    const refused = attempts.flatMap((attempt) =>
      attempt.code === null ? [] : [{ ...attempt.row, code: attempt.code, detail: attempt.detail }],
    );
    await markApplied(unit.client, storeId, applied, iso(clock.now()));
    await markRefused(unit.client, storeId, refused);
    const remaining = await countWaiting(unit.client, storeId);
    const last = waiting.length === AT_ONCE ? (waiting.at(-1) ?? null) : null;
    return ok({ applied: applied.length, remaining, stuck, last });
  });
}

async function attemptAll(unit: UnitOfWork, storeId: string, rows: readonly WaitingEvent[], stuck: Set<string>): Promise<Attempt[]> {
  const read = rows.map((row) => ({ row, parsedEvent: parsedEventOf(row, storeId) }));
  const known = nothingKnown();
  await prepareEvents(
    unit,
    known,
    storeId,
    read.flatMap(({ parsedEvent }) => parsedEvent.event ?? []),
  );
  return read.map(({ row, parsedEvent }): Attempt => {
    if (parsedEvent.event === null) return { row, code: parsedEvent.code, detail: parsedEvent.detail };
    const { event } = parsedEvent;
    const waitsWith = isStoreMoney(event) || isStoreEvent(event) ? null : event.order_id;
    if (waitsWith !== null && stuck.has(waitsWith))
      return { row, code: "event.waits", detail: "An earlier event of the order is in quarantine." };
    const applied = applyEvent(unit, known, event);
    if (applied.ok) return { row, code: null };
    if (waitsWith !== null) stuck.add(waitsWith);
    return { row, code: applied.refusal.code, detail: applied.refusal.detail };
  });
}

/** As ingest reads it, older versions brought to today's. */
function parsedEventOf(row: WaitingEvent, storeId: string): ParsedEvent {
  const logged = { seq: row.seq, prev_hash: GENESIS_HASH, hash: row.hash, body: row.body.toString("utf8") };
  const read = readBodies([logged], storeId);
  const parsedEvent = read.ok ? read.value[0] : undefined;
  return parsedEvent ?? { logged, event: null, code: "event.unreadable", detail: "Written in a version that is not known here." };
}
