/**
 * Ingest inside one Postgres transaction: what sync/ says about a batch, on a unit of work. Nothing is read or written
 * per event. Pitfall: a conflict is recorded although the batch is refused, so nothing here may throw for a refusal.
 */

import { ok } from "@crema/shared/domain/kernel/errors";
import { isStoreEvent } from "@crema/shared/domain/store-event-kinds";
import type { JoinTokens } from "@crema/sync/cloud/join-token";
import type { IngestTransaction } from "@crema/sync/ports";
import type { UpBatch } from "@crema/sync/protocol/up";
import type { Asks, Statement } from "../db/batch.ts";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { endFreeze, mayEndFreeze } from "../freeze/end-freeze.ts";
import { raiseRewound } from "../freeze/raise-rewound.ts";
import { applyEvent, nothingKnown, prepareEvents } from "./apply-event.ts";
import { raiseConflict } from "./link-exceptions.ts";
import { forgetTold, isTold, toldOrders } from "./rebuild/take-facts.ts";
import { setRelogAside } from "./relogged.ts";

export interface IngestDeps {
  readonly tokens: Pick<JoinTokens, "isCurrent">;
  /** The statement that writes heartbeat and position of a batch. */
  readonly seen: (batch: UpBatch) => Statement;
  /** What the position of the batch was found to be, under the lock. */
  readonly position: () => KnownPosition | null;
}

/** What this cloud has of a position that a box names. */
export interface KnownPosition {
  readonly inbox_seq: number;
  readonly inbox_id: string | null;
  readonly menu_version: number | null;
  readonly profile_version: number | null;
}

/** Behind the lock of the link row, in the same trip. */
export async function askPosition(asks: Asks, storeId: string, inboxSeq: number): Promise<KnownPosition> {
  const found = await asks.query<Omit<KnownPosition, "inbox_seq">>({
    name: "known_position",
    text: `SELECT (SELECT id FROM store_inbox WHERE store_id = $1 AND seq = $2) AS inbox_id,
             (SELECT version FROM store_documents WHERE store_id = $1 AND kind = 'menu') AS menu_version,
             (SELECT version FROM store_documents WHERE store_id = $1 AND kind = 'profile') AS profile_version`,
    values: [storeId, inboxSeq],
  });
  return { inbox_id: null, menu_version: null, profile_version: null, ...found.rows[0], inbox_seq: inboxSeq };
}

export function createIngestTransaction(unit: UnitOfWork, { tokens, seen, position }: IngestDeps): IngestTransaction {
  const positionAt = async (storeId: string, inboxSeq: number) => {
    const known = position();
    return known?.inbox_seq === inboxSeq ? known : askPosition(unit.client, storeId, inboxSeq);
  };
  const known = nothingKnown();
  let told: { readonly until: number; readonly orders: ReadonlyMap<string, number> } | null = null;
  return {
    lockLink: (storeId) => unit.lockLink(storeId),
    async endFreeze() {
      if (!(await mayEndFreeze(unit))) return false;
      await endFreeze(unit, "JOINED");
      return true;
    },
    heard(batch) {
      unit.pending.seen = { batch, statement: seen(batch), isWritten: false };
    },
    isJoined: (link, token) => tokens.isCurrent(token, link),
    hashAt: (storeId, epoch, seq) =>
      one<string>(unit, "SELECT hash AS value FROM ingested_hashes WHERE store_id = $1 AND epoch = $2 AND seq = $3", [storeId, epoch, seq]),
    inboxIdAt: async (storeId, seq) => (await positionAt(storeId, seq)).inbox_id,
    async documentVersions(storeId) {
      const { menu_version: menu, profile_version: profile } = await positionAt(storeId, position()?.inbox_seq ?? 0);
      return { menu, profile };
    },
    async prepare(storeId, events, version) {
      unit.heardVersion = version;
      if (unit.link && unit.link.facts_until !== null) {
        const ids = events.flatMap((event) => ("order_id" in event ? [event.order_id] : []));
        told = { until: unit.link.facts_until, orders: await toldOrders(unit, storeId, ids) };
      }
      await prepareEvents(unit, known, storeId, events);
    },
    apply(event, at) {
      unit.pending.hashes.push({ epoch: at.epoch, seq: at.seq, hash: at.hash });
      if (told && isTold(event, at.seq, told.until, told.orders)) return ok(null);
      known.isJournalTold = told !== null && at.seq <= told.until;
      if (setRelogAside(unit, known, event, at)) return ok(null);
      return applyEvent(unit, known, event);
    },
    isQuarantined: (orderId) => known.quarantinedOrders.has(orderId),
    quarantine(event, logged, at, code, detail) {
      const orderId = event && !isStoreEvent(event) ? event.order_id : null;
      if (orderId !== null) known.quarantinedOrders.add(orderId);
      if (!unit.pending.hashes.some((row) => row.seq === at.seq)) unit.pending.hashes.push({ ...at, hash: logged.hash });
      const raw = event ? null : readable(logged.body);
      const read = event ?? raw;
      unit.pending.quarantined.push({
        ...at,
        event_id: read?.event_id ?? unit.newId(),
        event_type: read?.type ?? "unreadable",
        order_id: orderId ?? raw?.order_id ?? null,
        code,
        detail: detail.slice(0, 2_000),
        hash: logged.hash,
        body: logged.body,
        resolved_at: null,
      });
    },
    raiseConflict: (storeId, detail) => raiseConflict(unit, storeId, detail),
    raiseRewound: (storeId, detail) => raiseRewound(unit, storeId, detail),
    async flush(_link, lastSeq, lastHash) {
      if (!unit.link) throw new Error("the link row is not locked");
      unit.link.last_seq = lastSeq;
      unit.link.last_hash = lastHash;
      unit.pending.linkChanged = true;
      if (unit.link.facts_until !== null && lastSeq >= unit.link.facts_until) await forgetTold(unit, unit.link);
    },
  };
}

async function one<T>(unit: UnitOfWork, query: string, values: unknown[]): Promise<T | null> {
  return (await unit.client.query<{ value: T }>(query, values)).rows[0]?.value ?? null;
}

/** Of an event that this release cannot read, what a person would look for. */
function readable(body: string): { event_id: string; type: string; order_id: string | null } | null {
  try {
    const event: unknown = JSON.parse(body);
    if (typeof event !== "object" || event === null || !("event_id" in event) || !("type" in event)) return null;
    const { event_id, type } = event;
    if (typeof event_id !== "string" || !UUID.test(event_id) || typeof type !== "string") return null;
    const orderId = "order_id" in event && typeof event.order_id === "string" && UUID.test(event.order_id) ? event.order_id : null;
    return { event_id, type: type.slice(0, 80), order_id: orderId };
  } catch {
    return null;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
