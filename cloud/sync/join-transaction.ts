/** A join inside one Postgres transaction: what is compared is read in two statements, under the link row's lock. */
import type { JoinDatabase, JoinTransaction, LockedLink } from "@crema/sync/ports";
import { INBOX_GENESIS } from "@crema/sync/protocol/inbox-chain";
import type { DocumentPlace, JoinRequest } from "@crema/sync/protocol/join";
import { Snapshot } from "@crema/sync/protocol/snapshot";
import type { CertificateAuthority } from "../auth/certificate.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import type { Executor } from "../executor.ts";
import { endFreeze, mayEndFreeze } from "../freeze/end-freeze.ts";
import { freezeStore } from "../freeze/freeze-store.ts";
import { raiseRewound } from "../freeze/raise-rewound.ts";
import { type EpochRegister, RegisterUnavailable } from "../register/register.ts";
import { raiseConflict } from "./link-exceptions.ts";
import { endForgotten } from "./rebuild/forgotten-ends.ts";
import { rebuildStore } from "./rebuild/rebuild.ts";
import { takeEpoch } from "./rebuild/take-epoch.ts";
import { takeFactsPage } from "./rebuild/take-facts.ts";

export interface JoinStoreOptions {
  readonly executor: Executor;
  readonly certificates: CertificateAuthority;
  readonly register: Pick<EpochRegister, "entriesOf">;
}

export function createJoinDatabase({ executor, certificates, register }: JoinStoreOptions): JoinDatabase {
  return {
    async join(storeId, work) {
      // Before the lock, as a folder of the network's may hang. An epoch that is given meanwhile is in the database.
      const lastEpoch = await lastInForce(register, storeId);
      return executor.transaction((unit) => work(createJoinTransaction(unit, certificates, lastEpoch)));
    },
  };
}

function createJoinTransaction(unit: UnitOfWork, certificates: CertificateAuthority, lastEpoch: number): JoinTransaction {
  return {
    lockLink: (storeId) => unit.lockLink(storeId),
    positions: (link, box) => readPositions(unit, link, box, lastEpoch),
    async joined({ store_id, node_id, join_number, join_nonce, generation }) {
      if (!unit.link) throw new Error("the link row is not locked");
      Object.assign(unit.link, { join_number, join_nonce, generation });
      unit.pending.linkChanged = true;
      // Held shape requests end: their token is that of an earlier join.
      unit.pending.downMoved = true;
      // A box that joins has its enrolment on its disk, with what it began with, so that nobody asks for the response again.
      await unit.client.query("UPDATE edge_nodes SET snapshot = NULL WHERE store_id = $1 AND node_id = $2 AND snapshot IS NOT NULL", [
        store_id,
        node_id,
      ]);
    },
    freeze: (detail) => freezeStore(unit, detail),
    mayEndFreeze: () => mayEndFreeze(unit),
    endFreeze: () => endFreeze(unit, "JOINED"),
    async rebuild(box, { inbox, snapshot }) {
      const link = unit.link;
      unit.heardVersion = box.protocol_version;
      const began = snapshot === null ? null : Snapshot.parse(JSON.parse(snapshot));
      const isForgotten = link !== null && box.epoch > link.epoch;
      if (link && isForgotten) await takeEpoch(unit, link, box, certificates, snapshot);
      const place = { inbox: box.inbox, begun_at: began?.taken_at ?? null, documents: box.documents };
      const rebuilt = await rebuildStore(unit, box.store_id, inbox, place);
      if (isForgotten && began && rebuilt.ok && rebuilt.value.kind === "rebuilt")
        await endForgotten(unit, box.store_id, began, rebuilt.value.back.orders);
      return rebuilt;
    },
    async takeFacts(box, page) {
      if (!unit.link) throw new Error("the link row is not locked");
      unit.heardVersion = box.protocol_version;
      return takeFactsPage(unit, unit.link, box, page);
    },
    certificate: (box) => certificateOf(unit, box, certificates),
    raiseConflict: (storeId, detail) => raiseConflict(unit, storeId, detail),
    raiseRewound: (storeId, detail) => raiseRewound(unit, storeId, detail),
  };
}

interface Row {
  readonly is_revoked: boolean;
  readonly highest_epoch: number;
  readonly reported_seq: number;
  readonly entry_id: string | null;
  readonly entry_chain: string | null;
}

