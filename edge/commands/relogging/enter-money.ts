/** Money of another disk always counts here, once, in the reports of whoever closes the drawer next; receipts keep their numbers. */
import type { StoreMoneyEvent } from "@crema/shared/domain/events";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { isOpenStatus } from "@crema/shared/domain/order/order";
import type { OrderWithMoney } from "@crema/sync/protocol/order-with-money";
import type { Tx } from "../../executor.ts";
import { appendVerbatim } from "../append.ts";
import type { CommandContext } from "../command-context.ts";
import { bringIn } from "../orders/earlier-order.ts";
import { type HowToSave, saveOrder } from "../save.ts";
import type { Entered, Entering } from "./entering.ts";
import { isHere, isOfKnownPayment, withoutTakenNumber } from "./known-money.ts";

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
  if (here === null && inCloud !== null && isOnItsWay(inCloud)) return ok("waits");
  const order = here ?? (inCloud && bringIn(deps, tx, inCloud));
  if (isHere(deps, event)) return ok("known");
  // Of an order that nobody has: it counts in the cloud, whose books name it, until another disk brings the order (early-money.ts).
  if (order === null || !isOfKnownPayment(deps, event)) return entered(appendVerbatim(tables, tx, event, how.verbatim));
  return entered(saveOrder(deps, tx, order, [withoutTakenNumber(deps, event)], how));
}

/** The cloud decides it, and offers it to this box. */
const isOnItsWay = ({ order }: OrderWithMoney): boolean => isOpenStatus(order.status) && order.authority === "cloud";

const entered = (logged: Result<unknown>): Result<Entered> => (logged.ok ? ok("applied") : logged);
