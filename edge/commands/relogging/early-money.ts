/**
 * Money may come in from one disk before its order does from another. It is in the log by then, and counts in the cloud; once the order is
 * here it is the order's, as it is there.
 */
import { coveringSession } from "@crema/shared/domain/drawer/coverage";
import { isStoreMoney } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import type { Tx } from "../../executor.ts";
import type { CommandContext } from "../command-context.ts";
import { isHere, isOfKnownPayment, withoutTakenNumber } from "./known-money.ts";
import { readOldEvent } from "./old-disk.ts";
import { tillHere } from "./till-here.ts";

/** In the run of the executor in which the order has come in. */
export function countEarlyMoney(deps: CommandContext, tx: Tx, orderId: string): void {
  const { tables } = deps;
  const born = tables.orders.read(orderId)?.order ?? null;
  if (born === null || born.pay_mode !== "AT_STORE") return;
  let order = withoutMoney(born);
  let counted = 0;
  for (const body of tables.log.moneyOf(orderId)) {
    const event = readOldEvent({ body });
    if (event === null || !isStoreMoney(event) || isHere(deps, event) || !isOfKnownPayment(deps, event)) continue;
    const numbered = withoutTakenNumber(deps, event);
    const covering = (day: string | null) => coveringSession(tillHere(deps, event), day);
    order = evolve(order, numbered);
    counted += 1;
    if (numbered.type === "payment.captured") {
      tables.money.insertPayment(numbered.payment);
      tables.journal.append("PAYMENT", numbered.payment.payment_id, numbered.payment.business_day, covering(numbered.payment.business_day));
    } else {
      tables.money.insertRefund(numbered.refund);
      tables.journal.append("REFUND", numbered.refund.refund_id, numbered.refund.business_day, covering(numbered.refund.business_day));
    }
  }
  if (counted === 0) return;
  const after = order;
  tables.orders.update(
    after,
    tx.publish((cursor) => ({ type: "order", cursor, order: after, events: ["payment.captured"] })),
  );
}

/** The cloud may have counted it before it sent the order down. */
const withoutMoney = (order: Order): Order => ({ ...order, paid_cents: cents(0), refunded_cents: cents(0), refund_state: "NONE" });
