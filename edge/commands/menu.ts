/**
 * 86: marks an item or a modifier sold out, until when or until somebody says otherwise; puts it on sale again; counts what is left.
 * Setting the state that it already has changes nothing and raises no revision.
 */

import { nextBusinessDayAt } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import { ON_SALE, type Stock } from "../db/availability.ts";
import type { Tx } from "../executor.ts";
import type { AvailabilityChange, Caller, Sellable, StockSet } from "../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "./command-context.ts";
import { countedStock, publishAvailability, setStock } from "./count.ts";

const LONGEST_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

export interface StockCommands {
  setAvailability(of: Sellable, change: AvailabilityChange, by: Caller): Promise<Result<StockSet>>;
  /** The store's time was found to be another one, so tomorrow is another moment. */
  timeCorrected(): Promise<void>;
}

export function createStock(deps: CommandContext): StockCommands {
  const { tables } = deps;
  /** What this process was told to be sold out until tomorrow, and when that was to begin. */
  const untilTomorrow = new Map<string, { readonly of: Sellable; readonly until: string }>();

  return {
    setAvailability: (of, change, by) =>
      deps.executor.run((tx) => {
        const set = setOne(deps, tx, of, change, by);
        if (!set.ok) return set;
        const { until } = set.value;
        const key = `${of.kind} ${of.id}`;
        if (!change.is_available && change.until === "TOMORROW" && until !== null) untilTomorrow.set(key, { of, until });
        else untilTomorrow.delete(key);
        return set;
      }),
    async timeCorrected() {
      if (untilTomorrow.size > 0) await deps.executor.run(moveTomorrow);
      const now = deps.clock.now();
      if (tooLate(deps, now).length > 0) await deps.executor.run((tx) => endByTomorrow(deps, tx, now));
    },
  };

  /** At once, before any of it is put back on sale by the time that was wrong. */
  function moveTomorrow(tx: Tx): Result<null> {
    const next = tomorrow(deps);
    if (!next.ok || tx.identity === null) return ok(null);
    const { at, actor } = contextFor(deps, tx, null, null);
    for (const [key, { of, until }] of untilTomorrow) {
      if (tables.availability.of(of).until !== until) {
        untilTomorrow.delete(key);
        continue;
      }
      untilTomorrow.set(key, { of, until: next.value });
      const said = setByStaff(deps, tx, of, { sold_out: true, until: next.value, balance: null }, at, actor);
      if (!said.ok) return said;
    }
    return ok(null);
  }
}

/** Sold out until a time that nobody may have said: it was by a clock that was wrong, and whoever was told it has ended. */
function tooLate({ tables }: CommandContext, nowMs: number): Sellable[] {
  const latest = iso(nowMs + LONGEST_DAYS * DAY_MS);
  return (tables.availability.read(0).until ?? []).filter(({ until }) => until > latest).map(({ kind, id }) => ({ kind, id }));
}

/** Such a thing is on sale again tomorrow, and the cloud hears of it. */
export function endByTomorrow(deps: CommandContext, tx: Tx, nowMs: number): Result<null> {
  const next = tomorrow(deps, nowMs);
  if (!next.ok || tx.identity === null) return ok(null);
  const { at, actor } = contextFor(deps, tx, null, null);
  for (const of of tooLate(deps, nowMs)) {
    const said = setByStaff(deps, tx, of, { sold_out: true, until: next.value, balance: null }, at, actor);
    if (!said.ok) return said;
  }
  return ok(null);
}

function setOne(deps: CommandContext, tx: Tx, of: Sellable, change: AvailabilityChange, by: Caller): Result<StockSet> {
  const { tables } = deps;
  const { kind, id } = of;
  const identity = requireActiveBox(deps, tx);
  if (!identity.ok) return identity;
  const menu = tables.documents.menu();
  if (!menu) return refuse("store.not_ready", "The box has no menu yet.");
  if (!isOnMenu(menu, of)) return refuse(`${kind}.not_found`, `The menu has no ${id}.`);
  const wanted = stockFor(deps, change);
  if (!wanted.ok) return wanted;
  if (!isSame(tables.availability.of(of), wanted.value)) {
    const context = contextFor(deps, tx, null, by);
    const said = setByStaff(deps, tx, of, wanted.value, context.at, context.actor);
    if (!said.ok) return said;
  }
  return ok({ ...wanted.value, revision: tx.position.availability_revision });
}

