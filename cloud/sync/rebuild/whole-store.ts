/** What a box has of the store itself, whole: its drawers, and what is sold out. The link row must be locked. */
import type { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { ZReport } from "@crema/shared/domain/drawer/report";
import type { Availability } from "@crema/shared/domain/menu/menu";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { DrawerOpened, type PairedDevice } from "@crema/shared/domain/store-events";
import { readAvailability } from "../../db/availability.ts";
import { contextOf } from "../../db/decide-context.ts";
import type { SaidOfStock } from "../../db/pending-rows.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";

interface Drawer {
  readonly session: DrawerSession;
  /** null: it is open. */
  readonly report: ZReport | null;
}

interface Told {
  readonly drawers: readonly Drawer[];
  readonly movements: readonly DrawerMovement[];
  /** Of days that ended without a drawer. */
  readonly day_reports: readonly ZReport[];
}

/** Under the ids of the facts themselves, as those of the events that told them are gone. */
export async function takeDrawers(unit: UnitOfWork, storeId: string, { drawers, movements, day_reports }: Told): Promise<void> {
  const found = await unit.client.query<{ id: string }>(
    `SELECT type || ' ' || session_id AS id FROM drawer_events
       WHERE store_id = $1 AND type IN ('drawer.opened', 'drawer.closed') AND session_id = ANY ($2::uuid[])
     UNION ALL SELECT 'day.closed ' || substring(body::text from '"z_number"\\s*:\\s*"([^"]*)"') FROM drawer_events
       WHERE store_id = $1 AND type = 'day.closed'
     UNION ALL SELECT substring(body::text from '"movement_id"\\s*:\\s*"([0-9a-f-]{36})"') FROM drawer_events WHERE store_id = $1 AND type = 'drawer.moved'`,
    [storeId, drawers.map(({ session }) => session.session_id)],
  );
  const here = new Set(found.rows.map((row) => row.id));
  const envelope = envelopeOf(storeId, contextOf(unit));
  const { drawerEvents } = unit.pending;
  for (const { session } of drawers) {
    if (here.has(`drawer.opened ${session.session_id}`)) continue;
    const opened = { ...envelope, event_id: session.session_id, at: session.opened_at, type: "drawer.opened" } as const;
    drawerEvents.push(DrawerOpened.parse({ ...opened, session: { ...session, status: "OPEN" } }));
  }
  for (const movement of movements) {
    if (here.has(movement.movement_id)) continue;
    const { movement_id: event_id, at, actor } = movement;
    drawerEvents.push({ ...envelope, event_id, at, actor, type: "drawer.moved", movement });
  }
  for (const { session, report } of drawers) {
    if (report === null || here.has(`drawer.closed ${session.session_id}`)) continue;
    const closed = { ...envelope, event_id: unit.newId(), at: report.closed_at, type: "drawer.closed" } as const;
    drawerEvents.push({ ...closed, session_id: session.session_id, report });
  }
  for (const report of day_reports) {
    if (here.has(`day.closed ${report.z_number}`)) continue;
    drawerEvents.push({ ...envelope, event_id: unit.newId(), at: report.closed_at, type: "day.closed", report });
  }
}

export function takeDevices(unit: UnitOfWork, storeId: string, devices: readonly PairedDevice[]): void {
  for (const device of devices) {
    const envelope = { ...envelopeOf(storeId, contextOf(unit)), at: device.paired_at };
    unit.pending.devices.set(device.device_id, { ...envelope, type: "device.paired", device });
  }
}

/** What is sold out or counted here alone was put back on sale since, or is not counted any more. */
export async function takeAvailability(unit: UnitOfWork, storeId: string, there: Availability): Promise<void> {
  const { revision } = there;
  const here = await readAvailability(unit.client, storeId);
  const { availability, modifierAvailability } = unit.pending;
  const note = (kind: "item" | "modifier", id: string, said: Omit<SaidOfStock, "revision">) =>
    (kind === "item" ? availability : modifierAvailability).set(id, { ...said, revision });
  for (const { kind, id } of stockIn(here)) note(kind, id, { sold_out: false, until: null, left: null });
  const left = new Map(there.counted?.map((one) => [`${one.kind} ${one.id}`, one.left]));
  const ends = new Map(there.until?.map((one) => [`${one.kind} ${one.id}`, one.until]));
  for (const { kind, id, sold_out } of stockIn(there))
    note(kind, id, { sold_out, until: ends.get(`${kind} ${id}`) ?? null, left: left.get(`${kind} ${id}`) ?? null });
}

/** What is counted, and then what is sold out, so that the latter is the last word. */
function stockIn({ counted = [], sold_out_item_ids, sold_out_modifier_ids }: Availability) {
  const soldOut = (kind: "item" | "modifier", ids: readonly string[]) => ids.map((id) => ({ kind, id, sold_out: true }));
  return [
    ...counted.map(({ kind, id }) => ({ kind, id, sold_out: false })),
    ...soldOut("item", sold_out_item_ids),
    ...soldOut("modifier", sold_out_modifier_ids),
  ];
}
