/**
 * What screens and streams read. Queries run between two groups of commands, so they see exactly what is committed; the
 * body of the menu is made once per pair of documents and revision.
 */
import type { QueueAge } from "@crema/shared/contract/orders";
import { cashSums } from "@crema/shared/domain/drawer/expected";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { cents } from "@crema/shared/domain/kernel/money";
import { menuEtag } from "@crema/shared/domain/menu/menu";
import { menuResponse } from "@crema/shared/domain/menu/menu-response";
import { quote, takenOff } from "@crema/shared/domain/menu/quote";
import { isOpenStatus, type Order, OrderStatus } from "@crema/shared/domain/order/order";
import { QUEUE_LENGTH, queueSince } from "@crema/shared/domain/order/queue";
import { isCounterCapture, leftToRefund } from "@crema/shared/domain/payment/refund";
import { identityOf } from "../db/box-state.ts";
import { unreportedRun } from "../db/report-facts.ts";
import type { Tables } from "../db/tables.ts";
import type { InTurns } from "../in-turns.ts";
import type { OrderPresenter } from "../order-presenter.ts";
import type { EdgeQueries, MenuInForce, Queue } from "../ports.ts";

const OPEN_STATUSES = OrderStatus.options.filter(isOpenStatus);
/** A queue of finished orders looks at this many of the orders that changed last. */
const LATEST_ORDERS = 500;
/** A client that has missed more than this gets a snapshot instead. */
const MAX_MISSED = 1000;

export function createQueries(tables: Tables, clock: Clock, newId: IdSource, show: OrderPresenter, inTurns: InTurns): EdgeQueries {
  let cached: MenuInForce | null = null;

  function menuInForce(): MenuInForce | null {
    const menu = tables.documents.menu();
    const profile = tables.documents.profile();
    if (!menu || !profile) return null;
    const revision = tables.box.position().availability_revision;
    if (cached?.menu === menu && cached.profile === profile && cached.availability.revision === revision) return cached;
    const availability = tables.availability.read(revision);
    const body = JSON.stringify(menuResponse(menu, profile, availability));
    cached = { menu, profile, availability, etag: menuEtag(menu.version, revision), body };
    return cached;
  }

  function queueOf(statuses: readonly OrderStatus[] | null, age: QueueAge): Queue {
    const since = queueSince(clock.now());
    const open = statuses?.filter(isOpenStatus) ?? OPEN_STATUSES;
    const range = age === "CURRENT" ? { since } : { before: since };
    const queued = tables.orders.open(range, open, QUEUE_LENGTH);
    const isShort = queued.length === QUEUE_LENGTH;
    const asksForEnded = age === "CURRENT" && statuses?.some((status) => !isOpenStatus(status));
    const ended = asksForEnded
      ? tables.orders.latest(LATEST_ORDERS).filter(({ status }) => !isOpenStatus(status) && statuses?.includes(status))
      : [];
    return {
      cursor: tables.box.position().cursor,
      orders: ended.length > 0 ? [...queued, ...ended].sort(byPromise) : queued,
      more: isShort ? tables.orders.openCountIn(range, open) - queued.length : 0,
      left_open: tables.orders.openCountIn({ before: since }, OPEN_STATUSES),
    };
  }

  return {
    identity: () => identityOf(tables.box.box()),
    menu: menuInForce,
    quote(request) {
      const inForce = menuInForce();
      if (!inForce) return refuse("store.not_ready", "The box has no menu or no profile yet.");
      if (request.store_id !== inForce.menu.store_id) return refuse("store.not_found", `This is the box of ${inForce.menu.store_id}.`);
      const { menu, profile, availability } = inForce;
      const priced = quote(menu, profile, availability, request, { atMs: clock.now(), newId });
      return priced.ok ? takenOff(priced.value, request.discount, profile) : priced;
    },
    quoteAmendment(orderId, request) {
      const inForce = menuInForce();
      if (!inForce) return refuse("store.not_ready", "The box has no menu or no profile yet.");
      const order = tables.orders.read(orderId)?.order;
      if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
      const { menu, profile, availability } = inForce;
      return quote(menu, profile, availability, request, { atMs: clock.now(), newId, changes: order });
    },
    show: show.order,
    order: (orderId) => tables.orders.read(orderId),
    orders(query) {
      const ids = tables.orderSearch.find(query);
      const page = ids.slice(0, query.limit);
      const orders = page.flatMap((id) => tables.orders.read(id)?.order ?? []);
      return { orders, next_before: ids.length > query.limit ? (page.at(-1) ?? null) : null };
    },
    drafts: () => tables.drafts.held(),
    refundRequests: () =>
      tables.refundRequests.open().map((request) => {
        const order = tables.orders.read(request.order_id)?.order;
        return { ...request, ticket_number: order?.ticket_number ?? null, customer_name: order?.customer_name ?? null };
      }),
    openRefundRequests: () => tables.refundRequests.openCount(),
    heldDrafts: () => tables.drafts.heldCount(),
    moneyOf: (orderId) => ({ payments: tables.money.paymentsOf(orderId), refunds: tables.money.refundsOf(orderId) }),
    tendersOf(orderId) {
      const refunds = tables.money.refundsOf(orderId);
      return tables.money
        .paymentsOf(orderId)
        .filter(isCounterCapture)
        .map((payment) => {
          const left = leftToRefund(payment, refunds);
          const is_correctable = left.amount > 0 && show.isOpenTender(payment);
          return { payment, left_cents: cents(left.amount), left_tip_cents: cents(left.tip), is_correctable };
        });
    },
    drawerSession: () => tables.drawer.openSession(),
    async xReport() {
      // The run ends here and now: what is sold while the pieces are summed comes after it.
      const session = tables.drawer.openSession();
      const drawer = session && cashSums(session, tables.drawerCash.of(session.session_id));
      const { from, to } = unreportedRun(tables);
      const reconciliation = await inTurns(tables.reconciliation.between(from, to));
      await inTurns(tables.reportTotals.readAhead(from, to));
      return { session, drawer, ...tables.reportTotals.between(from, to), reconciliation };
    },
    zReports: (limit) => tables.drawer.reports(limit),
    queue: (statuses, age = "CURRENT") => queueOf(statuses, age),
    queueCounts() {
      const queue_since = queueSince(clock.now());
      return {
        on_queue: tables.orders.openCountIn({ since: queue_since }, OPEN_STATUSES),
        queue_since,
        left_open: tables.orders.openCountIn({ before: queue_since }, OPEN_STATUSES),
      };
    },
    changedSince(cursor) {
      if (cursor > tables.box.position().cursor) return null;
      const changed = tables.orders.changedAfter(cursor, MAX_MISSED + 1);
      return changed.length > MAX_MISSED ? null : changed;
    },
    cancelRefusals: (orderId, after) =>
      tables.handoff
        .cancelRefusalsAfter(orderId, after)
        .map(({ cursor, order_id, request_id, code }) => ({ type: "cancel_refused", cursor, order_id, request_id, code })),
    cursor: () => tables.box.position().cursor,
    openOrders: () => tables.orders.openCount(),
  };
}

function byPromise(a: Order, b: Order): number {
  if (a.promised_at !== b.promised_at) return a.promised_at < b.promised_at ? -1 : 1;
  return a.order_id < b.order_id ? -1 : 1;
}
