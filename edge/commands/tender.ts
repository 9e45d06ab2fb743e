/** Takes money at the counter. The last tender of a READY order hands it over in the same commit. */
import { principalKey } from "@crema/shared/api/access";
import type { TenderRequest } from "@crema/shared/api/staff";
import { ok, type Result } from "@crema/shared/errors";
import { balanceCents } from "@crema/shared/order/order";
import { decideTender } from "@crema/shared/payment/decide";
import type { By, Created } from "../ports.ts";
import { type CommandDeps, contextFor, mayChange } from "./context.ts";
import { orderAnswer } from "./order-json.ts";
import { replayOf, requestHash } from "./remembered.ts";
import { saveOrder } from "./save.ts";

export function tender(deps: CommandDeps, orderId: string, request: TenderRequest, key: string, by: By): Promise<Result<Created>> {
  const { tables } = deps;
  const hash = requestHash("tender", orderId, request);
  const principal = principalKey(by.principal);
  return deps.executor.run((tx) => {
    const replay = tx.identity && replayOf(tables.idempotency.find(tx.identity.store_id, principal, key), hash);
    if (replay) return replay;
    const standing = mayChange(deps, tx);
    if (!standing.ok) return standing;
    const { epoch, store_id } = standing.value;
    const before = tables.orders.read(orderId)?.order ?? null;
    const context = contextFor(deps, tx, before, by);
    // A refused tender gives the receipt number back with its savepoint: receipts have no gaps.
    const events = decideTender(
      before,
      { ...request, payment_id: deps.newId(), receipt_number: tables.counters.nextReceipt(epoch) },
      context,
    );
    if (!events.ok) return events;
    const saved = saveOrder(tables, tx, before, events.value);
    if (!saved.ok) return saved;
    const captured = events.value.find((event) => event.type === "payment.captured");
    if (!captured) throw new Error("a tender was decided without a capture");
    const body = JSON.stringify({
      payment: captured.payment,
      order: orderAnswer(saved.value, context.at),
      balance_cents: balanceCents(saved.value),
    });
    tables.idempotency.remember({ store_id, principal, key, request_hash: hash, status: 201, body, created_at: context.at });
    return ok({ status: 201, body, replayed: false });
  });
}
