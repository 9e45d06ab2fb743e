/**
 * A store's journal as its box keeps it: each sale, payment, refund and movement, in the order of the log, until a Z report covers it.
 * The store's next box begins with what is here, so that its X report adds up to that of the box before.
 */
import { MOST_DAYS, TILL_DAYS } from "@crema/shared/domain/drawer/coverage";
import type { ZReport } from "@crema/shared/domain/drawer/report";
import { tillSessionOf } from "@crema/shared/domain/event-envelope";
import type { DomainEvent } from "@crema/shared/domain/events";
import { countedDay, isVoid } from "@crema/shared/domain/order/counted-day";
import type { Order } from "@crema/shared/domain/order/order";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import type pg from "pg";
import { insertInto, insertRows, text, timestamptz, uuid } from "./insert.ts";
import { coverOnline, ONLINE_KINDS } from "./online-journal.ts";

export type JournalKind = "SALE" | "PAYMENT" | "REFUND" | "MOVEMENT" | "VOID";

interface Fact {
  readonly kind: JournalKind;
  readonly ref_id: string;
  readonly business_day: string | null;
  readonly at: string;
  /** Of the till's session whose Z covers it; null: it is the store's. */
  readonly session_id: string | null;
}

type Covering = Pick<ZReport, "session_id" | "till" | "covers_store" | "online_refunds" | "closed_at">;
/** `z`: a report that covers what came before it of a till's session, of the store, or of both; and the online refunds that it names. */
export type JournalStep = Fact | { readonly z: Covering };

/** What the event means to reports; null: nothing. `order`: the event's own, after it. */
export function journalStep(event: DomainEvent, order: Order | null): JournalStep | null {
  const fact = { at: event.at, session_id: tillSessionOf(event) };
  switch (event.type) {
    case "order.completed":
      return { ...fact, kind: "SALE", ref_id: event.order_id, business_day: order && countedDay(order) };
    case "order.cancelled":
      return order && isVoid(order) ? { ...fact, kind: "VOID", ref_id: event.order_id, business_day: countedDay(order) } : null;
    case "payment.captured":
      return { ...fact, kind: "PAYMENT", ref_id: event.payment.payment_id, business_day: event.payment.business_day };
    case "refund.succeeded":
      return { ...fact, kind: "REFUND", ref_id: event.refund.refund_id, business_day: event.refund.business_day };
    case "drawer.moved":
      return { ...fact, kind: "MOVEMENT", ref_id: event.movement.movement_id, business_day: event.movement.business_day };
    case "drawer.closed":
    case "day.closed":
      return { z: event.report };
    default:
      return null;
  }
}

const INSERT_FACTS = insertInto<Fact & { readonly store_id: string }>("store_journal", {
  store_id: text((row) => row.store_id),
  kind: text((row) => row.kind),
  ref_id: uuid((row) => row.ref_id),
  business_day: text((row) => row.business_day),
  at: timestamptz((row) => row.at),
  session_id: uuid((row) => row.session_id),
});

/** The journal is as the box has it: nothing else is uncovered, but of what was refunded online, which the box knows from here. */
export async function replaceJournal(client: pg.ClientBase, storeId: string, facts: Snapshot["uncovered"], at: string): Promise<void> {
  await client.query(`DELETE FROM store_journal WHERE store_id = $1 AND kind NOT IN ${ONLINE_KINDS}`, [storeId]);
  await insertRows(
    client,
    INSERT_FACTS,
    facts.map((fact) => ({ ...fact, session_id: fact.session_id ?? null, at, store_id: storeId })),
  );
}

export async function writeJournal(client: pg.ClientBase, storeId: string, steps: readonly JournalStep[]): Promise<void> {
  let run: (Fact & { readonly store_id: string })[] = [];
  for (const step of steps) {
    if (!("z" in step)) {
      run.push({ ...step, store_id: storeId });
      continue;
    }
    await insertRows(client, INSERT_FACTS, run);
    run = [];
    await cover(client, storeId, step.z);
  }
  await insertRows(client, INSERT_FACTS, run);
}

/** As the box does it (edge/db/report-facts.ts). */
async function cover(client: pg.ClientBase, storeId: string, z: Covering) {
  const { session_id, till, covers_store } = z;
  await coverOnline(client, storeId, z);
  if (till) await client.query("DELETE FROM store_journal WHERE store_id = $1 AND session_id = $2", [storeId, session_id]);
  if (till && !covers_store) return;
  await client.query(
    `DELETE FROM store_journal WHERE store_id = $1 AND session_id IS NULL AND kind NOT IN ${ONLINE_KINDS} AND position < coalesce(
       (SELECT min(position) FROM store_journal WHERE store_id = $1 AND session_id IS NULL AND kind NOT IN ${ONLINE_KINDS}
        GROUP BY business_day ORDER BY 1 LIMIT 1 OFFSET $2), 9223372036854775807)`,
    [storeId, till ? TILL_DAYS : MOST_DAYS],
  );
}
