/**
 * Ingest inside one Postgres transaction: what sync/ says about a batch, on a unit of work. The reads of `prepare` are a
 * handful for a whole batch; nothing is read or written per event.
 * Easy to get wrong: an event that is known already (re-logged under its old id, U8) and money that is known already change
 * nothing, and that has to be looked at before the order is evolved.
 */
import { iso } from "@crema/shared/clock";
import { ok, type Result } from "@crema/shared/errors";
import type { DomainEvent, EdgeEvent } from "@crema/shared/events";
import type { DecideContext } from "@crema/shared/order/decide";
import { project } from "@crema/shared/order/project";
import type { IngestTransaction } from "@crema/sync/ports";
import type { UnitOfWork } from "./unit-of-work.ts";

const CONFLICT_ADVICE =
  "The box's disk was cloned or restored from a backup. Its new events wait on it, nothing was overwritten. Replace the box.";
const REWOUND_ADVICE =
  "This cloud was restored from a backup and lacks what the box has. Nothing goes down to the store until that is mended.";

/** What `prepare` found out about the events of a batch. */
export interface Known {
  readonly eventIds: Set<string>;
  readonly moneyIds: Set<string>;
  readonly quarantinedOrders: Set<string>;
}

export function createIngestTransaction(unit: UnitOfWork): IngestTransaction {
  const known: Known = { eventIds: new Set(), moneyIds: new Set(), quarantinedOrders: new Set() };
  return {
    lockLink: (storeId) => unit.lockLink(storeId),
    hashAt: (storeId, epoch, seq) =>
      one<string>(unit, "SELECT hash AS value FROM ingested_hashes WHERE store_id = $1 AND epoch = $2 AND seq = $3", [storeId, epoch, seq]),
    inboxIdAt: (storeId, seq) => one<string>(unit, "SELECT id AS value FROM store_inbox WHERE store_id = $1 AND seq = $2", [storeId, seq]),
    async documentVersions(storeId) {
      const found = await unit.client.query<{ kind: string; version: number }>({
        name: "document_versions",
        text: "SELECT kind, version FROM store_documents WHERE store_id = $1",
        values: [storeId],
      });
      const version = (kind: string) => found.rows.find((row) => row.kind === kind)?.version ?? null;
      return { menu: version("menu"), profile: version("profile") };
    },
    prepare: (storeId, events) => prepareEvents(unit, known, storeId, events),
    apply(event, at) {
      unit.staged.hashes.push({ epoch: at.epoch, seq: at.seq, hash: at.hash });
      return applyEvent(unit, known, event);
    },
    isQuarantined: (orderId) => known.quarantinedOrders.has(orderId),
    quarantine(event, logged, at, code, detail) {
      const orderId = event && event.type !== "item.availability_changed" ? event.order_id : null;
      if (orderId !== null) known.quarantinedOrders.add(orderId);
      if (!unit.staged.hashes.some((row) => row.seq === at.seq)) unit.staged.hashes.push({ ...at, hash: logged.hash });
      const read = event ?? readable(logged.body);
      unit.staged.quarantined.push({
        ...at,
        event_id: read?.event_id ?? unit.newId(),
        event_type: read?.type ?? "unreadable",
        order_id: orderId,
        code,
        detail: detail.slice(0, 2_000),
        hash: logged.hash,
        body: logged.body,
      });
    },
    raiseConflict(storeId, detail) {
      if (!unit.link) throw new Error("the link row is not locked");
      if (unit.link.conflict === null) {
        unit.link.conflict = detail;
        unit.staged.linkChanged = true;
      }
      unit.raise({ store_id: storeId, order_id: null, kind: "sync.conflict", detail, what_to_do: CONFLICT_ADVICE });
    },
    raiseRewound(storeId, detail) {
      unit.raise({ store_id: storeId, order_id: null, kind: "sync.rewound", detail, what_to_do: REWOUND_ADVICE });
    },
    async flush(_link, lastSeq, lastHash) {
      if (!unit.link) throw new Error("the link row is not locked");
      unit.link.last_seq = lastSeq;
      unit.link.last_hash = lastHash;
      unit.staged.linkChanged = true;
    },
  };
}

/** Loads what the events are about: a handful of reads, however many events. */
export async function prepareEvents(unit: UnitOfWork, known: Known, storeId: string, events: readonly EdgeEvent[]): Promise<void> {
  if (events.length === 0) return;
  const orderIds = [...new Set(events.flatMap((event) => (event.type === "item.availability_changed" ? [] : [event.order_id])))];
  await unit.loadOrders(storeId, orderIds);
  const collect = async (name: keyof typeof LOOK_UPS, into: Set<string>, ids: readonly string[]) => {
    if (ids.length === 0) return;
    const found = await unit.client.query<{ id: string }>({ name, text: LOOK_UPS[name], values: [storeId, ids] });
    for (const row of found.rows) into.add(row.id);
  };
  await collect("known_events", known.eventIds, [...new Set(events.map((event) => event.event_id))]);
  await collect("quarantined_orders", known.quarantinedOrders, orderIds);
  await collect(
    "known_payments",
    known.moneyIds,
    events.flatMap((event) => (event.type === "payment.captured" ? [event.payment.payment_id] : [])),
  );
  await collect(
    "known_refunds",
    known.moneyIds,
    events.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund.refund_id] : [])),
  );
}

