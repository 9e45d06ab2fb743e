/**
 * Orders and money whole, in pages, for a cloud that was put back further than the log reaches. An order whose birth the log still has is
 * told by the log alone.
 */
import type { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { ZReport } from "@crema/shared/domain/drawer/report";
import type { PairedDevice } from "@crema/shared/domain/store-events";
import type { FactsPage, StoreFacts } from "@crema/sync/protocol/hand-back";
import type { AvailabilityTable } from "./availability.ts";
import type { BoxTable } from "./box-state.ts";
import type { Db } from "./database.ts";
import type { DrawerTable } from "./drawer.ts";
import { ONLINE_KINDS, UNCOVERED } from "./journal.ts";
import type { MoneyTable } from "./money.ts";
import type { OrderTable } from "./orders.ts";

export interface WholeFactsTable {
  /** Of the orders with a greater id; the store's own facts come with the last page. */
  page(epoch: number, after: string | null, availabilityRevision: number): FactsPage;
}

const ORDERS = 200;

interface Sources {
  readonly orders: Pick<OrderTable, "read">;
  readonly money: Pick<MoneyTable, "paymentsOf" | "refundsOf">;
  readonly drawer: Pick<DrawerTable, "movement">;
  readonly availability: Pick<AvailabilityTable, "read">;
  readonly box: Pick<BoxTable, "box">;
}

export function prepareWholeFacts(db: Db, { orders, money, drawer, availability, box }: Sources): WholeFactsTable {
  const ids = db.prepare<[string, number, number], { order_id: string }>(
    `SELECT order_id FROM orders WHERE order_id > ? AND handoff IN ('BORN_AT_STORE', 'CONFIRMED')
       AND order_id NOT IN (SELECT order_id FROM events WHERE epoch = ? AND type IN ('order.placed', 'order.accepted') AND order_id IS NOT NULL)
     ORDER BY order_id LIMIT ?`,
  );
  const drawers = db.prepare<[], { state: string; report: string | null }>(
    "SELECT state, report FROM drawer_sessions LEFT JOIN z_reports USING (session_id) ORDER BY session_id",
  );
  const movements = db.prepare<[], { movement_id: string }>("SELECT movement_id FROM drawer_movements ORDER BY movement_id");
  const devices = db.prepare<[], PairedDevice>(
    "SELECT device_id, kind, name, token_hash, paired_at FROM devices WHERE revoked_at IS NULL ORDER BY paired_at",
  );
  type Uncovered = StoreFacts["uncovered"][number];
  const uncovered = db.prepare<[], Omit<Uncovered, "session_id"> & { session_id: string | null }>(
    `SELECT kind, ref_id, business_day, session_id FROM ${UNCOVERED} WHERE kind NOT IN ${ONLINE_KINDS} ORDER BY position`,
  );
  const dayReports = db.prepare<[], { report: string }>("SELECT report FROM z_reports WHERE session_id IS NULL ORDER BY number");

  const storeFacts = (revision: number): StoreFacts => ({
    drawers: drawers.all().map(({ state, report }) => ({
      session: JSON.parse(state) as DrawerSession,
      report: report === null ? null : (JSON.parse(report) as ZReport),
    })),
    movements: movements.all().flatMap(({ movement_id }): DrawerMovement[] => {
      const movement = drawer.movement(movement_id);
      return movement ? [movement] : [];
    }),
    availability: availability.read(revision),
    app_orders_paused_until: box.box().app_orders_paused_until,
    devices: devices.all(),
    day_reports: dayReports.all().map(({ report }) => ZReport.parse(JSON.parse(report))),
    uncovered: uncovered.all().map(({ session_id, ...fact }): Uncovered => ({ ...fact, ...(session_id !== null && { session_id }) })),
  });

  return {
    page(epoch, after, revision) {
      const found = ids.all(after ?? "", epoch, ORDERS).map((row) => row.order_id);
      return {
        after,
        orders: found.flatMap((id) => orders.read(id)?.order ?? []),
        payments: found.flatMap((id) => money.paymentsOf(id)).filter((payment) => payment.provider === "in_store"),
        refunds: found.flatMap((id) => money.refundsOf(id)).filter((refund) => refund.provider === "in_store"),
        store: found.length < ORDERS ? storeFacts(revision) : null,
      };
    },
  };
}
