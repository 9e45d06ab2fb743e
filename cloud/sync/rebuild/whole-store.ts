/** What a box has of the store itself, whole: its drawer, and what is sold out. The link row must be locked. */
import type { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { Availability } from "@crema/shared/domain/menu/menu";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { DrawerOpened } from "@crema/shared/domain/store-events";
import { contextOf } from "../../db/decide-context.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";

interface Drawer {
  readonly session: DrawerSession | null;
  readonly movements: readonly DrawerMovement[];
}

/** Under the ids of the facts themselves, as those of the events that told them are gone. */
export async function takeDrawer(unit: UnitOfWork, storeId: string, { session, movements }: Drawer): Promise<void> {
  const found = await unit.client.query<{ id: string }>(
    `SELECT session_id::text AS id FROM drawer_events WHERE store_id = $1 AND type = 'drawer.opened' AND session_id = $2
     UNION ALL SELECT substring(body::text from '"movement_id"\\s*:\\s*"([0-9a-f-]{36})"') FROM drawer_events
       WHERE store_id = $1 AND type = 'drawer.moved' AND substring(body::text from '"movement_id"\\s*:\\s*"([0-9a-f-]{36})"') = ANY ($3)`,
    [storeId, session?.session_id ?? null, movements.map((movement) => movement.movement_id)],
  );
  const here = new Set(found.rows.map((row) => row.id));
  const envelope = envelopeOf(storeId, contextOf(unit));
  if (session && !here.has(session.session_id)) {
    const opened = { ...envelope, event_id: session.session_id, at: session.opened_at, type: "drawer.opened" } as const;
    unit.pending.drawerEvents.push(DrawerOpened.parse({ ...opened, session: { ...session, status: "OPEN" } }));
  }
  for (const movement of movements) {
    if (here.has(movement.movement_id)) continue;
    const { movement_id: event_id, at, actor } = movement;
    unit.pending.drawerEvents.push({ ...envelope, event_id, at, actor, type: "drawer.moved", movement });
  }
}

/** Items that are sold out here alone were put back on sale since. */
export async function takeAvailability(unit: UnitOfWork, storeId: string, { revision, sold_out_item_ids }: Availability): Promise<void> {
  const found = await unit.client.query<{ item_id: string }>("SELECT item_id FROM store_availability WHERE store_id = $1 AND sold_out", [
    storeId,
  ]);
  for (const { item_id } of found.rows) unit.pending.availability.set(item_id, { sold_out: false, revision });
  for (const item_id of sold_out_item_ids) unit.pending.availability.set(item_id, { sold_out: true, revision });
}
