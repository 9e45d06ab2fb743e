/**
 * Writes the pending rows of a unit of work: one statement per table, however many rows, and all of them with the COMMIT in one trip, since
 * the store's row is locked meanwhile. Keys go first: a second order for a key (U9) is not refused but becomes an exception, and
 * exceptions are written with the rest.
 */
import type { DomainEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ownDay } from "@crema/shared/domain/order/counted-day";
import { noteAdmitted } from "./admitted-account.ts";
import { writeAvailability } from "./availability.ts";
import { Batch } from "./batch.ts";
import { checkCommands } from "./box-version.ts";
import { writeDevices } from "./devices.ts";
import { INSERT_EXCEPTIONS, resolveCancelled } from "./exceptions.ts";
import { bigint, boolean, insertInto, insertRows, int, json, jsonText, stripNul, text, timestamptz, uuid } from "./insert.ts";
import { writeJournal } from "./journal.ts";
import { factsOf, writeMessageFacts } from "./message-facts.ts";
import { INSERT_DRAWER_EVENTS, INSERT_PAYMENTS, INSERT_REFUNDS, markCorrections } from "./money.ts";
import { writeOnlineJournal } from "./online-journal.ts";
import { type OrderState, writeOthersKeys, writeOwnKeys } from "./order-keys.ts";
import { removeLines, UPSERT_LINES } from "./order-lines.ts";
import type { OrderRecord, RecordedEvent } from "./orders.ts";
import { writeOnlineMoney } from "./payments.ts";
import type { AskerRow, HashRow, InboxRow, PendingRows, ProviderEventRow } from "./pending-rows.ts";
import { writePromotionUses } from "./promotion-uses.ts";
import { INSERT_QUARANTINE } from "./quarantine.ts";
import { writePause } from "./stores.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** What a commit has left for others. */
export interface Said {
  /** In the outbox. */
  readonly isHeard: boolean;
  /** A fact that a customer may have to be told of. */
  readonly hasFacts: boolean;
}

/** Ends the transaction: the COMMIT goes with the last rows. */
export async function flushPending(unit: UnitOfWork): Promise<Said> {
  const { client, pending, link } = unit;
  await checkCommands(unit);
  const touched = [...unit.orders.values()].filter((record) => record.recorded.length > 0);
  const states = touched.flatMap((record) => (record.order ? [{ record, order: record.order }] : []));
  await writeOthersKeys(unit, states);
  const storeId = link?.store_id ?? "";
  const batch = new Batch(client);
  const written = [writeOwnKeys(batch, unit, states), ...writeOrders(batch, states, touched), ...writeRest(batch, unit, storeId, touched)];
  if (needsMore(unit, touched)) {
    await Promise.all([batch.send(), ...written]);
    await writeOnlineJournal(client, storeId, touched);
    await writeJournal(client, storeId, pending.journal);
    await writeDevices(client, storeId, [...pending.devices.values()]);
  }
  written.push(batch.query({ text: "COMMIT" }));
  await Promise.all([batch.send(), ...written]);
  const isHeard = touched.length > 0 || pending.downMoved || pending.inbox.length > 0;
  return { isHeard, hasFacts: factsOf(touched).length > 0 };
}

/** What is written in several steps, each of which goes by the one before. */
function needsMore({ pending }: UnitOfWork, touched: readonly OrderRecord[]): boolean {
  return (
    pending.journal.length > 0 ||
    pending.devices.size > 0 ||
    touched.some(({ order }) => order?.pay_mode === "ONLINE" && order.status === "COMPLETED")
  );
}

function writeOrders(batch: Batch, states: readonly OrderState[], touched: readonly OrderRecord[]): Promise<unknown>[] {
  const amended = states.filter(({ record }) => record.amended && !record.created);
  const relined = states.filter(({ record }) => record.created || record.repriced || record.amended);
  const orders = states.map(({ order }) => order);
  return [
    insertRows(batch, UPSERT_ORDERS, states),
    removeLines(
      batch,
      amended.map(({ order }) => order),
    ),
    insertRows(
      batch,
      UPSERT_LINES,
      relined.flatMap(({ order }) => order.lines.map((line, position) => ({ order, line, position }))),
    ),
    writePromotionUses(batch, orders),
    insertRows(
      batch,
      INSERT_EVENTS,
      touched.flatMap((record) => record.recorded),
    ),
    writeMessageFacts(batch, touched),
  ];
}

