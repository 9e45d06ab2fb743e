/** Money of another disk always counts here, once, in the reports of whoever closes the drawer next; receipts keep their numbers. */
import type { StoreMoneyEvent } from "@crema/shared/domain/events";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import type { OrderWithMoney } from "@crema/sync/protocol/hand-back";
import type { Tx } from "../../executor.ts";
import type { CommandContext } from "../command-context.ts";
import { appendVerbatim, type HowToSave, saveOrder } from "../save.ts";
import type { Entered, Entering } from "./entering.ts";
import { isHere, isOfKnownPayment, numberedOnce, withoutTakenNumber } from "./known-money.ts";

export function enterMoney(
  deps: CommandContext,
  tx: Tx,
  { inCloud }: Entering,
  event: StoreMoneyEvent,
  how: HowToSave & { verbatim: string },
): Result<Entered> {
  const { tables } = deps;
  if (isHere(deps, event)) return ok("known");
  const here = tables.orders.read(event.order_id)?.order ?? null;
  if (here === null && inCloud !== null && isOpenStatus(inCloud.order.status)) return ok("waits");
  const order = here ?? (inCloud && bringIn(deps, tx, inCloud));
  if (isHere(deps, event)) return ok("known");
  // Of an order that nobody has: it counts in the cloud, whose books name it, until another disk brings the order (early-money.ts).
  if (order === null || !isOfKnownPayment(deps, event)) return entered(appendVerbatim(tables, tx, event, how.verbatim));
  return entered(saveOrder(tables, tx, order, [withoutTakenNumber(deps, event)], how));
}

const entered = (logged: Result<unknown>): Result<Entered> => (logged.ok ? ok("applied") : logged);

/**
 * An order that the store's next box was not handed, because it was over: as the cloud has it, so that its refund can be asked for here.
 * What the cloud has of its money a report of the store has covered, or this box would have been handed it.
 */
function bringIn(deps: CommandContext, tx: Tx, { order, payments, refunds }: OrderWithMoney): Order {
  const { tables } = deps;
  tx.position.cursor += 1;
  tables.orders.insert(order, tx.position.cursor, null);
  for (const payment of payments) if (!tables.money.payment(payment.payment_id)) tables.money.insertPayment(numberedOnce(deps, payment));
  for (const refund of refunds) if (!tables.money.refund(refund.refund_id)) tables.money.insertRefund(numberedOnce(deps, refund));
  return order;
}