const POSITIONS = `
  SELECT coalesce((SELECT n.revoked_at IS NOT NULL FROM edge_nodes n WHERE n.store_id = $1 AND n.node_id = $2), false) AS is_revoked,
    coalesce((SELECT max(n.epoch) FROM edge_nodes n WHERE n.store_id = $1), 0) AS highest_epoch,
    coalesce((SELECT s.inbox_seq FROM store_link_seen s WHERE s.store_id = $1), 0) AS reported_seq,
    i.id AS entry_id, i.chain AS entry_chain
  FROM (SELECT 1) one LEFT JOIN store_inbox i ON i.store_id = $1 AND i.seq = $3`;

/** Of the version that the box has, which need not be the one in force. */
const DOCUMENTS = `
  SELECT d.kind, d.version, encode(sha256(convert_to(coalesce(v.document, CASE WHEN d.version = given.version THEN d.document END)::text, 'UTF8')), 'hex') AS sha256
  FROM store_documents d
  LEFT JOIN unnest($2::text[], $3::int[]) AS given (kind, version) ON given.kind = d.kind
  LEFT JOIN store_document_versions v ON v.store_id = d.store_id AND v.kind = d.kind AND v.version = given.version
  WHERE d.store_id = $1`;

/** The register says which boxes were replaced also where this database has forgotten it. While it is away the database alone does. */
async function lastInForce(register: JoinStoreOptions["register"], storeId: string): Promise<number> {
  try {
    return (await register.entriesOf(storeId)).findLast((entry) => entry.in_force)?.number ?? 0;
  } catch (error) {
    if (error instanceof RegisterUnavailable) return 0;
    throw error;
  }
}

async function readPositions(
  unit: UnitOfWork,
  link: LockedLink,
  box: JoinRequest,
  lastEpoch: number,
): ReturnType<JoinTransaction["positions"]> {
  const found = await unit.client.query<Row>({
    name: "join_positions",
    text: POSITIONS,
    values: [box.store_id, box.node_id, box.inbox.seq],
  });
  const row = found.rows[0];
  if (!row) throw new Error("a query of one row gave none");
  const kinds = ["menu", "profile"] as const;
  const documents = await unit.client.query<DocumentPlace & { kind: string }>({
    name: "join_documents",
    text: DOCUMENTS,
    values: [box.store_id, kinds, kinds.map((kind) => box.documents[kind]?.version ?? 0)],
  });
  const of = (kind: string) => documents.rows.find((each) => each.kind === kind) ?? null;
  const { entry_id, entry_chain } = row;
  const atStart = box.inbox.seq === 0 ? { id: "", chain: INBOX_GENESIS } : null;
  return {
    node_id: link.node_id,
    epoch: link.epoch,
    highest_epoch: Math.max(row.highest_epoch, lastEpoch),
    is_revoked: row.is_revoked,
    join: { number: link.join_number, nonce: link.join_nonce },
    log: { seq: link.last_seq, hash: link.last_hash },
    inbox: {
      head: link.inbox_head,
      reported_seq: row.reported_seq,
      at: entry_id !== null && entry_chain !== null ? { id: entry_id, chain: entry_chain } : atStart,
    },
    documents: { menu: of("menu"), profile: of("profile") },
  };
}

/** The presented one where it binds the node's key already. */
async function certificateOf(unit: UnitOfWork, box: JoinRequest, certificates: CertificateAuthority): Promise<string> {
  const { store_id, node_id, epoch, epoch_certificate } = box;
  const claim = await certificates.verify(epoch_certificate);
  if (claim?.public_key !== undefined) return epoch_certificate;
  const node = await unit.client.query<{ public_key: string }>("SELECT public_key FROM edge_nodes WHERE store_id = $1 AND node_id = $2", [
    store_id,
    node_id,
  ]);
  const public_key = node.rows[0]?.public_key;
  if (public_key === undefined) return epoch_certificate;
  const certificate = await certificates.issue({ store_id, node_id, epoch, public_key });
  await unit.client.query("UPDATE edge_nodes SET certificate = $3 WHERE store_id = $1 AND node_id = $2", [store_id, node_id, certificate]);
  return certificate;
}
