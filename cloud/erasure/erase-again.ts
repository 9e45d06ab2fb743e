/**
 * What was told of an erased customer's order after the erasure, by a box that had not heard of it, by a disk, or to a database that was
 * put back: it is stored without the person (db/orders.ts), and the box is told again. In the commit of what was told.
 */
import { z } from "zod";
import { boxVersion } from "../db/box-version.ts";
import { insertInto, insertRows, text, uuid } from "../db/insert.ts";
import type { QuarantineRow } from "../db/pending-rows.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { isFrozen } from "../freeze/freeze.ts";
import { forgetCustomers } from "../store-inbox.ts";
import { blankText, jsonOf } from "./blank-text.ts";
import { BOX_FORGETS } from "./box-forgets.ts";

export async function eraseAgain(unit: UnitOfWork): Promise<void> {
  await eraseUnknown(unit);
  await blankOnceOver(unit);
  const { link } = unit;
  const told = [...unit.orders.values()].filter((record) => record.toldPerson && record.storeId === link?.store_id);
  if (told.length === 0 || !link || link.node_id === null || isFrozen(unit)) return;
  if ((await boxVersion(unit, link.store_id)) < BOX_FORGETS) return;
  forgetCustomers(
    unit,
    told.map((record) => record.orderId),
  );
}

/** What was stored while the order was open goes with the next sweep after its end, also where the order was not here at the erasure. */
async function blankOnceOver(unit: UnitOfWork): Promise<void> {
  const waiting = new Set(unit.pending.quarantined.filter(hasLines).map((row) => row.order_id));
  const kept = [...unit.orders.values()].filter(
    ({ isErased, order, recorded, orderId }) => isErased && (order === null ? waiting.has(orderId) : recorded.length > 0),
  );
  if (kept.length === 0) return;
  await unit.client.query(
    `UPDATE erased_orders SET blanked_at = NULL FROM unnest($1::text[], $2::uuid[]) AS kept (store_id, order_id)
     WHERE erased_orders.store_id = kept.store_id AND erased_orders.order_id = kept.order_id AND blanked_at IS NOT NULL`,
    [kept.map(({ storeId }) => storeId), kept.map(({ orderId }) => orderId)],
  );
}

/** Whose order it is that came into being now, or waits in quarantine, and was not known here when they were erased. */
interface Late {
  readonly orderId: string;
  readonly storeId: string;
  readonly userId: string;
}

async function eraseUnknown(unit: UnitOfWork): Promise<void> {
  const late = [...bornNow(unit), ...quarantinedNow(unit)].filter(({ userId }) => !unit.customersHere.has(userId));
  if (late.length > 0) {
    const found = await unit.client.query<{ user_id: string }>("SELECT user_id FROM erased_users WHERE user_id = ANY ($1::uuid[])", [
      late.map(({ userId }) => userId),
    ]);
    const erased = new Set(found.rows.map((row) => row.user_id));
    const theirs = late.filter(({ userId }) => erased.has(userId));
    for (const { orderId } of theirs) unit.orders.get(orderId)?.erase();
    await insertRows(unit.client, INSERT_ERASED, theirs);
  }
  const { quarantined } = unit.pending;
  for (const [index, row] of quarantined.entries()) {
    const record = row.order_id === null ? undefined : unit.orders.get(row.order_id);
    // The database may have lost an open order, and what is applied once that is back has the notes of its lines.
    if (record?.forgets() && !(record.order === null && hasLines(row))) quarantined[index] = { ...row, body: blankText(row.body) };
  }
}

/** What waits and is to say how the order's lines are. */
const hasLines = ({ event_type, resolved_at }: QuarantineRow): boolean => event_type === "order.amended" && resolved_at === null;

const bornNow = (unit: UnitOfWork): Late[] =>
  [...unit.orders.values()].flatMap(({ created, isErased, order, orderId, storeId }) =>
    created && !isErased && order?.user_id ? [{ orderId, storeId, userId: order.user_id }] : [],
  );

const Told = z.object({ order: z.object({ user_id: z.uuid() }) });

function quarantinedNow(unit: UnitOfWork): Late[] {
  return unit.pending.quarantined.flatMap(({ order_id: orderId, body }) => {
    const told = Told.safeParse(jsonOf(body));
    const record = orderId === null ? undefined : unit.orders.get(orderId);
    return told.success && record && !record.isErased
      ? [{ orderId: record.orderId, storeId: record.storeId, userId: told.data.order.user_id }]
      : [];
  });
}

const INSERT_ERASED = insertInto<Late>(
  "erased_orders",
  { store_id: text((row) => row.storeId), order_id: uuid((row) => row.orderId), user_id: uuid((row) => row.userId) },
  "ON CONFLICT DO NOTHING",
);
