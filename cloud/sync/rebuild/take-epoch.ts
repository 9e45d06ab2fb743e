/**
 * A box that was enrolled in the time that is lost: its certificate proves the epoch. What it was enrolled with comes back with it, as
 * far as this cloud does not have it: orders, money and devices of the box before, whose log nobody sends any more.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import type { JoinRequest } from "@crema/sync/protocol/join";
import { Snapshot } from "@crema/sync/protocol/snapshot";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import type { CertificateAuthority } from "../../auth/certificate.ts";
import { contextOf } from "../../db/decide-context.ts";
import type { LinkRow, UnitOfWork } from "../../db/unit-of-work.ts";

export async function takeEpoch(
  unit: UnitOfWork,
  link: LinkRow,
  { node_id, epoch, epoch_certificate }: JoinRequest,
  certificates: Pick<CertificateAuthority, "verify">,
  snapshot: string | null,
): Promise<void> {
  const claim = await certificates.verify(epoch_certificate);
  if (claim?.public_key === undefined || claim.node_id !== node_id || claim.epoch !== epoch || claim.store_id !== link.store_id)
    throw new Error("a box without a certificate of its epoch was let in");
  const now = iso(unit.clock.now());
  await unit.client.query("UPDATE edge_nodes SET revoked_at = coalesce(revoked_at, $2), snapshot = NULL WHERE store_id = $1", [
    link.store_id,
    now,
  ]);
  await unit.client.query(
    `INSERT INTO edge_nodes (store_id, node_id, epoch, public_key, certificate, enrolled_at, snapshot) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (store_id, node_id) DO UPDATE SET revoked_at = NULL`,
    [link.store_id, node_id, epoch, claim.public_key, epoch_certificate, now, snapshot],
  );
  await unit.client.query("DELETE FROM store_link_seen WHERE store_id = $1", [link.store_id]);
  Object.assign(link, { node_id, epoch, last_seq: 0, last_hash: GENESIS_HASH, conflict: null, join_number: 0, join_nonce: null });
  unit.pending.linkChanged = true;
  if (snapshot !== null) await takeBack(unit, link.store_id, Snapshot.parse(JSON.parse(snapshot)));
}

async function takeBack(unit: UnitOfWork, storeId: string, { orders, payments, refunds, devices }: Snapshot): Promise<void> {
  await unit.loadOrders(
    storeId,
    orders.map((order) => order.order_id),
  );
  for (const order of orders) takeOrder(unit, storeId, order);
  const known = await unit.client.query<{ id: string }>(
    `SELECT payment_id AS id FROM payments WHERE store_id = $1 AND payment_id = ANY ($2::uuid[])
     UNION ALL SELECT refund_id FROM refunds WHERE store_id = $1 AND refund_id = ANY ($3::uuid[])`,
    [storeId, payments.map((payment) => payment.payment_id), refunds.map((refund) => refund.refund_id)],
  );
  const here = new Set(known.rows.map((row) => row.id));
  unit.pending.payments.push(...payments.filter((payment) => !here.has(payment.payment_id)));
  unit.pending.refunds.push(...refunds.filter((refund) => !here.has(refund.refund_id)));
  for (const device of devices) {
    const envelope = { ...envelopeOf(storeId, contextOf(unit)), at: device.paired_at };
    unit.pending.devices.set(device.device_id, { ...envelope, type: "device.paired", device });
  }
}

/** Whole, as it stood: its sums have its money in them. One that is known and has moved on since is for a person to compare. */
function takeOrder(unit: UnitOfWork, storeId: string, order: Order): void {
  const record = unit.order(order.order_id);
  if (record.order === null) {
    const placing = {
      ...envelopeOf(storeId, contextOf(unit)),
      at: order.created_at,
      type: "order.placed",
      order_id: order.order_id,
      order,
    } as const;
    record.record(order, [placing]);
    return;
  }
  if (record.order.order_seq >= order.order_seq) return;
  unit.raise({
    store_id: storeId,
    order_id: order.order_id,
    kind: "order.behind",
    detail: `The store had moved the order on before the service was put back: it was ${order.status.toLowerCase().replace("_", " ")} when its box was enrolled.`,
    what_to_do: "Re-log the disk of the box before, if there is one; else ask the store how it ended.",
  });
}
