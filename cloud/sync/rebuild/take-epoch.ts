/**
 * A box that was enrolled in the time that is lost: its certificate proves the epoch. What it was enrolled with comes back with it, as
 * far as this cloud does not have it: orders, money and devices of the box before, whose log nobody sends any more.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { JoinRequest } from "@crema/sync/protocol/join";
import { Snapshot } from "@crema/sync/protocol/snapshot";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import type { CertificateAuthority } from "../../auth/certificate.ts";
import { replaceJournal } from "../../db/journal.ts";
import { replaceOnline } from "../../db/online-journal.ts";
import type { LinkRow, UnitOfWork } from "../../db/unit-of-work.ts";
import { forgetTold } from "./take-facts.ts";
import { takeWholeFacts } from "./whole-facts.ts";
import { takeAvailability, takeDevices, takeDrawers } from "./whole-store.ts";

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
  Object.assign(link, {
    node_id,
    epoch,
    last_seq: 0,
    last_hash: GENESIS_HASH,
    conflict: null,
    join_number: 0,
    join_nonce: null,
  });
  await forgetTold(unit, link);
  unit.pending.linkChanged = true;
  if (snapshot !== null) await takeBack(unit, link.store_id, Snapshot.parse(JSON.parse(snapshot)));
}

/** The log of the box begins where the snapshot ends, so the store is as that says. */
async function takeBack(unit: UnitOfWork, storeId: string, snapshot: Snapshot): Promise<void> {
  await takeWholeFacts(unit, storeId, snapshot);
  takeDevices(unit, storeId, snapshot.devices);
  const { session, others, movements } = snapshot.drawer;
  const drawers = [...(session ? [session] : []), ...others].map((open) => ({ session: open, report: null }));
  await takeDrawers(unit, storeId, { drawers, movements, day_reports: [] });
  await takeAvailability(unit, storeId, snapshot.availability);
  unit.pending.appOrdersPausedUntil = snapshot.app_orders_paused_until ?? null;
  await replaceJournal(unit.client, storeId, snapshot.uncovered, snapshot.taken_at);
  await replaceOnline(unit.client, storeId, snapshot);
}
