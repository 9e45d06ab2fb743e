/**
 * What headquarters asks this store to refund. A request moves no money: staff hand it out at the counter and the box
 * records that. What cannot be refunded is refused at once, in the commit that applies the request.
 */

import type { EventOf } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { type DecideContext, envelopeOf } from "@crema/shared/domain/order/decide-context";
import { decideRefund } from "@crema/shared/domain/payment/refund";
import type { BoxIdentity } from "@crema/sync/ports";
import type { InboxCommand } from "@crema/sync/protocol/down";
import type { Tx } from "../executor.ts";
import type { Caller } from "../ports.ts";
import { appendEvent } from "./append.ts";
import { type CommandContext, contextFor, requireActiveBox } from "./command-context.ts";
import { orderHereOr } from "./orders/earlier-order.ts";
import { saveOrder } from "./save.ts";

export function takeRefundRequest(
  deps: CommandContext,
  tx: Tx,
  box: BoxIdentity,
  command: Extract<InboxCommand, { kind: "refund.requested" }>,
): Result<unknown> {
  const { tables } = deps;
  const order = orderHereOr(deps, tx, command.order_id, command.earlier);
  if (!order) return refuseUnknownOrder(deps, tx, box, command.order_id, command.request_id);
  const { request_id, order_id, amount_cents, lines, tip_cents, reason, actor, at } = command;
  tables.refundRequests.insert({ request_id, order_id, amount_cents, lines, tip_cents, reason, asked_by: actor, asked_at: at });
  const context = { ...contextFor(deps, tx, order, null), managerApproved: true };
  // Only a trial: its receipt number is discarded with the events.
  const asked = { payment_id: null, amount_cents, lines, tip_cents: tip_cents ?? 0, reason };
  const possible = decideRefund(order, asked, { ...context, newReceipt: () => null });
  if (possible.ok) {
    tellOpenRequests(deps, tx);
    return ok(null);
  }
  const code = REFUSES.find((each) => each === possible.refusal.code) ?? "refund.exceeds_captured";
  return saveOrder(deps, tx, order, [refused(order.store_id, order_id, request_id, code, possible.refusal.detail, context)]);
}

const REFUSES = ["refund.nothing_captured", "refund.line_exceeded"] as const;

/** A cloud of a release before it sends no earlier order along: headquarters must not wait for an answer for ever. */
function refuseUnknownOrder(deps: CommandContext, tx: Tx, box: BoxIdentity, orderId: string, requestId: string): Result<unknown> {
  const detail = "The order is not on this box.";
  return appendEvent(
    deps.tables,
    tx,
    refused(box.store_id, orderId, requestId, "refund.nothing_captured", detail, contextFor(deps, tx, null, null)),
  );
}

/** Staff refuse the request. */
export function refuseRefundRequest(deps: CommandContext, requestId: string, reason: string, by: Caller): Promise<Result<null>> {
  const { tables } = deps;
  return deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    if (!identity.ok) return identity;
    const request = tables.refundRequests.readOpen(requestId);
    const order = request && tables.orders.read(request.order_id)?.order;
    if (!request || !order) return refuse("refund.request_not_open", "There is no such request, or it has been answered.");
    const event = refused(order.store_id, order.order_id, requestId, "staff", reason, contextFor(deps, tx, order, by));
    const saved = saveOrder(deps, tx, order, [event]);
    if (!saved.ok) return saved;
    tellOpenRequests(deps, tx);
    return ok(null);
  });
}

/** Screens hear how many there are, and ask for the list. */
export function tellOpenRequests(deps: CommandContext, tx: Tx): void {
  const open = deps.tables.refundRequests.openCount();
  tx.publish((cursor) => ({ type: "refund_requests", cursor, open }));
}

function refused(
  storeId: string,
  order_id: string,
  request_id: string,
  code: EventOf<"refund.refused">["code"],
  detail: string,
  context: DecideContext,
): EventOf<"refund.refused"> {
  return { ...envelopeOf(storeId, context), type: "refund.refused", order_id, request_id, code, detail: detail.slice(0, 280) };
}
