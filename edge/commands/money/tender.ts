/** Takes money at the counter. The last tender of a READY order hands it over in the same commit. */
import type { TenderRequest } from "@crema/shared/contract/money";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { balanceCents } from "@crema/shared/domain/order/order";
import { decideTender, tenderRules } from "@crema/shared/domain/payment/decide";
import type { Created } from "@crema/shared/server/idempotency";
import type { Caller } from "../../ports.ts";
import { type CommandContext, contextFor } from "../command-context.ts";
import { drawersOf } from "../drawers-of.ts";
import { requestHash } from "../idempotency.ts";
import { idempotentWrite } from "../idempotent-write.ts";
import { saveOrder } from "../save.ts";

export function tender(deps: CommandContext, orderId: string, request: TenderRequest, key: string, by: Caller): Promise<Result<Created>> {
  const { tables } = deps;
  const { tip_cents, ...rest } = request;
  // The hash from before there were tips, so that a tender that is repeated across an upgrade is still recognised.
  const hash = requestHash("tender", orderId, rest, ...(tip_cents > 0 ? [tip_cents] : []));
  return idempotentWrite(deps, key, hash, by, (tx, { epoch }) => {
    const before = tables.orders.read(orderId)?.order ?? null;
    const context = contextFor(deps, tx, before, by);
    // A refused tender rolls the receipt number back with its savepoint, so receipts have no gaps.
    const events = decideTender(
      before,
      {
        ...request,
        ...tenderRules(tables.documents.profile()?.settings),
        payment_id: deps.newId(),
        receipt_number: tables.counters.nextReceipt(epoch),
      },
      context,
    );
    if (!events.ok) return events;
    const saved = saveOrder(deps, tx, before, events.value, { till: drawersOf(tables, by, orderId).till });
    if (!saved.ok) return saved;
    const captured = events.value.find((event) => event.type === "payment.captured");
    if (!captured) throw new Error("the decision has no payment.captured");
    return ok({
      payment: captured.payment,
      order: { ...deps.show.order(saved.value, viewerAtStore(by.principal)), as_of: context.at },
      balance_cents: balanceCents(saved.value),
    });
  });
}
