/** Asks about a line that cannot be made, and settles the question: by staff, by the customer's wish from the inbox, by the clock. */
import type { AskSubstituteRequest, SettleSubstituteRequest } from "@crema/shared/contract/substitutes";
import type { DomainEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { decideAsk } from "@crema/shared/domain/order/ask-substitute";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import { decideSettle, isDue, onWish, settleDue } from "@crema/shared/domain/order/settle-substitute";
import { type SubstitutePrices, substitutePrices } from "@crema/shared/domain/order/substitute-prices";
import type { Created } from "@crema/shared/server/idempotency";
import type { InboxCommand } from "@crema/sync/protocol/down";
import type { Tx } from "../../executor.ts";
import type { Caller } from "../../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "../command-context.ts";
import { drawersOf } from "../drawers-of.ts";
import { requestHash } from "../idempotency.ts";
import { idempotentWrite, writeOnce } from "../idempotent-write.ts";
import { saveOrder } from "../save.ts";
import { withRefunds } from "./with-refunds.ts";

export function askSubstitute(
  deps: CommandContext,
  orderId: string,
  request: AskSubstituteRequest,
  key: string | null,
  by: Caller,
): Promise<Result<Created>> {
  // Without the PIN, as of a refund.
  const { manager_pin: _pin, ...asked } = request;
  return writeOnce(deps, key, requestHash("ask_substitute", orderId, asked), by, (tx) =>
    byStaff(deps, tx, orderId, by, (order, prices, context) => {
      const settings = deps.tables.documents.profile()?.settings.substitutes;
      return decideAsk(order, request, prices, settings, context);
    }),
  );
}

export function settleSubstitute(
  deps: CommandContext,
  orderId: string,
  request: SettleSubstituteRequest,
  key: string,
  by: Caller,
): Promise<Result<Created>> {
  // Without the PIN, as of a refund.
  const { manager_pin: _pin, ...asked } = request;
  return idempotentWrite(deps, key, requestHash("settle_substitute", orderId, asked), by, (tx) =>
    byStaff(deps, tx, orderId, by, (order, prices, context) => decideSettle(order, asked, prices, context)),
  );
}

type Decision = (order: Order | null, prices: SubstitutePrices, context: DecideContext) => Result<DomainEvent[]>;

/** The response: the order, and what is to be handed back. */
function byStaff(deps: CommandContext, tx: Tx, orderId: string, by: Caller, decideOn: Decision): Result<object> {
  const { tables } = deps;
  const prices = pricesNow(deps, tx);
  if (!prices) return refuse("store.not_ready", "The box has no menu or no profile yet.");
  const order = tables.orders.read(orderId)?.order ?? null;
  const events = decideOn(order, prices, contextFor(deps, tx, order, by));
  if (!events.ok) return events;
  const saved = saveOrder(deps, tx, order, events.value, { till: drawersOf(tables, by, orderId).till });
  return saved.ok ? ok(withRefunds(deps, saved.value, events.value, by)) : saved;
}

/** In the commit that applies the command. null: it came too late, or the order is none of this box's. */
export function takeWish(
  deps: CommandContext,
  tx: Tx,
  wish: Extract<InboxCommand, { kind: "order.substitute_chosen" }>,
): Result<unknown> | null {
  const order = deps.tables.orders.read(wish.order_id)?.order ?? null;
  const events = onWish(order, wish, pricesNow(deps, tx), contextFor(deps, tx, order, null));
  return events.length > 0 ? saveByItself(deps, tx, order, events) : null;
}

/** Settles the order's question if it is due, in a commit of its own; whether it was. */
export function settleDueQuestion(deps: CommandContext, orderId: string): Promise<Result<boolean>> {
  return deps.executor.run((tx) => {
    const prices = requireActiveBox(deps, tx).ok ? pricesNow(deps, tx) : null;
    if (!prices) return ok(false);
    // Nobody's money moves by a time that the box is not sure of: a wish is settled then, and staff settle the rest.
    const at = deps.clock.state() === "CONFIRMED" ? iso(deps.clock.now()) : NEVER_OVER;
    const order = deps.tables.orders.read(orderId)?.order ?? null;
    if (!order || !isDue(order, at)) return ok(false);
    const saved = saveByItself(deps, tx, order, settleDue(order, prices, contextFor(deps, tx, order, null)));
    return saved.ok ? ok(true) : saved;
  });
}

/** Before every time until which somebody is waited for. */
const NEVER_OVER = iso(0);

const saveByItself = (deps: CommandContext, tx: Tx, order: Order | null, events: readonly DomainEvent[]): Result<Order> =>
  saveOrder(deps, tx, order, events, { till: drawersOf(deps.tables, null, order?.order_id ?? null).till });

function pricesNow({ tables, clock, newId }: CommandContext, tx: Tx): SubstitutePrices | null {
  const menu = tables.documents.menu();
  const profile = tables.documents.profile();
  if (!menu || !profile) return null;
  const availability = tables.availability.read(tx.position.availability_revision);
  return substitutePrices({ menu, profile, availability }, { atMs: clock.now(), newId });
}