const LOOK_UPS = {
  known_events: "SELECT event_id AS id FROM order_events WHERE store_id = $1 AND event_id = ANY($2::uuid[])",
  quarantined_orders:
    "SELECT DISTINCT order_id AS id FROM quarantine WHERE store_id = $1 AND order_id = ANY($2::uuid[]) AND resolved_at IS NULL",
  known_payments:
    "SELECT payment_id AS id FROM payments WHERE store_id = $1 AND payment_id = ANY($2::uuid[]) ORDER BY payment_id FOR UPDATE",
  known_refunds: "SELECT refund_id AS id FROM refunds WHERE store_id = $1 AND refund_id = ANY($2::uuid[]) ORDER BY refund_id FOR UPDATE",
} as const;

/** Applies one event in memory: a refusal of the domain leaves everything as it was. */
export function applyEvent(unit: UnitOfWork, known: Known, event: EdgeEvent): Result<null> {
  if (event.type === "item.availability_changed") {
    const said = unit.staged.availability.get(event.item_id);
    if (!said || said.revision < event.revision)
      unit.staged.availability.set(event.item_id, { sold_out: event.sold_out, revision: event.revision });
    return ok(null);
  }
  if (known.eventIds.has(event.event_id)) return ok(null);
  const moneyId =
    event.type === "payment.captured" ? event.payment.payment_id : event.type === "refund.succeeded" ? event.refund.refund_id : null;
  if (moneyId !== null && known.moneyIds.has(moneyId)) return ok(null);
  const record = unit.order(event.order_id);
  if (moneyId !== null && record.storeId !== event.store_id) {
    keepMoney(unit, event);
    known.moneyIds.add(moneyId);
    raiseForeignMoney(unit, event);
    return ok(null);
  }
  const projected = project(record.order, event, contextOf(unit));
  if (!projected.ok) return projected;
  known.eventIds.add(event.event_id);
  if (moneyId !== null) known.moneyIds.add(moneyId);
  keepMoney(unit, event);
  record.record(projected.value.order, projected.value.events);
  for (const recorded of projected.value.events) tellStore(unit, recorded);
  return ok(null);
}

function keepMoney(unit: UnitOfWork, event: EdgeEvent): void {
  if (event.type === "payment.captured") unit.staged.payments.push(event.payment);
  if (event.type === "refund.succeeded") unit.staged.refunds.push(event.refund);
}

/** Money counts where it was taken, even under the id of an order that is another store's. */
function raiseForeignMoney(unit: UnitOfWork, event: Exclude<EdgeEvent, { type: "item.availability_changed" }>): void {
  unit.raise({
    store_id: event.store_id,
    order_id: event.order_id,
    kind: "money.foreign_order",
    detail: `${event.type} of ${event.store_id} for an order of another store.`,
    what_to_do: "The money stands in the books of the store that took it. Find out with the store what it was for.",
  });
}

function tellStore(unit: UnitOfWork, event: DomainEvent): void {
  if (event.type !== "order.confirmed") return;
  unit.appendInbox({
    kind: "order.confirmed",
    at: event.at,
    event_id: event.event_id,
    order_id: event.order_id,
    order_seq: event.order_seq,
    status: event.status,
  });
}

/** The cloud's own context: it mints the numbers where the cloud decides. */
export function contextOf(unit: UnitOfWork): DecideContext {
  return {
    at: iso(unit.clock.now()),
    newId: unit.newId,
    actor: { kind: "cloud", id: null, name: null },
    asker: "system",
    node: "cloud",
    managerApproved: false,
    recallWindowS: 0,
    businessDay: null,
    payments: [],
    refunds: [],
  };
}

async function one<T>(unit: UnitOfWork, query: string, values: unknown[]): Promise<T | null> {
  return (await unit.client.query<{ value: T }>(query, values)).rows[0]?.value ?? null;
}

/** Of an event that this release cannot read, what a person would look for. */
function readable(body: string): { event_id: string; type: string } | null {
  try {
    const event: unknown = JSON.parse(body);
    if (typeof event !== "object" || event === null || !("event_id" in event) || !("type" in event)) return null;
    const { event_id, type } = event;
    return typeof event_id === "string" && UUID.test(event_id) && typeof type === "string" ? { event_id, type: type.slice(0, 80) } : null;
  } catch {
    return null;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
