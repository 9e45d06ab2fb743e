/**
 * Enters into the present log what another disk of the store has and nobody else (U8): of a dead box, a clone, a history that has ended.
 * The running box does it, through its one write path and while it sells: each event in a commit of its own, so that it may end at any
 * moment and be begun again.
 */
import type { RelogReport } from "@crema/shared/contract/relog";
import { type EdgeEvent, isStoreMoney, type StoreMoneyEvent } from "@crema/shared/domain/events";
import { type Clock, iso, pause, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { isDeviceEvent, isOfItsMoment, isStoreEvent } from "@crema/shared/domain/store-event-kinds";
import type { BoxIdentity, CloudClient } from "@crema/sync/ports";
import type { HandInResponse } from "@crema/sync/protocol/hand-back";
import type { CommandContext } from "../commands/command-context.ts";
import { enter } from "../commands/relogging/enter.ts";
import { enterDrafts, missingDrafts } from "../commands/relogging/enter-drafts.ts";
import type { Entered } from "../commands/relogging/entering.ts";
import { type OldDisk, type OldEvent, readOldDisk, readOldEvent } from "../commands/relogging/old-disk.ts";
import type { Db } from "../db/database.ts";
import { mustKnowMigrations } from "../db/migrate.ts";
import { checkLog } from "../disk/check-log.ts";
import { readingWhile, unreadable } from "../disk/inspect.ts";
import { askKnown, askOrder, handIn } from "./ask-cloud.ts";

export interface RelogDeps {
  readonly commands: CommandContext;
  readonly identity: () => BoxIdentity | null;
  readonly cloud: () => CloudClient | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly report: (message: string) => void;
}

export interface RelogOrder {
  readonly file: string;
  readonly source: string;
  readonly dry_run: boolean;
}

export type Relog = (order: RelogOrder) => Promise<Result<RelogReport>>;

/** Ids in one question to the cloud. */
const ASKED_AT_ONCE = 500;

/** What this box put aside as it was enrolled again: the tickets that it held it holds still. */
const OWN_HISTORY = /[\\/]history-\d+-[0-9a-f-]+\.sqlite$/;

interface Missing {
  readonly event: EdgeEvent;
  readonly stored: OldEvent;
}

/** Refuses as relogDisk says, and with service.unavailable while the cloud does not answer or another one is under way. */
export function createRelog(deps: RelogDeps): Relog {
  let busy = false;
  return async (order) => {
    if (busy) return refuse("service.unavailable", "Another disk is being re-logged.", { retry_after_s: 30 });
    busy = true;
    try {
      return await readingWhile(order.file, (db) => relog(deps, db, order));
    } finally {
      busy = false;
    }
  };
}

async function relog(deps: RelogDeps, db: Db, { file, source, dry_run }: RelogOrder): Promise<Result<RelogReport>> {
  const { commands } = deps;
  const [identity, cloud] = [deps.identity(), deps.cloud()];
  if (identity === null || cloud === null) return refuse("enroll.not_enrolled", "This box does not belong to a store yet.");
  mustKnowMigrations(db);
  const old = readOldDisk(db);
  const { store_id, node_id, epoch } = old.box;
  if (store_id === null || node_id === null || epoch === null) return unreadable(file, "it is of a box that had no store yet");
  if (store_id !== identity.store_id)
    return refuse("disk.foreign_store", `The disk is of store ${store_id}, this box is of ${identity.store_id}. Nothing was changed.`);
  const fault = await commands.inTurns(checkLog(db));
  if (fault !== null) return refuse("disk.tampered", `The log on the disk is not as it was written: ${fault}. Nothing was changed.`);
  const handed = dry_run ? ok(null) : await handInOf(old, cloud);
  if (!handed.ok) return handed;
  if (typeof handed.value === "string") deps.report(`the cloud takes nothing of what this disk has applied: ${handed.value}`);
  const handed_in = handed.value === null || typeof handed.value === "string" ? null : handed.value.order_ids.length;
  if (handed_in !== null && handed_in > 0) await caughtUp(deps);
  const found = await missingIn(deps, old, cloud, identity);
  if (!found.ok) return found;
  const { missing, events, unreadable: unread } = found.value;
  const holds = !OWN_HISTORY.test(source);
  const drafts = holds ? missingDrafts(commands, old).length : 0;
  const report = {
    ...sumsOf(missing),
    ...waitingOf([]),
    known: events - unread - missing.length,
    not_applied: 0,
    events,
    unreadable: unread,
    drafts,
    handed_in,
    store_id,
    node_id,
    epoch,
    dry_run,
  };
  if (dry_run) return ok(report);
  const entered = await enterAll(deps, cloud, old, missing);
  if (!entered.ok) return entered;
  const { notApplied, waiting } = entered.value;
  const held = holds ? await commands.executor.run((tx) => enterDrafts(commands, tx, old)) : ok(0);
  if (!held.ok) return held;
  const inNow = missing.filter((each) => !waiting.includes(each));
  const done = { ...report, ...sumsOf(inNow), ...waitingOf(waiting), not_applied: notApplied };
  // A later release may read the rest, and what waits enters once its order is here.
  if (unread > 0 || waiting.length > 0) return ok(done);
  const noted = await commands.executor.run(() => ok(commands.tables.relogs.markDone(source, iso(deps.clock.now()), JSON.stringify(done))));
  return noted.ok ? ok(done) : noted;
}

/** What the disk has applied and the cloud has forgotten comes first: what was made under it then has its confirmation. */
function handInOf(old: OldDisk, cloud: CloudClient): Promise<Result<HandInResponse | string | null>> {
  const { store_id, node_id, epoch, epoch_certificate } = old.box;
  const inbox = old.inbox();
  if (store_id === null || node_id === null || epoch === null || epoch_certificate === null || inbox.entries.length === 0)
    return Promise.resolve(ok(null));
  return handIn(cloud, { store_id, node_id, epoch, epoch_certificate, inbox });
}

/** What was confirmed again comes down as commands; what was made under them finds its order then. */
async function caughtUp({ commands, timers }: RelogDeps): Promise<void> {
  const inboxSeq = () => commands.tables.box.position().inbox_seq;
  let [before, quiet] = [inboxSeq(), 0];
  for (let turns = 0; turns < MAX_TURNS && quiet < QUIET_TURNS; turns += 1) {
    await pause(timers, TURN_MS);
    quiet = inboxSeq() === before ? quiet + 1 : 0;
    before = inboxSeq();
  }
}
const TURN_MS = 250;
const QUIET_TURNS = 8;
const MAX_TURNS = 80;

/** Page by page, so that the box takes orders in between. */
async function missingIn(
  { commands, timers }: RelogDeps,
  old: OldDisk,
  cloud: CloudClient,
  identity: BoxIdentity,
): Promise<Result<{ missing: Missing[]; events: number; unreadable: number }>> {
  const missing: Missing[] = [];
  let [events, unreadable] = [0, 0];
  let place = { epoch: 0, seq: 0 };
  for (;;) {
    const page = old.eventsAfter(place, ASKED_AT_ONCE);
    events += page.length;
    const unknown = page.filter((stored) => !isInOwnLog(commands, stored, identity));
    if (unknown.length > 0) {
      const known = await askKnown(
        cloud,
        unknown.map((stored) => stored.event_id),
      );
      if (!known.ok) return known;
      for (const stored of unknown) {
        if (known.value.has(stored.event_id) || commands.tables.relogs.isEntered(stored.event_id)) continue;
        const event = readOldEvent(stored);
        if (event === null) unreadable += 1;
        else if (!isOfItsMoment(event) && !isSuperseded(old, event, stored)) missing.push({ event, stored });
      }
    }
    const last = page.at(-1);
    if (!last || page.length < ASKED_AT_ONCE) return ok({ missing, events, unreadable });
    place = { epoch: last.epoch, seq: last.seq };
    await new Promise<void>((resolve) => timers.afterTurn(resolve));
  }
}

/**
 * The cloud stores no events of devices, only what they come to. What it had heard by then is in that, and what has been said since counts:
 * a tablet that the next box has signed out stays out, and one with a new token keeps that.
 */
const isSuperseded = ({ heard }: OldDisk, event: EdgeEvent, { epoch, seq }: OldEvent): boolean =>
  isDeviceEvent(event) && (epoch < heard.epoch || (epoch === heard.epoch && seq <= heard.seq));

/** A clone of this very box has the same events up to where the two parted. */
const isInOwnLog = ({ tables }: CommandContext, stored: OldEvent, identity: BoxIdentity): boolean =>
  stored.epoch === identity.epoch && tables.log.hashAt(stored.epoch, stored.seq) === stored.hash;

interface EnteredAll {
  readonly notApplied: number;
  readonly waiting: readonly Missing[];
}

/** What cannot be entered yet holds up nothing but the Z report that covers it. */
async function enterAll(
  { commands }: RelogDeps,
  cloud: CloudClient,
  old: OldDisk,
  missing: readonly Missing[],
): Promise<Result<EnteredAll>> {
  let notApplied = 0;
  const paidEarly = new Set(commands.tables.log.moneyWithoutOrder());
  const waiting: Missing[] = [];
  for (const each of missing) {
    const { event, stored } = each;
    if (coversAny(old, event, waiting)) {
      waiting.push(each);
      continue;
    }
    const unknown = unknownOrderOf(commands, event);
    const asked = unknown === null ? ok(null) : await askOrder(cloud, unknown);
    if (!asked.ok) return asked;
    const entered = await commands.executor.run(
      (tx): Result<Entered> => enter(commands, tx, { old, event, stored, inCloud: asked.value, paidEarly }),
    );
    if (!entered.ok) return entered;
    if (entered.value === "not_applied") notApplied += 1;
    if (entered.value === "waits") waiting.push(each);
  }
  return ok({ notApplied, waiting });
}

/** The order that an event goes on with, where it is not here. */
function unknownOrderOf({ tables }: CommandContext, event: EdgeEvent): string | null {
  if (isStoreEvent(event) || event.type === "order.placed") return null;
  return tables.orders.read(event.order_id) === null ? event.order_id : null;
}

function coversAny(old: OldDisk, event: EdgeEvent, waiting: readonly Missing[]): boolean {
  if (event.type !== "drawer.closed" || waiting.length === 0) return false;
  const covered = new Set(old.closed(event.report.z_number)?.facts.map((fact) => fact.ref_id));
  return waiting.some(({ event: money }) => isStoreMoney(money) && covered.has(factOf(money).id));
}

const factOf = (event: StoreMoneyEvent) =>
  event.type === "payment.captured"
    ? ({ ...event.payment, id: event.payment.payment_id, kind: "PAYMENT" } as const)
    : ({ ...event.refund, id: event.refund.refund_id, kind: "REFUND" } as const);

function waitingOf(waiting: readonly Missing[]): Pick<RelogReport, "waiting" | "reports_waiting"> {
  return {
    waiting: waiting.flatMap(({ event }) => {
      if (!isStoreMoney(event)) return [];
      const { order_id, kind, amount_cents, currency } = factOf(event);
      return [{ order_id, kind, amount_cents, currency }];
    }),
    reports_waiting: waiting.flatMap(({ event }) => (event.type === "drawer.closed" ? [event.report.z_number] : [])),
  };
}

type Sums = Pick<RelogReport, "entered" | "orders" | "payments_cents" | "refunds_cents">;

function sumsOf(missing: readonly Missing[]): Sums {
  const entered: Record<string, number> = {};
  const sums = { payments_cents: 0, refunds_cents: 0 };
  for (const { event } of missing) {
    entered[event.type] = (entered[event.type] ?? 0) + 1;
    if (event.type === "payment.captured") sums.payments_cents += event.payment.amount_cents;
    if (event.type === "refund.succeeded") sums.refunds_cents += event.refund.amount_cents;
  }
  return { entered, orders: entered["order.placed"] ?? 0, ...sums };
}
