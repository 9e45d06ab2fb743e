/**
 * Whether there is enough left of what the store counts, under its link row: of any number at once for the last one, one has it. What
 * an order takes is the order itself (queries/stock.ts).
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Availability } from "@crema/shared/domain/menu/menu";
import { onSaleBy, soldOutThen } from "@crema/shared/domain/menu/sold-out";
import { missingOf, piecesOf } from "@crema/shared/domain/menu/stock";
import type { Order } from "@crema/shared/domain/order/order";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import { readAvailability } from "../../db/availability.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { lessPieces, unansweredPieces } from "../../queries/stock.ts";

/** Refuses with item.sold_out or modifier.sold_out. `shown`: what was left a moment ago; where nothing of it is counted, nothing is read. */
export async function checkStock(unit: UnitOfWork, order: Order, profile: ProfileDocument, shown: Availability): Promise<Result<null>> {
  const { items, modifiers } = piecesOf(order.lines);
  if (!shown.counted?.some(({ kind, id }) => (kind === "item" ? items : modifiers).has(id))) return ok(null);
  const nowMs = unit.clock.now();
  const present = onSaleBy(await readAvailability(unit.client, order.store_id), nowMs);
  const pieces = await unansweredPieces(unit.client, order.store_id, present, profile, nowMs);
  const missing = missingOf(order.lines, soldOutThen(lessPieces(present, pieces), profile, order.requested_for, nowMs));
  if (!missing) return ok(null);
  const { code, detail, line } = missing;
  const field = code === "item.sold_out" ? `/items/${line}/item_id` : `/items/${line}/modifier_ids`;
  return refuse(code, `${detail}.`, { fields: [{ field, message: detail }] });
}