function writeRest(batch: Batch, unit: UnitOfWork, storeId: string, touched: readonly OrderRecord[]): Promise<unknown>[] {
  const { pending } = unit;
  const now = iso(unit.clock.now());
  const ofStore = <R>(rows: readonly R[]) => rows.map((row) => ({ ...row, store_id: storeId, now }));
  const heard = heardOf(unit, storeId, touched, now);
  return [
    insertRows(batch, INSERT_ASKERS, pending.askers),
    writeOnlineMoney(batch, [...unit.online.values()]),
    insertRows(batch, INSERT_PAYMENTS, pending.payments),
    markCorrections(batch, pending.correctedOrders),
    insertRows(batch, INSERT_REFUNDS, pending.refunds),
    insertRows(
      batch,
      INSERT_DRAWER_EVENTS,
      pending.drawerEvents.map((event) => ({ event, now })),
    ),
    insertRows(batch, INSERT_INBOX, ofStore(pending.inbox)),
    writeAvailability(batch, storeId, pending),
    pending.appOrdersPausedUntil === undefined ? null : writePause(batch, storeId, pending.appOrdersPausedUntil),
    insertRows(batch, INSERT_HASHES, ofStore(pending.hashes)),
    insertRows(batch, INSERT_QUARANTINE, ofStore(pending.quarantined)),
    insertRows(
      batch,
      INSERT_EXCEPTIONS,
      pending.exceptions.map((row) => ({ ...row, now })),
    ),
    resolveCancelled(batch, storeId, pending.cancelledAtStore, now),
    insertRows(batch, INSERT_PROVIDER_EVENTS, pending.providerEvents),
    ...[...pending.admittedAccounts].map((account) => noteAdmitted(batch, account)),
    insertRows(batch, INSERT_OUTBOX, heard),
    pending.linkChanged ? writeLink(batch, unit) : null,
    pending.seen && writeSeen(batch, pending.seen),
  ].filter((writing) => writing !== null);
}

/** What moves the store's inbox alone is told with the first order; by itself it stands for its documents and joins as well. */
function heardOf({ pending }: UnitOfWork, storeId: string, touched: readonly OrderRecord[], now: string): OutboxRow[] {
  const isInbox = pending.inbox.length > 0 && !pending.downMoved;
  const heard = touched.map(({ orderId, storeId: of }, index): OutboxRow => {
    const topic = isInbox && index === 0 && of === storeId ? "down" : "order";
    return { topic, order_id: orderId, store_id: of, now };
  });
  const isTold = heard.some(({ topic }) => topic === "down");
  if (pending.downMoved || (isInbox && !isTold)) heard.push({ topic: "down", order_id: null, store_id: storeId, now });
  return heard;
}

async function writeSeen(batch: Batch, seen: NonNullable<PendingRows["seen"]>): Promise<void> {
  seen.isWritten = (await batch.query(seen.statement)).rowCount !== 0;
}

async function writeLink(batch: Batch, { link }: UnitOfWork): Promise<void> {
  if (!link) return;
  await batch.query({
    name: "write_link",
    text: `UPDATE store_links SET node_id = $2, epoch = $3, last_seq = $4, last_hash = $5, inbox_head = $6, documents_lsn = $7, conflict = $8,
             generation = $9, inbox_chain = $10, join_number = $11, join_nonce = $12, frozen_by = $13, facts_until = $14
           WHERE store_id = $1`,
    values: [
      link.store_id,
      link.node_id,
      link.epoch,
      link.last_seq,
      link.last_hash,
      link.inbox_head,
      link.documents_lsn,
      stripNul(link.conflict),
      link.generation,
      link.inbox_chain,
      link.join_number,
      link.join_nonce,
      link.frozen_by,
      link.facts_until,
    ],
  });
}

