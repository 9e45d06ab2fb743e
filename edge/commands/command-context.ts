/**
 * What every command of the box works with, and the context in which the domain decides. Events, promises and business
 * days all use the store's time (box-clock.ts), so that orders of the cloud and of the counter sort into one queue.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { BoxIdentity } from "@crema/sync/ports";
import type { BoxClock } from "../box-clock.ts";
import type { DayOf } from "../day-of.ts";
import { isOpenTender } from "../db/report-facts.ts";
import type { Tables } from "../db/tables.ts";
import type { Executor, Tx } from "../executor.ts";
import type { GuestDeadlines } from "../guests/deadlines.ts";
import type { InTurns } from "../in-turns.ts";
import type { OrderPresenter } from "../order-presenter.ts";
import type { Caller } from "../ports.ts";
import type { Workload } from "../workload.ts";
import { drawersOf } from "./drawers-of.ts";

export interface CommandContext {
  readonly tables: Tables;
  readonly executor: Executor;
  readonly clock: BoxClock;
  readonly newId: IdSource;
  readonly dayOf: DayOf;
  /** Whether the link has heard that the box is fenced; a fence from before the last start is in the box's row (I5). */
  readonly isFenced: () => boolean;
  readonly show: OrderPresenter;
  readonly inTurns: InTurns;
  readonly workload: Workload;
  readonly guestDeadlines: GuestDeadlines;
}

/** Enrolled and not fenced, or the refusal that says which. */
export function requireActiveBox(deps: CommandContext, tx: Tx): Result<BoxIdentity> {
  if (tx.identity === null) return refuse("enroll.not_enrolled", "This box does not belong to a store yet.");
  if (tx.box.fenced_at !== null || deps.isFenced())
    return refuse("sync.fenced", "Another box has taken over this store; this one takes no orders any more.");
  return ok(tx.identity);
}

const refundsOf = ({ money, onlineRefunds }: CommandContext["tables"], { order_id, pay_mode }: Order) =>
  pay_mode === "ONLINE" ? onlineRefunds.of(order_id) : money.refundsOf(order_id);

/** The context for a decision about `order` now. `by`: the caller at the counter; null for the box itself. */
export function contextFor(
  deps: CommandContext,
  tx: Tx,
  order: Order | null,
  by: Caller | null,
  profile: ProfileDocument | null = deps.tables.documents.profile(),
): DecideContext {
  const atMs = deps.clock.now();
  // Most orders have no money facts yet; their sums say so. One that costs nothing may have tips.
  const moneyMoved = order !== null && (order.paid_cents > 0 || order.total_cents === 0);
  return {
    at: iso(atMs),
    newId: deps.newId,
    actor: by?.actor ?? { kind: "edge", id: tx.identity?.node_id ?? null, name: null },
    asker: by ? "staff" : "system",
    node: "edge",
    managerApproved: by?.managerApproved ?? false,
    recallWindowS: profile?.settings.recall_window_s ?? 0,
    businessDay: deps.dayOf(profile, atMs),
    newReceipt: () => (tx.identity === null ? null : deps.tables.counters.nextReceipt(tx.identity.epoch)),
    cashRounding: profile?.settings.cash_rounding_cents,
    // Looked up only when cash moves, which most commands do not.
    get drawerSessionId() {
      return drawersOf(deps.tables, by, order?.order_id ?? null).cash?.session_id ?? null;
    },
    isOpenTender: (payment) => isOpenTender(deps.tables, payment, deps.dayOf(profile, atMs)),
    payments: moneyMoved ? deps.tables.money.paymentsOf(order.order_id) : [],
    refunds: moneyMoved ? refundsOf(deps.tables, order) : [],
  };
}
