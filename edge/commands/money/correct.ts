/** Puts a tender right that was recorded wrongly: its correction and the right tender, with a receipt number each, in one commit. */
import type { CorrectTenderRequest } from "@crema/shared/contract/money";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { decideCorrection } from "@crema/shared/domain/payment/correct";
import { tenderRules } from "@crema/shared/domain/payment/decide";
import type { Created } from "@crema/shared/server/idempotency";
import type { Caller } from "../../ports.ts";
import { type CommandContext, contextFor } from "../command-context.ts";
import { drawersOfTender } from "../drawers-of.ts";
import { requestHash } from "../idempotency.ts";
import { idempotentWrite } from "../idempotent-write.ts";
import { saveOrder } from "../save.ts";

export function correctTender(
  deps: CommandContext,
  orderId: string,
  paymentId: string,
  request: CorrectTenderRequest,
  key: string,
  by: Caller,
): Promise<Result<Created>> {
  const { tables } = deps;
  const { manager_pin: _pin, ...asked } = request;
  return idempotentWrite(deps, key, requestHash("correct", orderId, paymentId, asked), by, (tx) => {
    const order = tables.orders.read(orderId)?.order ?? null;
    const drawers = drawersOfTender(tables, tables.money.payment(paymentId));
    const context = { ...contextFor(deps, tx, order, by), drawerSessionId: drawers.cash?.session_id ?? null };
    const { reason, ...tender } = asked;
    const right = { ...tender, ...tenderRules(tables.documents.profile()?.settings) };
    const events = decideCorrection(order, { payment_id: paymentId, right, reason, right_payment_id: deps.newId() }, context);
    if (!events.ok) return events;
    const saved = saveOrder(deps, tx, order, events.value, { till: drawers.till });
    if (!saved.ok) return saved;
    const correction = events.value.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []))[0];
    const payment = events.value.flatMap((event) => (event.type === "payment.captured" ? [event.payment] : []))[0];
    return ok({ correction, payment, order: { ...deps.show.order(saved.value, viewerAtStore(by.principal)), as_of: context.at } });
  });
}
