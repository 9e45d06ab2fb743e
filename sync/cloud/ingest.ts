/**
 * What the cloud does with a batch (J1, U2 to U8, D7): checks it against the link row and applies exactly what is new, in one
 * transaction. The order of the checks matters: who sends comes before what is sent, and nothing is applied from a log
 * that does not fit, or from a box that has applied something that this cloud does not know.
 */

import { type EdgeEvent, isStoreMoney } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { isStoreEvent } from "@crema/shared/domain/store-event-kinds";
import type { IngestDatabase, IngestTransaction, LockedLink } from "../ports.ts";
import { chainFault } from "../protocol/log-hash.ts";
import type { LoggedEvent, UpBatch, UpResponse } from "../protocol/up.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import { needsJoin } from "./join-token.ts";
import { type BoxPrincipal, checkBatch, type ParsedEvent, type QuarantineCode, readBodies } from "./parsed-batch.ts";

/** The response without the time, which the caller adds as late as it can (the box measures its clock by it). */
export type Ingested = Omit<UpResponse, "cloud_time">;

type Refused = Extract<Result<never>, { ok: false }>;

/**
 * Refuses with sync.upgrade_required, sync.fenced, sync.join_first, sync.conflict, sync.rewound, sync.gap (`expected_seq`), sync.too_large,
 * auth.wrong_store, auth.forbidden, request.invalid. Rejects when the database does; then nothing has changed (U6).
 */
export async function ingest(batch: UpBatch, principal: BoxPrincipal, db: IngestDatabase): Promise<Result<Ingested>> {
  const checked = checkBatch(batch, principal);
  if (!checked.ok) return checked;
  // Hash and parse before taking the lock, so that the link row is held for database work only.
  const broken = chainFault(batch.events);
  const parsedEvents = broken ? ok([]) : readBodies(batch.events, batch.store_id);
  if (!parsedEvents.ok) return parsedEvents;
  const done = await db.transaction(batch.store_id, batch.position, async (tx): Promise<Result<Ingested>> => {
    const link = await tx.lockLink(batch.store_id);
    if (!link) return refuse("store.not_found", `There is no link for store ${batch.store_id}.`);
    const refused = (await checkSender(tx, link, batch, principal)) ?? (await checkContinuity(tx, link, batch, broken?.detail ?? null));
    if (refused) return refused;
    if (link.frozen_by !== null && !(await tx.endFreeze()))
      return refuse("service.unavailable", "The cloud was put back and reads what the payment provider has.", { retry_after_s: 2 });
    const fresh = parsedEvents.value.filter((parsedEvent) => parsedEvent.logged.seq > link.last_seq);
    const last = fresh.at(-1)?.logged;
    if (last) await applyAll(tx, link, fresh, last, batch.protocol_version);
    tx.heard(batch);
    return ok({
      protocol_version: PROTOCOL_VERSION,
      last_seq: last?.seq ?? link.last_seq,
      generation: link.generation,
      inbox_head: link.inbox_head,
    });
  });
  if (done.ok) await db.seen(batch);
  return done;
}

/** Checks who sends, and whether this cloud is the one that the box has been talking to. */
async function checkSender(tx: IngestTransaction, link: LockedLink, batch: UpBatch, principal: BoxPrincipal): Promise<Refused | null> {
  if (batch.epoch < link.epoch || principal.epoch < link.epoch) {
    return refuse("sync.fenced", `Epoch ${link.epoch} is in force, this box has ${Math.min(batch.epoch, principal.epoch)}.`);
  }
  if (batch.epoch === link.epoch && principal.node_id !== link.node_id) return refuse("sync.fenced", "Another box is the store's.");
  const joins = needsJoin(link, batch.protocol_version);
  if (joins && !tx.isJoined(link, batch.join_token)) return refuse("sync.join_first", "The batch has no token, or one of an earlier join.");
  if (batch.epoch > link.epoch) return conflict(tx, link, `The box has epoch ${batch.epoch}, which is unknown here.`);
  const unknown = await unknownPosition(tx, link, batch);
  if (unknown === null) return null;
  // The join finds what is to be done about it, and tells a person.
  if (joins) return refuse("sync.join_first", unknown);
  tx.raiseRewound(link.store_id, unknown);
  await tx.flush(link, link.last_seq, link.last_hash);
  return refuse("sync.rewound", unknown);
}

