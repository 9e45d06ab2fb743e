/** Gives back at the counter what was taken there. Two at once are two runs of the executor, so the second sees the first. */
import type { RefundRequest } from "@crema/shared/api/store-money";
import { viewerAtStore } from "@crema/shared/api/viewers";
import { ok, type Result } from "@crema/shared/errors";
import { decideRefund } from "@crema/shared/payment/refund";
import type { By, Created } from "../ports.ts";
import { type CommandDeps, contextFor } from "./context.ts";
import { onceByKey } from "./once-by-key.ts";
import { requestHash } from "./remembered.ts";
import { saveOrder } from "./save.ts";

export function refund(deps: CommandDeps, orderId: string, request: RefundRequest, key: string, by: By): Promise<Result<Created>> {
  const { tables } = deps;
  // Without the PIN: what is asked for is the same whoever approves it, and a digest of a PIN is as good as the PIN.
  const { manager_pin: _pin, ...asked } = request;
  return onceByKey(deps, key, requestHash("refund", orderId, asked), by, (tx) => {
    const order = tables.orders.read(orderId)?.order ?? null;
    const context = contextFor(deps, tx, order, by);
    const events = decideRefund(order, asked, context);
    if (!events.ok) return events;
    const saved = saveOrder(tables, tx, order, events.value);
    if (!saved.ok) return saved;
    const refunds = events.value.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []));
    return ok({ refunds, order: { ...deps.show.order(saved.value, viewerAtStore(by.principal)), as_of: context.at } });
  });
}
