/**
 * A store's journal as its box keeps it: each sale, payment, refund and movement, in the order of the log, until a Z report covers it.
 * The store's next box begins with what is here, so that its X report adds up to that of the box before.
 */
import type { DomainEvent } from "@crema/shared/domain/events";
import { countedDay, isVoid } from "@crema/shared/domain/order/counted-day";
import type { Order } from "@crema/shared/domain/order/order";
import type pg from "pg";
import { insertInto, insertRows, text, timestamptz, uuid } from "./insert.ts";

export type JournalKind = "SALE" | "PAYMENT" | "REFUND" | "MOVEMENT" | "VOID";

interface Fact {
  readonly kind: JournalKind;
  readonly ref_id: string;
  readonly business_day: string | null;
  readonly at: string;
}

/** "Z": a report that covers what came before it. */
export type JournalStep = Fact | "Z";

/** As the box's own: a report covers at most this many business days (edge/db/report-facts.ts). */
const MAX_DAYS = 14;

/** What the event means to reports; null: nothing. `order`: the event's own, after it. */
export function journalStep(event: DomainEvent, order: Order | null): JournalStep | null {
  switch (event.type) {
    case "order.completed":
      return { kind: "SALE", ref_id: event.order_id, business_day: order && countedDay(order), at: event.at };
    case "order.cancelled":
      return order && isVoid(order) ? { kind: "VOID", ref_id: event.order_id, business_day: countedDay(order), at: event.at } : null;
    case "payment.captured":
      return { kind: "PAYMENT", ref_id: event.payment.payment_id, business_day: event.payment.business_day, at: event.at };
    case "refund.succeeded":
      return { kind: "REFUND", ref_id: event.refund.refund_id, business_day: event.refund.business_day, at: event.at };
    case "drawer.moved":
      return { kind: "MOVEMENT", ref_id: event.movement.movement_id, business_day: event.movement.business_day, at: event.at };
    case "drawer.closed":
      return "Z";
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
});

/** The journal is as the box has it: nothing else is uncovered. */
export async function replaceJournal(
  client: pg.ClientBase,
  storeId: string,
  facts: readonly Omit<Fact, "at">[],
  at: string,
): Promise<void> {
  await client.query("DELETE FROM store_journal WHERE store_id = $1", [storeId]);
  await insertRows(
    client,
    INSERT_FACTS,
    facts.map((fact) => ({ ...fact, at, store_id: storeId })),
  );
}

export async function writeJournal(client: pg.ClientBase, storeId: string, steps: readonly JournalStep[]): Promise<void> {
  let run: (Fact & { readonly store_id: string })[] = [];
  for (const step of steps) {
    if (step !== "Z") {
      run.push({ ...step, store_id: storeId });
      continue;
    }
    await insertRows(client, INSERT_FACTS, run);
    run = [];
    await client.query(
      `DELETE FROM store_journal WHERE store_id = $1 AND position < coalesce(
         (SELECT min(position) FROM store_journal WHERE store_id = $1 GROUP BY business_day ORDER BY 1 LIMIT 1 OFFSET $2), 9223372036854775807)`,
      [storeId, MAX_DAYS],
    );
  }
  await insertRows(client, INSERT_FACTS, run);
}
