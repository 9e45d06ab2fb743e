/**
 * One event of another disk enters the present log, under its old id, in the commit that changes the order here (U8). What fits the order
 * as it stands is applied; what does not goes up with a word that says so, changes nothing on either side, and is for a person. Money
 * always counts.
 */
import type { EdgeEvent, EventOf, StatusEvent } from "@crema/shared/domain/events";
import { isStatusEvent, isStoreMoney } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { isOpenStatus, type Order, storedOrder } from "@crema/shared/domain/order/order";
import { transitionOf } from "@crema/shared/domain/order/transitions";
import type { OrderWithMoney } from "@crema/sync/protocol/order-with-money";
import { withOrigin } from "@crema/sync/protocol/write-body";
import type { Tx } from "../../executor.ts";
import { appendVerbatim } from "../append.ts";
import { type CommandContext, contextFor, requireActiveBox } from "../command-context.ts";
import { bringIn } from "../orders/earlier-order.ts";
import { enterMovement, saveOrder } from "../save.ts";
import { countEarlyMoney } from "./early-money.ts";
import { enterMoney } from "./enter-money.ts";
import { enterReport } from "./enter-report.ts";
import type { Entered, Entering } from "./entering.ts";
import { tillHere } from "./till-here.ts";

/** In one run of the executor. */
export function enter(deps: CommandContext, tx: Tx, entering: Entering): Result<Entered> {
  const { event, stored } = entering;
  const identity = requireActiveBox(deps, tx);
  if (!identity.ok) return identity;
  if (deps.tables.relogs.isEntered(event.event_id)) return ok("known");
  const till = tillHere(deps, event);
  const covered = till && { till_session_id: till.session_id };
  const bytes = (is_applied: boolean) => withOrigin(stored.body, { epoch: stored.epoch, seq: stored.seq, is_applied, ...covered });
  const applied = apply(deps, tx, entering, bytes(true));
  if (!applied.ok || applied.value === "known" || applied.value === "waits") return applied;
  if (applied.value === "not_applied") {
    const logged = appendVerbatim(deps.tables, tx, event, bytes(false));
    if (!logged.ok) return logged;
  }
  deps.tables.relogs.markEntered(event.event_id);
  return applied;
}

/** `verbatim`: its bytes where it is applied; then it is in the log when this returns. */
function apply(deps: CommandContext, tx: Tx, entering: Entering, verbatim: string): Result<Entered> {
  const { tables } = deps;
  const { event } = entering;
  const logOnly = (): Result<Entered> => entered(appendVerbatim(tables, tx, event, verbatim));
  if (event.type === "order.placed") {
    const placed = enterOrder(deps, tx, event, verbatim);
    if (placed.ok && placed.value === "applied" && entering.paidEarly.has(event.order_id)) countEarlyMoney(deps, tx, event.order_id);
    return placed;
  }
  if (isStoreMoney(event)) return enterMoney(deps, tx, entering, event, { verbatim, till: tillHere(deps, event) });
  switch (event.type) {
    case "drawer.moved":
      if (tables.drawer.movement(event.movement.movement_id)) return ok("known");
      enterMovement(tables, { ...event.movement, session_id: openSessionId(deps, event.movement.session_id) }, tillHere(deps, event));
      return logOnly();
    case "drawer.opened": {
      const { session_id, till } = event.session;
      const isOpenThere = entering.old.tables.drawer.openSession(session_id) !== null;
      if (!isOpenThere || tables.drawer.openOf(till?.device_id ?? null) !== null) return ok("not_applied");
      tables.drawer.saveSession(event.session);
      return logOnly();
    }
    case "drawer.counted":
      return ok("not_applied");
    case "drawer.closed":
    case "day.closed":
      return enterReport(deps, entering, event) ? logOnly() : ok("not_applied");
    case "device.paired":
      if (tables.devices.isKnown(event.device.device_id)) return ok("known");
      tables.devices.letIn(event.device, iso(deps.clock.now()));
      return logOnly();
    case "device.revoked":
      tables.devices.revoke(event.device_id, iso(deps.clock.now()));
      return logOnly();
    case "item.availability_changed":
    case "modifier.availability_changed":
    case "app_orders.paused":
    case "app_orders.resumed":
    case "clock.confirmed":
    case "staff.pin_locked":
    case "staff.pin_shared":
      return ok("known");
    default:
      return enterOfOrder(deps, tx, entering, event, { verbatim, logOnly });
  }
}

const entered = (logged: Result<unknown>): Result<Entered> => (logged.ok ? ok("applied") : logged);

const openSessionId = ({ tables }: CommandContext, sessionId: string | null): string | null =>
  sessionId !== null && tables.drawer.openSession(sessionId) !== null ? sessionId : null;

/** An order that nobody else has comes in whole. Whether it was made the disk does not know, as long as it does not say so further on. */
function enterOrder(deps: CommandContext, tx: Tx, event: EventOf<"order.placed">, verbatim: string): Result<Entered> {
  const { tables } = deps;
  if (tables.orders.read(event.order_id)) return ok("known");
  const order: Order = { ...storedOrder(event.order), look_first: true };
  const { request } = event;
  if (
    request &&
    !tables.history.request(request.principal, request.key) &&
    !tables.orders.byKey(event.store_id, request.principal, request.key)
  )
    tables.history.saveRequest({ ...request, order_id: event.order_id, is_birth: true, facts: [] });
  const prepTimeS = tables.documents.profile()?.settings.prep_time_s ?? 0;
  return entered(saveOrder(deps, tx, null, [{ ...event, order }], { isNew: true, prepTimeS, verbatim }));
}

