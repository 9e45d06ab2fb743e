/** The payment of a new order that is paid online: its fact, its intent to be, and the operation that makes it. */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Order } from "@crema/shared/domain/order/order";
import { OnlineMoney } from "../../db/online-money.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { claimNew } from "./claim.ts";
import type { ClaimedOperation } from "./operation.ts";

/**
 * M8: the amount is the order's, which the cloud has priced. Part of the order's own commit. Its creation is taken in it: whoever places the
 * order makes the call once that is committed.
 */
export function beginPayment(unit: UnitOfWork, order: Order, account: string | null, payWithinMs: number): ClaimedOperation {
  const payment_id = unit.newId();
  const money = new OnlineMoney(
    {
      payment_id,
      order_id: order.order_id,
      store_id: order.store_id,
      provider: "stripe",
      method: "ONLINE",
      status: "REQUIRES_PAYMENT",
      provider_ref: null,
      account,
      intent_id: null,
      amount_cents: order.total_cents,
      currency: order.currency,
      tip_cents: order.tip_cents,
      drawer_session_id: null,
      tendered_cents: null,
      change_cents: null,
      reference: null,
      captured_by: null,
      captured_at: null,
      business_day: null,
      created_at: order.created_at,
    },
    {
      intent_id: null,
      client_secret: null,
      pay_by: iso(unit.clock.now() + payWithinMs),
      capture_by: null,
      hold_ends_at: null,
      check_at: null,
      checks: 0,
    },
  );
  money.paymentChanged = true;
  money.intentChanged = true;
  money.open("CREATE", order.created_at, unit.newId);
  const [creation] = money.operations;
  if (!creation) throw new Error("the creation was not opened");
  unit.online.set(order.order_id, money);
  return claimNew(money, creation, unit.clock.now());
}
