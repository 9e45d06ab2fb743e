/**
 * An order as it is presented to a caller: with what that caller may do now, from the rows as they are. Inside a command
 * it sees the command's own writes. To keep it cheap, money is looked up only for orders that have any.
 */
import type { OrderResource } from "@crema/shared/contract/orders";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { cents } from "@crema/shared/domain/kernel/money";
import { type Allowed, allowedFor, type Viewer } from "@crema/shared/domain/order/allowed";
import { balanceCents, type Order, viewOf } from "@crema/shared/domain/order/order";
import { soldOutLineIds } from "@crema/shared/domain/order/sold-out-lines";
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { DayOf } from "./day-of.ts";
import { isOpenTender } from "./db/report-facts.ts";
import type { Tables } from "./db/tables.ts";

/** The members that an order response adds to the order. */
export type OrderAffordances = Allowed & Pick<OrderResource, "releases_at" | "balance_cents">;

export interface OrderPresenter {
  order(order: Order, viewer: Viewer): OrderResource;
  /** For an order that is being placed at the counter and has no rows yet, with the money that came with it. */
  affordancesOfNew(order: Order, viewer: Viewer, releasesAt: string | null, payments?: readonly Payment[]): OrderAffordances;
  /** Whether a wrong tender can still be put right now. */
  isOpenTender(payment: Payment): boolean;
}

export function createOrderPresenter(
  tables: Pick<Tables, "availability" | "documents" | "drawer" | "journal" | "money" | "releases">,
  clock: Clock,
  dayOf: DayOf,
): OrderPresenter {
  const isOpen = (payment: Payment): boolean => isOpenTender(tables, payment, dayOf(tables.documents.profile(), clock.now()));
  function affordances(order: Order, viewer: Viewer, releases_at: string | null, paidJustNow?: readonly Payment[]): OrderAffordances {
    const moneyMoved = paidJustNow === undefined && order.paid_cents > 0;
    const settings = tables.documents.profile()?.settings;
    const allowed = allowedFor(order, viewer, {
      at: iso(clock.now()),
      node: "edge",
      recallWindowS: settings?.recall_window_s ?? 0,
      tipLimitCents: settings?.tip_limit_cents ?? 0,
      payments: paidJustNow ?? (moneyMoved ? tables.money.paymentsOf(order.order_id) : []),
      refunds: moneyMoved ? tables.money.refundsOf(order.order_id) : [],
      // A tender that came with the order is in no report yet.
      isOpenTender: (payment) => paidJustNow !== undefined || isOpen(payment),
    });
    return { ...allowed, releases_at, balance_cents: cents(balanceCents(order)) };
  }
  /**
   * New orders without money all allow the same per viewer, so the result is cached: placing orders is the box's busiest
   * moment. Orders that cost nothing are cached separately, because nothing is owed, and whether they may have a tip is a setting.
   */
  const allowedNew = new Map<string, Allowed>();
  function affordancesOfNew(order: Order, viewer: Viewer, releases_at: string | null, payments: readonly Payment[] = []): OrderAffordances {
    if (payments.length > 0) return affordances(order, viewer, releases_at, payments);
    const takesTips = (tables.documents.profile()?.settings.tip_limit_cents ?? 0) > 0;
    const key = `${viewer.key} ${order.total_cents > 0 ? "owed" : takesTips}`;
    const known = allowedNew.get(key);
    if (known) return { ...known, releases_at, balance_cents: order.total_cents };
    const { allowed_transitions, allowed_actions, ...rest } = affordances(order, viewer, releases_at);
    allowedNew.set(key, { allowed_transitions, allowed_actions });
    return { allowed_transitions, allowed_actions, ...rest };
  }
  /** Looked up only where needed: most orders are for now, and one that was started no longer waits. */
  const scheduledFor = (order: Order) =>
    order.requested_for !== null && (order.status === "PLACED" || order.status === "PAID")
      ? tables.releases.scheduledFor(order.order_id)
      : null;
  /** Without the member where there are none: of almost every order. */
  function soldOutLines(order: Order): Pick<OrderResource, "sold_out_line_ids"> {
    if (order.status !== "PLACED" && order.status !== "PAID") return {};
    const sold_out_line_ids = soldOutLineIds(order, tables.availability.markedSoldOut(), tables.documents.profile(), clock.now());
    return sold_out_line_ids.length > 0 ? { sold_out_line_ids } : {};
  }
  return {
    order: (order, viewer) => ({ ...viewOf(order), ...affordances(order, viewer, scheduledFor(order)), ...soldOutLines(order) }),
    affordancesOfNew,
    isOpenTender: isOpen,
  };
}
