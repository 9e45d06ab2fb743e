/**
 * Refunds at the counter what was taken there. Two at once are two runs of the executor, so the second sees the first.
 * Only the cloud can refund what was paid online: the store asks with an event of its log, also while offline.
 */
import type { RefundRequest } from "@crema/shared/contract/money";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import type { DomainEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import { decideOrderRefund } from "@crema/shared/domain/order/refund-order";
import type { Created } from "@crema/shared/server/idempotency";
import type { Caller } from "../../ports.ts";
import { type CommandContext, contextFor } from "../command-context.ts";
import { drawersOf } from "../drawers-of.ts";
import { requestHash } from "../idempotency.ts";
import { idempotentWrite } from "../idempotent-write.ts";
import { tellOpenRequests } from "../refund-requests.ts";
import { saveOrder } from "../save.ts";

export function refund(deps: CommandContext, orderId: string, request: RefundRequest, key: string, by: Caller): Promise<Result<Created>> {
  const { tables } = deps;
  // Without the PIN: the request is the same whoever approves it, and a digest of a PIN would reveal the PIN.
  const { manager_pin: _pin, request_id, ...asked } = request;
  const hash = requestHash("refund", orderId, request_id === null ? asked : { ...asked, request_id });
  return idempotentWrite(deps, key, hash, by, (tx) => {
    const order = tables.orders.read(orderId)?.order ?? null;
    const context = contextFor(deps, tx, order, by);
    const decided =
      request_id === null ? decideOrderRefund(order, asked, context) : decideRequestedRefund(deps, order, request_id, context);
    if (!decided.ok) return decided;
    const events = decided.value.map((event) => (event.type === "refund.succeeded" ? { ...event, request_id } : event));
    const saved = saveOrder(deps, tx, order, events, { till: drawersOf(tables, by, orderId).till });
    if (!saved.ok) return saved;
    if (request_id !== null) {
      tables.refundRequests.answer(request_id, "DONE", context.at);
      tellOpenRequests(deps, tx);
    }
    const refunds = decided.value.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []));
    const wish = decided.value.find((event) => event.type === "refund.requested");
    const requested = wish ? { request_id: wish.request_id, amount_cents: wish.amount_cents } : null;
    return ok({ refunds, requested, order: { ...deps.show.order(saved.value, viewerAtStore(by.principal)), as_of: context.at } });
  });
}

/** Headquarters has approved it: amount and reason are those of the request. */
function decideRequestedRefund(
  deps: CommandContext,
  order: Order | null,
  requestId: string,
  context: DecideContext,
): Result<DomainEvent[]> {
  const request = deps.tables.refundRequests.readOpen(requestId);
  if (!request || request.order_id !== order?.order_id) {
    return refuse("refund.request_not_open", "There is no such request for this order, or it has been answered.");
  }
  const { amount_cents, lines, tip_cents, reason } = request;
  const asked = { payment_id: null, amount_cents: lines ? null : amount_cents, lines, tip_cents: tip_cents ?? 0, reason };
  return decideOrderRefund(order, asked, { ...context, managerApproved: true });
}
