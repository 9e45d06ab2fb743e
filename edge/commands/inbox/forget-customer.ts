/** The cloud says that whoever ordered these is erased: what is over loses name and notes, and screens are told; what is open, once it is over. */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { InboxCommand } from "@crema/sync/protocol/down";
import type { Tx } from "../../executor.ts";
import type { CommandContext } from "../command-context.ts";

export function forgetCustomer(
  { tables }: Pick<CommandContext, "tables">,
  tx: Tx,
  { order_ids }: Pick<Extract<InboxCommand, { kind: "customer.erased" }>, "order_ids">,
): Result<null> {
  for (const orderId of order_ids) {
    if (!tables.persons.erase(orderId)) continue;
    const order = tables.orders.read(orderId)?.order;
    if (!order) throw new Error(`order ${orderId} has gone`);
    const cursor = tx.publish((at) => ({ type: "order", cursor: at, order, events: [] }));
    tables.orders.update(order, cursor);
  }
  return ok(null);
}

/** Orders per commit, so that orders are taken in between. */
const PIECE = 100;

/**
 * Takes the person out of every order that was to lose it once it was over, and out of those that have been over for longer than `keepMs`;
 * the latter waits while the box does not know the time.
 */
export async function forgetOldCustomers(
  deps: Pick<CommandContext, "tables" | "executor" | "clock">,
  keepMs: number,
  piece = PIECE,
): Promise<void> {
  const { tables, executor, clock } = deps;
  for (let more = true; more; ) {
    const done = await executor.run((tx) => {
      const order_ids = tables.persons.marked(piece);
      forgetCustomer(deps, tx, { order_ids });
      return ok(order_ids.length === piece);
    });
    more = done.ok && done.value;
  }
  if (clock.state() !== "CONFIRMED") return;
  for (let more = true; more; ) {
    const done = await executor.run(() => {
      const found = tables.persons.heldBefore(iso(clock.now() - keepMs), piece);
      for (const orderId of found) tables.persons.erase(orderId);
      return ok(found.length === piece);
    });
    // A box that stops here, or whose disk is full, goes on an hour later.
    more = done.ok && done.value;
  }
}