/** D7: a position that the box has applied and this cloud has never sent. */
async function unknownPosition(tx: IngestTransaction, link: LockedLink, batch: UpBatch): Promise<string | null> {
  const { inbox_seq, inbox_id, menu_version, profile_version } = batch.position;
  if (batch.generation > link.generation) return `The box has heard generation ${batch.generation}, this is ${link.generation}.`;
  if (inbox_seq > link.inbox_head) return `The box has applied inbox entry ${inbox_seq}, the last one here is ${link.inbox_head}.`;
  if (inbox_seq > 0) {
    // A missing entry was pruned after the box had reported it (D6).
    const known = await tx.inboxIdAt(link.store_id, inbox_seq);
    if (known !== null && known !== inbox_id) return `Inbox entry ${inbox_seq} is another one here than on the box.`;
  }
  if (menu_version === null && profile_version === null) return null;
  const here = await tx.documentVersions(link.store_id);
  if ((menu_version ?? 0) > (here.menu ?? 0))
    return `The box has menu version ${menu_version}, the last one here is ${here.menu ?? "none"}.`;
  if ((profile_version ?? 0) > (here.profile ?? 0)) {
    return `The box has profile version ${profile_version}, the last one here is ${here.profile ?? "none"}.`;
  }
  return null;
}

/** Checks that the batch continues, or repeats, the log that is known here. */
async function checkContinuity(tx: IngestTransaction, link: LockedLink, batch: UpBatch, broken: string | null): Promise<Refused | null> {
  if (broken !== null) return conflict(tx, link, broken);
  if (batch.head_seq < link.last_seq) {
    const detail = `The box's log ends at ${batch.head_seq}, but ${link.last_seq} events of it are here: a restored backup or a cloned disk.`;
    // A late copy of an old batch looks the same, and needs no person.
    return batch.contested ? conflict(tx, link, detail) : refuse("sync.conflict", detail);
  }
  const expected_seq = link.last_seq + 1;
  if (batch.from_seq > expected_seq) {
    return refuse("sync.gap", `Expected event ${expected_seq}, got ${batch.from_seq}.`, { extra: { expected_seq } });
  }
  const first = batch.events[0];
  if (!first) return null;
  if (first.seq === expected_seq) {
    return first.prev_hash === link.last_hash ? null : conflict(tx, link, `Event ${first.seq} does not follow the last one that is here.`);
  }
  // The run's chain is intact, so comparing its last known entry covers all before it.
  const place = batch.events[Math.min(batch.events.length, expected_seq - batch.from_seq) - 1];
  if (!place) throw new Error("a repeated run has no event to compare");
  const known = place.seq === link.last_seq ? link.last_hash : await tx.hashAt(link.store_id, link.epoch, place.seq);
  if (known === place.hash) return null;
  // What is no longer stored here was acknowledged long before the box's last batch: no box that heard that sends it again.
  const why = known === null ? "was acknowledged too long ago to be compared" : "is another one here than on the box";
  return conflict(tx, link, `Event ${place.seq} ${why}.`);
}

async function conflict(tx: IngestTransaction, link: LockedLink, detail: string): Promise<Refused> {
  tx.raiseConflict(link.store_id, detail);
  await tx.flush(link, link.last_seq, link.last_hash);
  return refuse("sync.conflict", detail);
}

async function applyAll(
  tx: IngestTransaction,
  link: LockedLink,
  fresh: readonly ParsedEvent[],
  last: LoggedEvent,
  version: number,
): Promise<void> {
  const events = fresh.flatMap(({ event }) => (event ? [event] : []));
  await tx.prepare(link.store_id, events, version);
  for (const parsedEvent of fresh) applyOne(tx, link, parsedEvent);
  await tx.flush(link, last.seq, last.hash);
}

function applyOne(tx: IngestTransaction, link: LockedLink, parsedEvent: ParsedEvent): void {
  const { logged, event } = parsedEvent;
  const at = { epoch: link.epoch, seq: logged.seq };
  const refused = event === null ? parsedEvent : verdict(tx, event, { ...at, hash: logged.hash, body: logged.body });
  if (refused !== null) tx.quarantine(event, logged, at, refused.code, refused.detail);
}

/** Applies the event, or returns why it has to wait for a person. */
function verdict(
  tx: IngestTransaction,
  event: EdgeEvent,
  at: { epoch: number; seq: number; hash: string; body: string },
): { code: string; detail: string } | null {
  const orderId = waitsWith(event);
  if (orderId !== null && tx.isQuarantined(orderId)) return WAITS;
  const applied = tx.apply(event, at);
  return applied.ok ? null : applied.refusal;
}

const WAITS: { code: QuarantineCode; detail: string } = { code: "event.waits", detail: "An earlier event of the order is in quarantine." };

/** The order whose quarantined events this one has to wait behind; null for money, which never waits (U6). */
function waitsWith(event: EdgeEvent): string | null {
  return isStoreMoney(event) || isStoreEvent(event) ? null : event.order_id;
}
