/**
 * 86: marks an item sold out, or available again. Setting the state that an item already has changes nothing and raises
 * no revision.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Availability } from "@crema/shared/domain/menu/menu";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Caller } from "../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "./command-context.ts";
import { appendEvent } from "./save.ts";

export function setAvailability(deps: CommandContext, itemId: string, isAvailable: boolean, by: Caller): Promise<Result<Availability>> {
  const { tables } = deps;
  return deps.executor.run((tx) => {
    const identity = requireActiveBox(deps, tx);
    if (!identity.ok) return identity;
    const menu = tables.documents.menu();
    if (!menu) return refuse("store.not_ready", "The box has no menu yet.");
    if (!menu.items.some((item) => item.item_id === itemId)) return refuse("item.not_found", `The menu has no ${itemId}.`);
    if (tables.availability.isSoldOut(itemId) === !isAvailable) return ok(tables.availability.read(tx.position.availability_revision));
    const context = contextFor(deps, tx, null, by);
    tx.position.availability_revision += 1;
    const revision = tx.position.availability_revision;
    tables.availability.set(itemId, !isAvailable, context.at);
    const logged = appendEvent(tables, tx, {
      ...envelopeOf(identity.value.store_id, context),
      type: "item.availability_changed",
      item_id: itemId,
      sold_out: !isAvailable,
      revision,
    });
    if (!logged.ok) return logged;
    const availability = tables.availability.read(revision);
    tx.publish((cursor) => ({ type: "availability", cursor, availability }));
    return ok(availability);
  });
}
