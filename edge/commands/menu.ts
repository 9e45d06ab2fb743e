/**
 * 86: marks an item or a modifier sold out, or available again. Setting the state that it already has changes nothing and
 * raises no revision.
 */
import type { EventOf } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Availability, MenuDocument } from "@crema/shared/domain/menu/menu";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Tx } from "../executor.ts";
import type { Caller, Sellable } from "../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "./command-context.ts";
import { appendEvent } from "./save.ts";

export function setAvailability(deps: CommandContext, of: Sellable, isAvailable: boolean, by: Caller): Promise<Result<Availability>> {
  const { tables } = deps;
  const { kind, id } = of;
  return deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    if (!identity.ok) return identity;
    const menu = tables.documents.menu();
    if (!menu) return refuse("store.not_ready", "The box has no menu yet.");
    if (!isOnMenu(menu, of)) return refuse(`${kind}.not_found`, `The menu has no ${id}.`);
    if (tables.availability.isSoldOut(kind, id) === !isAvailable) return ok(tables.availability.read(tx.position.availability_revision));
    const context = contextFor(deps, tx, null, by);
    tx.position.availability_revision += 1;
    const revision = tx.position.availability_revision;
    tables.availability.set(kind, id, !isAvailable, context.at);
    const said = { ...envelopeOf(identity.value.store_id, context), sold_out: !isAvailable, revision };
    const logged = appendEvent(tables, tx, changed(of, said));
    if (!logged.ok) return logged;
    const availability = tables.availability.read(revision);
    tx.publish((cursor) => ({ type: "availability", cursor, availability }));
    tellOrders(deps, tx, of);
    return ok(availability);
  });
}

/** Of each order that nobody has started, whether it can still be made has changed with it. */
function tellOrders({ tables }: CommandContext, tx: Tx, of: Sellable): void {
  for (const order of tables.orders.unstartedWith(of)) {
    const cursor = tx.publish((at) => ({ type: "order", cursor: at, order, events: ["order.sold_out_changed"] }));
    tables.orders.update(order, cursor);
  }
}

function isOnMenu({ items, modifier_groups }: MenuDocument, { kind, id }: Sellable): boolean {
  if (kind === "item") return items.some((item) => item.item_id === id);
  return modifier_groups.some((group) => group.modifiers.some((modifier) => modifier.modifier_id === id));
}

type Changed = EventOf<"item.availability_changed"> | EventOf<"modifier.availability_changed">;

const changed = ({ kind, id }: Sellable, said: Omit<EventOf<"item.availability_changed">, "type" | "item_id">): Changed =>
  kind === "item"
    ? { ...said, type: "item.availability_changed", item_id: id }
    : { ...said, type: "modifier.availability_changed", modifier_id: id };
