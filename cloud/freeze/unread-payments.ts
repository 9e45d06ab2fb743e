/** Payments that could not be read during a freeze, because their account is closed to this installation: a person gets them by order. */
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { Order } from "@crema/shared/domain/order/order";
import type { UnitOfWork } from "../db/unit-of-work.ts";

/** An exception has a page of its own; this many are named in it. */
const NAMED = 50;

/** The link row must be locked. Once for all of them, for the freeze ends once. */
export async function raiseUnread(unit: UnitOfWork, storeId: string, accounts: readonly string[]): Promise<void> {
  const found = await unit.client.query<{ account: string; state: Order }>(
    `SELECT i.account, o.state FROM payment_intents i JOIN orders o USING (store_id, order_id)
     WHERE i.store_id = $1 AND i.intent_id IS NOT NULL AND i.account = ANY ($2) AND o.status NOT IN ('COMPLETED', 'CANCELLED') ORDER BY o.order_id`,
    [storeId, accounts],
  );
  const named = found.rows
    .slice(0, NAMED)
    .map(({ account, state }) => `${nameOf(state)} over ${moneyText(state.total_cents, state)} (${account})`);
  const more = found.rows.length > NAMED ? ` and ${found.rows.length - NAMED} more` : "";
  unit.raise({
    store_id: storeId,
    order_id: null,
    kind: "payment.not_read",
    detail: `The service was put back to an earlier state, and the provider does not admit it to ${accounts.join(", ")} any more: what became there of payments in the time that is lost is not known. ${
      named.length === 0 ? "No order that is not over was paid there." : `Orders that are not over: ${named.join("; ")}${more}.`
    }`,
    what_to_do:
      "Ask the account's owner which of these payments were captured or refunded. Compare with the store which orders were made, and refund or charge by hand what does not fit.",
  });
}

const nameOf = ({ ticket_number, order_id }: Order): string =>
  ticket_number === null ? `order ${order_id}` : `order ${ticket_number} (${order_id})`;
