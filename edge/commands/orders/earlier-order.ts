/**
 * An order that the store's box was not handed, because it was over when the box began: as the cloud has it, so that its receipt is
 * here and it can be refunded by line. What was taken for it a report of the box before has covered, so it enters no journal.
 */
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import type { OrderWithMoney } from "@crema/sync/protocol/order-with-money";
import type { Tx } from "../../executor.ts";
import { type CommandContext, requireActiveBox } from "../command-context.ts";
import { beganAt, takeOnlineRefunds } from "../count-online-refunds.ts";
import { numberedOnce } from "../relogging/known-money.ts";

/** As it stands here from then on. */
export function bringEarlierOrder(deps: CommandContext, earlier: OrderWithMoney): Promise<Result<Order>> {
  return deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    return identity.ok ? ok(deps.tables.orders.read(earlier.order.order_id)?.order ?? bringIn(deps, tx, earlier)) : identity;
  });
}

/** Of a command that names an order: the one that is here, or else the one that came with it, unless that is open. */
export function orderHereOr(deps: CommandContext, tx: Tx, orderId: string, earlier: OrderWithMoney | undefined): Order | null {
  const here = deps.tables.orders.read(orderId)?.order;
  if (here) return here;
  return earlier && !isOpenStatus(earlier.order.status) ? bringIn(deps, tx, earlier) : null;
}

/** Of one that is open in the cloud, which has forgotten its end, a person says what became of it, unless a disk does. */
export function bringIn(deps: CommandContext, tx: Tx, { order: known, payments, refunds }: OrderWithMoney): Order {
  const { tables } = deps;
  const isUnstarted = known.status === "PLACED" || known.status === "PAID";
  const order: Order = isUnstarted ? { ...known, look_first: true } : known;
  const cursor = isOpenStatus(order.status)
    ? tx.publish((cursor) => ({ type: "order", cursor, order, events: ["order.placed"] }))
    : ++tx.position.cursor;
  tables.orders.insert(order, cursor, null);
  for (const payment of payments) if (!tables.money.payment(payment.payment_id)) tables.money.insertPayment(numberedOnce(deps, payment));
  const [online, counter] = [refunds.filter(isOnline), refunds.filter((refund) => !isOnline(refund))];
  for (const refund of counter) if (!tables.money.refund(refund.refund_id)) tables.money.insertRefund(numberedOnce(deps, refund));
  const present = online.filter(({ status }) => status !== "FAILED");
  if (present.length > 0) takeOnlineRefunds(tables, order, { refunds: present }, beganAt(tables, tx.identity?.epoch ?? 0));
  return order;
}

const isOnline = ({ provider }: OrderWithMoney["refunds"][number]): boolean => provider !== "in_store";
