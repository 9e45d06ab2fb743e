/**
 * Makes a machine the store's box: with a code, once. The response may be lost on its way, so the same key gets the
 * same response again, by its code or another one of that time; any other key is refused. A box that follows another one takes its
 * place in the same commit: the one before is revoked, and what the store was doing goes into the response (D8).
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { OLDEST_SUPPORTED_VERSION } from "@crema/sync/protocol/version";
import { keepCounted } from "../db/availability.ts";
import { boxVersion } from "../db/box-version.ts";
import { readDocuments } from "../db/documents.ts";
import type { LinkRow, UnitOfWork } from "../db/unit-of-work.ts";
import { endFreeze, mayEndFreeze } from "../freeze/end-freeze.ts";
import { decisionWaits } from "../freeze/freeze.ts";
import type { Enrolled, EnrolRequest } from "../ports.ts";
import { RegisterUnavailable, reserveNext } from "../register/register.ts";
import { takeSnapshot } from "../snapshot/take-snapshot.ts";
import { hasTillDrawers } from "../snapshot/uncovered-money.ts";
import { forgetTold } from "../sync/rebuild/take-facts.ts";
import type { CommandContext } from "./command-context.ts";
import { hasBox, readCode, spendCode, storeOfCode } from "./enroll-codes.ts";

/** From this version of the wire on a box can follow another one. */
const FOLLOWS_FROM = 5;

/**
 * From this version on a box knows drawers of tills, taxes and pieces of lines, tips online, roundings and voids; one before it would
 * leave the members out of what the box before it has done.
 */
const KNOWS_TRADE = 6;

const unknownCode = () => refuse("enroll.code_unknown", "A code is good once, and not for long. Make another one.");

/** `asked.publicKey`: Ed25519, SPKI in base64url, checked by the caller. */
export async function enrollBox(deps: CommandContext, asked: EnrolRequest): Promise<Result<Enrolled>> {
  const storeId = await storeOfCode(deps.database, asked.code);
  if (storeId === null) return unknownCode();
  if (asked.storeId !== null && asked.storeId !== storeId)
    return refuse(
      "enroll.foreign_store",
      `This disk has the history of store ${asked.storeId}, and the code is for ${storeId}. Make a code for ${asked.storeId}, or enrol an empty directory.`,
    );
  try {
    return await enrollAt(deps, storeId, asked);
  } catch (error) {
    if (!(error instanceof RegisterUnavailable)) throw error;
    return refuse("enroll.register_away", `No number could be taken for the box (${error.message}). Nothing was changed; try again.`);
  }
}

async function enrollAt(deps: CommandContext, storeId: string, asked: EnrolRequest): Promise<Result<Enrolled>> {
  const looked = await deps.executor.execute((unit) => admit(unit, storeId, asked));
  if (!looked.ok) return looked;
  let enrolled = looked.value.again;
  if (enrolled === null) {
    // Taken before the commit and outside of it: a number is used up even where the commit is lost, and never given twice.
    const entry = { kind: "ENROLLED", node_id: deps.newId(), at: iso(deps.clock.now()) } as const;
    const { number, node_id } = await reserveNext(deps.register, storeId, looked.value.epoch, entry);
    const done = await deps.executor.execute(async (unit) => {
      const admitted = await admit(unit, storeId, asked);
      if (!admitted.ok) return admitted;
      const { link, again } = admitted.value;
      if (again) return ok(again);
      if (link.epoch >= number)
        return refuse("service.unavailable", "Another box was enrolled at the same moment. Try again.", { retry_after_s: 1 });
      if (!(await mayEndFreeze(unit))) return decisionWaits(storeId);
      await endFreeze(unit, "REPLACED");
      return ok(await makeBox(deps, unit, link, { node_id, epoch: number }, asked));
    });
    if (!done.ok) return done;
    enrolled = done.value;
  }
  const { node_id, epoch } = enrolled;
  await deps.register.putInForce(storeId, { number: epoch, kind: "ENROLLED", node_id, at: iso(deps.clock.now()) });
  return ok(enrolled);
}

interface Admitted {
  readonly link: LinkRow;
  readonly epoch: number;
  /** The key is the present box's: its response was lost. */
  readonly again: Enrolled | null;
}

