/**
 * Moves a drawer: session, movement, journal, report and log in one commit. What a Z report covers is read inside the transaction that
 * writes it, so that nothing can come in between.
 */

import { coversStore } from "@crema/shared/domain/drawer/coverage";
import { type DrawerCommand, type DrawerContext, decideDrawer } from "@crema/shared/domain/drawer/decide";
import type { DrawerSession, DrawerTill } from "@crema/shared/domain/drawer/drawer";
import { evolveDrawer } from "@crema/shared/domain/drawer/evolve";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { cents } from "@crema/shared/domain/kernel/money";
import type { DrawerEvent } from "@crema/shared/domain/store-events";
import type { Created } from "@crema/shared/server/idempotency";
import type { JournalRun } from "../db/journal.ts";
import { readUnreportedAhead, unreportedTotals } from "../db/report-facts.ts";
import type { Tables } from "../db/tables.ts";
import type { Tx } from "../executor.ts";
import type { Caller, DrawerRequest } from "../ports.ts";
import { appendEvent } from "./append.ts";
import type { CommandContext } from "./command-context.ts";
import { drawerView } from "./drawer-view.ts";
import { deviceOf } from "./drawers-of.ts";
import { requestHash } from "./idempotency.ts";
import { idempotentWrite } from "./idempotent-write.ts";
import { covering, enterMovement } from "./save.ts";

export async function moveDrawer(deps: CommandContext, request: DrawerRequest, key: string, by: Caller): Promise<Result<Created>> {
  const { tables } = deps;
  const closes = request.type === "close" || request.type === "close_day";
  if (closes) {
    const wanted = drawerFor(tables, request, by);
    await deps.inTurns(readUnreportedAhead(tables, wanted.ok ? wanted.value : null));
  }
  return idempotentWrite(deps, key, requestHash("drawer", request), by, (tx, box) => {
    const profile = tables.documents.profile();
    if (!profile) return refuse("store.not_ready", "The box has no profile yet.");
    const wanted = drawerFor(tables, request, by);
    if (!wanted.ok) return wanted;
    const session = wanted.value;
    const atMs = deps.clock.now();
    const closing = closes ? unreportedTotals(tables, session) : null;
    const context: DrawerContext = {
      at: iso(atMs),
      newId: deps.newId,
      actor: by.actor,
      storeId: box.store_id,
      currency: profile.currency,
      businessDay: deps.dayOf(profile, atMs),
      managerApproved: by.managerApproved,
      isCashFree: profile.settings.is_cash_free ?? false,
      till: request.type === "open" && request.own ? tillOf(tables, by) : null,
      cash: session ? tables.drawerCash.of(session.session_id) : NOTHING,
      unreported: closing?.totals ?? { days: [], outside_session_cents: cents(0), online_refunds: [] },
      coversStore: session !== null && coversStore(session, tables.drawer.openSessions()),
      lastZAt: tables.drawer.reports(1)[0]?.closed_at ?? null,
      newZNumber: () => tables.counters.nextZ(box.epoch),
    };
    const events = decideDrawer(session, commandOf(request), context);
    if (!events.ok) return events;
    return save(deps, tx, session, events.value, closing?.runs ?? []);
  });
}

const NOTHING = { taken_cents: cents(0), given_back_cents: cents(0), paid_in_cents: cents(0), paid_out_cents: cents(0), facts: 0 };

function commandOf(request: DrawerRequest): DrawerCommand {
  const { session_id: _which, own: _own, ...command } = { session_id: undefined, own: undefined, ...request };
  return command;
}

/** The open session that the request is about: the one that it names, or this till's own, or else the store's where no other is open. */
function drawerFor({ drawer }: Pick<Tables, "drawer">, request: DrawerRequest, by: Caller): Result<DrawerSession | null> {
  const device = deviceOf(by);
  if (request.type === "close_day") return ok(drawer.openSessions()[0] ?? null);
  if (request.type === "open") return ok(drawer.openOf(request.own ? device : null));
  const own = device === null ? null : drawer.openOf(device);
  const here = own ?? drawer.openOf(null);
  if (request.session_id === undefined && own === null && drawer.openSessions().length > 1) return refuse("drawer.not_named", NOT_NAMED);
  if (request.session_id === undefined || request.session_id === here?.session_id) return ok(here);
  const named = drawer.openSession(request.session_id);
  if (!named) return refuse("drawer.not_open", "That drawer is not open any more. Look at the drawers again.");
  if (by.managerApproved || !named.till) return ok(named);
  return refuse("auth.manager_required", `That is the drawer of ${named.till.name}. Do it there, or have a manager sign in.`);
}

/** This till may have had one, which a manager has closed meanwhile: then the store's is not what it means. */
const NOT_NAMED = "Several drawers are open, and none of them is this till's own. Look at the drawers, and say which.";

function tillOf({ devices }: Pick<Tables, "devices">, by: Caller): DrawerTill | null {
  const device_id = deviceOf(by);
  return device_id === null ? null : { device_id, name: devices.nameOf(device_id) ?? "Till" };
}

function save(
  deps: CommandContext,
  tx: Tx,
  before: DrawerSession | null,
  events: readonly DrawerEvent[],
  runs: readonly JournalRun[],
): Result<object> {
  const { tables } = deps;
  let session = before;
  let response: object = {};
  for (const event of events) {
    session = evolveDrawer(session, event);
    if (session && event.type !== "drawer.moved") tables.drawer.saveSession(session);
    const covered = event.type === "drawer.moved" ? enterMovement(tables, event.movement, session) : null;
    if (event.type === "drawer.closed" || event.type === "day.closed") tables.drawer.insertReport(event.report, runs);
    const appended = appendEvent(tables, tx, covering(event, covered));
    if (!appended.ok) return appended;
    response = responseOf(event, session);
  }
  return ok(response);
}

function responseOf(event: DrawerEvent, session: DrawerSession | null): object {
  if (event.type === "drawer.moved") return { movement: event.movement };
  if (event.type === "drawer.closed" || event.type === "day.closed") return { report: event.report };
  return { session: session && drawerView(session) };
}