/** What is sold out until now, or until before, is on sale again. Nothing is by a time that the box is not sure of. */
export function putBackOnSale(deps: CommandContext, tx: Tx): Result<number> {
  const active = requireActiveBox(deps, tx);
  if (!active.ok || deps.clock.state() !== "CONFIRMED") return ok(0);
  const at = iso(deps.clock.now());
  const due = deps.tables.availability.pastUntil(at);
  const actor = { kind: "edge" as const, id: active.value.node_id, name: null };
  for (const of of due) {
    const said = setByStaff(deps, tx, of, ON_SALE, at, actor);
    if (!said.ok) return said;
  }
  return ok(due.length);
}

/** With a word of staff the count begins again, and what orders took of the one before is not given back to it. */
function setByStaff(deps: CommandContext, tx: Tx, of: Sellable, stock: Stock, at: string, actor: Caller["actor"]): Result<null> {
  const { tables } = deps;
  tables.takes.forgetThing(of);
  const said = setStock(deps, tx, of, stock, at, { isSaid: true, actor });
  if (!said.ok) return said;
  publishAvailability(tables, tx);
  tellOrders(deps, tx, of);
  return ok(null);
}

function stockFor(deps: CommandContext, change: AvailabilityChange): Result<Stock> {
  if (change.is_available) return ok(change.left === null ? ON_SALE : countedStock(change.left));
  if (change.until === null) return ok({ sold_out: true, until: null, balance: null });
  const until = change.until === "TOMORROW" ? tomorrow(deps) : untilAt(deps, change.until);
  return until.ok ? ok({ sold_out: true, until: until.value, balance: null }) : until;
}

function tomorrow({ tables, clock }: CommandContext, nowMs = clock.now()): Result<string> {
  const profile = tables.documents.profile();
  if (!profile) return refuse("store.not_ready", "The box has no profile yet, so it does not know when the store's day ends.");
  return ok(iso(nextBusinessDayAt(nowMs, profile.time_zone, profile.business_day_cutoff_hour)));
}

function untilAt({ clock }: CommandContext, until: string): Result<string> {
  const now = clock.now();
  const at = Date.parse(until);
  if (at > now && at <= now + LONGEST_DAYS * DAY_MS) return ok(iso(at));
  const detail = at <= now ? "That time has passed" : `That is more than ${LONGEST_DAYS} days ahead`;
  return refuse("availability.until_impossible", `${detail}. Choose another, or mark it as sold out until somebody puts it back on sale.`, {
    fields: [{ field: "/until", message: `after ${iso(now)} and at most ${LONGEST_DAYS} days ahead` }],
  });
}

/** Below 0 nothing more is left than at 0, but more is owed: to count it again is a change. */
const isSame = (a: Stock, b: Stock): boolean => a.sold_out === b.sold_out && a.until === b.until && a.balance === b.balance;

function isOnMenu({ items, modifier_groups }: MenuDocument, { kind, id }: Sellable): boolean {
  if (kind === "item") return items.some((item) => item.item_id === id);
  return modifier_groups.some((group) => group.modifiers.some((modifier) => modifier.modifier_id === id));
}

/** Of each order that nobody has started, whether it can still be made has changed with it. */
function tellOrders({ tables }: CommandContext, tx: Tx, of: Sellable): void {
  for (const order of tables.orders.unstartedWith(of)) {
    const cursor = tx.publish((at) => ({ type: "order", cursor: at, order, events: ["order.sold_out_changed"] }));
    tables.orders.update(order, cursor);
  }
}