/** Whether that key may become the store's box by that code. */
async function admit(unit: UnitOfWork, storeId: string, asked: EnrolRequest): Promise<Result<Admitted>> {
  const link = await unit.lockLink(storeId);
  const code = await readCode(unit, storeId, asked.code);
  if (!link || !code) return unknownCode();
  if (code.used_at === null && code.expires_at.getTime() <= unit.clock.now()) return unknownCode();
  const again = await enrolledWith(unit, storeId, asked.publicKey);
  if (again) {
    await spendCode(unit, storeId, asked.code);
    return ok({ link, epoch: link.epoch, again });
  }
  if (code.used_at !== null) return unknownCode();
  // A code that was made to replace one box does not replace the next one.
  if (link.node_id !== null && code.replaces_epoch !== link.epoch) return refuse("enroll.store_has_box", hasBox(storeId));
  if (link.epoch > 0 && (asked.protocolVersion ?? 0) < FOLLOWS_FROM)
    return refuse("enroll.box_too_old", "The store has had a box before, and this release cannot go on from one. Install the present one.");
  const documents = await readDocuments(unit.client, storeId);
  const needs = Math.max(documents?.menu?.needs ?? 0, documents?.profile?.needs ?? 0);
  if (needs > OLDEST_SUPPORTED_VERSION && (asked.protocolVersion ?? 0) < needs)
    return refuse(
      "enroll.box_too_old",
      "The store's menu or profile has something that this release would misread. Install the present one.",
    );
  if (
    (asked.protocolVersion ?? 0) < KNOWS_TRADE &&
    ((await boxVersion(unit, storeId)) >= KNOWS_TRADE || (await hasTillDrawers(unit.client, storeId)))
  )
    return refuse(
      "enroll.box_too_old",
      "The store's box before was of a newer release, whose facts this one would misread. Install the present one.",
    );
  return ok({ link, epoch: link.epoch, again: null });
}

async function makeBox(
  deps: CommandContext,
  unit: UnitOfWork,
  link: LinkRow,
  { node_id, epoch }: { node_id: string; epoch: number },
  asked: EnrolRequest,
): Promise<Enrolled> {
  const { store_id } = link;
  const isFirst = link.epoch === 0;
  await spendCode(unit, store_id, asked.code);
  await endBox(unit, link);
  // Of the joins that count it is the first after it: a disk of before has another name.
  if (!isFirst) Object.assign(link, { join_number: link.join_number + 1, join_nonce: node_id });
  const taken = isFirst ? null : await takeSnapshot(unit, store_id, { number: link.join_number, nonce: node_id });
  const snapshot = taken && JSON.stringify((asked.protocolVersion ?? 0) < KNOWS_TRADE ? withoutVoids(taken) : taken);
  const certificate = await deps.certificates.issue({ store_id, node_id, epoch, public_key: asked.publicKey });
  await unit.client.query(
    `INSERT INTO edge_nodes (store_id, node_id, epoch, public_key, certificate, enrolled_at, snapshot) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [store_id, node_id, epoch, asked.publicKey, certificate, iso(deps.clock.now()), snapshot],
  );
  Object.assign(link, { node_id, epoch, last_seq: 0, last_hash: GENESIS_HASH, conflict: null });
  unit.pending.linkChanged = true;
  return {
    store_id,
    node_id,
    epoch,
    epoch_certificate: certificate,
    generation: link.generation,
    ...(snapshot === null ? {} : { snapshot }),
  };
}

/** They are in no sum of an older box's reports, and its schema does not know them. */
const withoutVoids = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  uncovered: snapshot.uncovered.filter(({ kind }) => kind !== "VOID"),
});

/** The store's present box is none any more: its tokens and what it waits for end with the commit. */
export async function endBox(unit: UnitOfWork, link: LinkRow): Promise<void> {
  const { client } = unit;
  const { store_id } = link;
  await client.query("UPDATE edge_nodes SET revoked_at = coalesce(revoked_at, $2), snapshot = NULL WHERE store_id = $1", [
    store_id,
    iso(unit.clock.now()),
  ]);
  await keepCounted(client, store_id);
  await client.query("DELETE FROM store_link_seen WHERE store_id = $1", [store_id]);
  await forgetTold(unit, link);
  await client.query(
    "UPDATE exceptions SET resolved_at = $2, resolution = $3 WHERE store_id = $1 AND kind LIKE 'sync.%' AND resolved_at IS NULL",
    [store_id, iso(unit.clock.now()), "The box that it was about is not the store's any more."],
  );
  // Wakes the polls that it holds, which then find that they are nobody's.
  unit.pending.downMoved = true;
}

/** Until it has joined: a box that has joined had the response, and a copy of its disk from before does not begin a second time. */
async function enrolledWith(unit: UnitOfWork, storeId: string, publicKey: string): Promise<Enrolled | null> {
  const found = await unit.client.query<Enrolled & { snapshot: string | null }>(
    `SELECT n.store_id, n.node_id, n.epoch, n.certificate AS epoch_certificate, l.generation, n.snapshot
     FROM edge_nodes n JOIN store_links l ON l.store_id = n.store_id AND l.node_id = n.node_id
     WHERE n.store_id = $1 AND n.public_key = $2 AND n.revoked_at IS NULL AND (l.join_number = 0 OR l.join_nonce = n.node_id)`,
    [storeId, publicKey],
  );
  const { snapshot = null, ...enrolled } = found.rows[0] ?? {};
  return found.rows[0] ? { ...(enrolled as Enrolled), ...(snapshot === null ? {} : { snapshot }) } : null;
}