type OfOrder = Exclude<Extract<EdgeEvent, { order_id: string }>, EventOf<"order.placed" | "payment.captured" | "refund.succeeded">>;

interface HowToLog {
  readonly verbatim: string;
  readonly logOnly: () => Result<Entered>;
}

function enterOfOrder(
  deps: CommandContext,
  tx: Tx,
  { inCloud }: Entering,
  event: OfOrder,
  { verbatim, logOnly }: HowToLog,
): Result<Entered> {
  const { tables } = deps;
  const here = tables.orders.read(event.order_id)?.order ?? null;
  const order = here ?? (isForgottenToBeOver(inCloud) ? bringIn(deps, tx, inCloud) : null);
  switch (event.type) {
    case "order.accepted":
      // The offer comes again to this box, whose own acceptance has its number; until then nobody here has what the cloud would confirm.
      if (order === null) return ok("not_applied");
      // Nothing was begun on it before it was confirmed, and whose number it bears is decided by who accepts it now.
      return isUnnumbered(order) ? save(deps, tx, order, event, verbatim) : ok("known");
    case "order.declined":
      if (order === null) {
        if (inCloud?.order.status === "COMPLETED") return ok("not_applied");
        if (!tables.handoff.isDeclined(event.order_id)) tables.handoff.markDeclined(event.order_id, event.at);
        return logOnly();
      }
      return order.handoff === "OFFERED" || order.handoff === "ACCEPTED" ? save(deps, tx, order, event, verbatim) : ok("not_applied");
    case "refund.requested":
    case "refund.refused":
      return order === null ? logOnly() : save(deps, tx, order, event, verbatim);
    case "order.cancel_refused":
      return order?.authority === "edge" ? save(deps, tx, order, event, verbatim) : ok("not_applied");
    default:
      if (order !== null && fits(order, event)) return save(deps, tx, order, event, verbatim);
      if (order !== null && event.type === "order.started") markDoubtful(deps, tx, order);
      return ok("not_applied");
  }
}

/** The store decides it, and it was over when this box began: the cloud has forgotten its end. */
const isForgottenToBeOver = (inCloud: OrderWithMoney | null): inCloud is OrderWithMoney =>
  inCloud !== null && inCloud.order.authority === "edge" && isOpenStatus(inCloud.order.status);

/** It came with what this box was enrolled with, confirmed, and the cloud had not heard of its acceptance yet. */
const isUnnumbered = (order: Order): boolean => order.handoff === "CONFIRMED" && order.ticket_number === null && isOpenStatus(order.status);

const save = (deps: CommandContext, tx: Tx, order: Order, event: OfOrder, verbatim: string): Result<Entered> =>
  entered(saveOrder(deps, tx, order, [event], { verbatim, till: tillHere(deps, event) }));

type Later = Exclude<
  OfOrder,
  EventOf<"order.accepted" | "order.declined" | "refund.requested" | "refund.refused" | "order.cancel_refused">
>;

/** Whether the order stands as the other box had it when it decided this. */
function fits(order: Order, event: Later): boolean {
  if (order.authority !== "edge") return false;
  if (isStatusEvent(event)) return isNext(order, event);
  switch (event.type) {
    case "order.discounted":
      return isOpenStatus(order.status) && order.pay_mode === "AT_STORE" && order.paid_cents === 0 && hasLines(order, event.priced.lines);
    case "order.amended":
      return (order.status === "PLACED" || order.status === "PAID") && event.amendment === order.amendments + 1;
    case "order.line_made":
      return order.status === "IN_PROGRESS" && order.lines.some((line) => line.line_id === event.line_id);
    case "order.looked":
      return order.look_first;
    case "order.rushed":
      return isOpenStatus(order.status);
    // What was asked, and expected, of another disk's queue.
    case "order.promise_moved":
    case "order.substitute_asked":
      return false;
    case "order.substitute_settled":
      return order.question?.question_id === event.question_id;
  }
}

const isNext = (order: Order, event: StatusEvent): boolean =>
  event.order_seq === order.order_seq + 1 && event.from_status === order.status && transitionOf(event) !== null;

const hasLines = (order: Order, lines: readonly { line_id: string }[]): boolean =>
  order.lines.length === lines.length && lines.every((line, index) => line.line_id === order.lines[index]?.line_id);

/** It was begun under a confirmation that the cloud has forgotten, or that has not come yet: nobody makes it again unseen. */
function markDoubtful(deps: CommandContext, tx: Tx, order: Order): void {
  const isUnstarted = order.status === "PLACED" || order.status === "PAID";
  if (!isUnstarted || order.look_first) return;
  const envelope = envelopeOf(order.store_id, contextFor(deps, tx, order, null));
  saveOrder(deps, tx, order, [{ ...envelope, type: "order.look_first", order_id: order.order_id }]);
}