const UPSERT_ORDERS = insertInto<OrderState>(
  "orders",
  {
    store_id: text(({ order }) => order.store_id),
    order_id: uuid(({ order }) => order.order_id),
    origin: text(({ order }) => order.origin),
    status: text(({ order }) => order.status),
    handoff: text(({ order }) => order.handoff),
    user_id: uuid(({ order }) => order.user_id),
    total_cents: int(({ order }) => order.total_cents),
    business_day: text(({ order }) => order.business_day),
    counts_on: text(({ order }) => ownDay(order)),
    created_at: timestamptz(({ order }) => order.created_at),
    promised_at: timestamptz(({ order }) => order.promised_at),
    offered_at: timestamptz(({ record }) => record.offeredAt),
    work_s: json(({ record }) => record.work),
    cursor: int(({ record }) => record.cursor),
    cancel_request_id: uuid(({ record }) => record.cancelRequestId),
    state: json(({ order }) => order),
    without_person: boolean(({ record }) => record.withoutPerson),
  },
  `ON CONFLICT (store_id, order_id) DO UPDATE SET status = excluded.status, handoff = excluded.handoff, total_cents = excluded.total_cents,
     business_day = excluded.business_day, counts_on = excluded.counts_on, promised_at = excluded.promised_at,
     offered_at = coalesce(excluded.offered_at, orders.offered_at),
     work_s = coalesce(excluded.work_s, orders.work_s), cursor = excluded.cursor, cancel_request_id = excluded.cancel_request_id, state = excluded.state,
     without_person = excluded.without_person`,
);

const INSERT_EVENTS = insertInto<RecordedEvent>("order_events", {
  store_id: text((row) => row.store_id),
  order_id: uuid((row) => row.order_id),
  cursor: int((row) => row.cursor),
  event_id: uuid((row) => row.event.event_id),
  type: text((row) => row.event.type),
  order_seq: int((row) => orderSeqOf(row.event)),
  at: timestamptz((row) => row.event.at),
  body: json((row) => row.event),
});

const orderSeqOf = (event: DomainEvent): number | null =>
  event.type === "order.placed" ? event.order.order_seq : "order_seq" in event ? event.order_seq : null;

interface OfStore {
  readonly store_id: string;
}
interface Now {
  readonly now: string;
}

const INSERT_ASKERS = insertInto<AskerRow>("order_askers", {
  order_id: uuid((row) => row.order_id),
  store_id: text((row) => row.store_id),
  asker: text((row) => row.asker),
});

const INSERT_INBOX = insertInto<InboxRow & OfStore & Now>("store_inbox", {
  store_id: text((row) => row.store_id),
  seq: bigint((row) => row.seq),
  id: uuid((row) => row.id),
  command: jsonText((row) => row.command),
  chain: text((row) => row.chain),
  created_at: timestamptz((row) => row.now),
});

const INSERT_HASHES = insertInto<HashRow & OfStore & Now>("ingested_hashes", {
  store_id: text((row) => row.store_id),
  epoch: int((row) => row.epoch),
  seq: bigint((row) => row.seq),
  hash: text((row) => row.hash),
  taken_at: timestamptz((row) => row.now),
});

const INSERT_PROVIDER_EVENTS = insertInto<ProviderEventRow>(
  "psp_events",
  {
    account: text((row) => row.account),
    event_id: text((row) => row.event_id),
    type: text((row) => row.type),
    object_id: text((row) => row.object_id),
    intent_id: text((row) => row.intent_id),
    came_by: text(() => "WEBHOOK"),
    state: text(() => "DONE"),
    outcome: text(() => "applied"),
    tries: int(() => 1),
    due_at: timestamptz((row) => row.received_at),
    created_at: timestamptz((row) => row.created_at),
    received_at: timestamptz((row) => row.received_at),
  },
  "ON CONFLICT DO NOTHING",
);

interface OutboxRow extends OfStore, Now {
  readonly topic: "order" | "down";
  readonly order_id: string | null;
}

const INSERT_OUTBOX = insertInto<OutboxRow>("outbox", {
  store_id: text((row) => row.store_id),
  topic: text((row) => row.topic),
  order_id: uuid((row) => row.order_id),
  created_at: timestamptz((row) => row.now),
});
