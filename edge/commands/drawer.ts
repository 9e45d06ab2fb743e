/**
 * Moves the store's drawer: session, movement, journal, report and log in one commit. A Z report covers a run of the
 * journal, and that run ends inside the transaction that writes the report.
 */

import { type DrawerCommand, type DrawerContext, decideDrawer } from "@crema/shared/domain/drawer/decide";
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { evolveDrawer } from "@crema/shared/domain/drawer/evolve";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { cents } from "@crema/shared/domain/kernel/money";
import type { DrawerEvent } from "@crema/shared/domain/store-events";
import type { Created } from "@crema/shared/server/idempotency";
import { readUnreportedAhead, unreportedTotals } from "../db/report-facts.ts";
import type { Tx } from "../executor.ts";
import type { Caller } from "../ports.ts";
import type { CommandContext } from "./command-context.ts";
import { drawerView } from "./drawer-view.ts";
import { requestHash } from "./idempotency.ts";
import { idempotentWrite } from "./idempotent-write.ts";
import { appendEvent } from "./save.ts";

export async function moveDrawer(deps: CommandContext, command: DrawerCommand, key: string, by: Caller): Promise<Result<Created>> {
  const { tables } = deps;
  if (command.type === "close") await deps.inTurns(readUnreportedAhead(tables));
  return idempotentWrite(deps, key, requestHash("drawer", command), by, (tx, box) => {
    const profile = tables.documents.profile();
    if (!profile) return refuse("store.not_ready", "The box has no profile yet.");
    const session = tables.drawer.openSession();
    const atMs = deps.clock.now();
    const closing = command.type === "close" ? unreportedTotals(tables) : null;
    const context: DrawerContext = {
      at: iso(atMs),
      newId: deps.newId,
      actor: by.actor,
      storeId: box.store_id,
      currency: profile.currency,
      businessDay: deps.dayOf(profile, atMs),
      managerApproved: by.managerApproved,
      cash: session ? tables.drawerCash.of(session.session_id) : NOTHING,
      unreported: closing?.totals ?? { days: [], outside_session_cents: cents(0) },
      newZNumber: () => tables.counters.nextZ(box.epoch),
    };
    const events = decideDrawer(session, command, context);
    if (!events.ok) return events;
    return save(deps, tx, session, events.value, closing?.to ?? 0);
  });
}

const NOTHING = { taken_cents: cents(0), given_back_cents: cents(0), paid_in_cents: cents(0), paid_out_cents: cents(0), facts: 0 };

function save(
  deps: CommandContext,
  tx: Tx,
  before: DrawerSession | null,
  events: readonly DrawerEvent[],
  journalTo: number,
): Result<object> {
  const { tables } = deps;
  let session = before;
  let response: object = {};
  for (const event of events) {
    session = evolveDrawer(session, event);
    if (session && event.type !== "drawer.moved") tables.drawer.saveSession(session);
    if (event.type === "drawer.moved") {
      tables.drawer.insertMovement(event.movement);
      tables.journal.append("MOVEMENT", event.movement.movement_id, event.movement.business_day);
    }
    if (event.type === "drawer.closed") tables.drawer.insertReport(event.report, journalTo);
    const appended = appendEvent(tables, tx, event);
    if (!appended.ok) return appended;
    response = responseOf(event, session);
  }
  return ok(response);
}

function responseOf(event: DrawerEvent, session: DrawerSession | null): object {
  if (event.type === "drawer.moved") return { movement: event.movement };
  if (event.type === "drawer.closed") return { report: event.report };
  return { session: session && drawerView(session) };
}
