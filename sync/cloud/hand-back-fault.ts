/**
 * Whether what a box hands back can be taken: readable here, and about its own store alone, in everything inside. A disk that is not the
 * store's any more is somebody else's hands, so its word is checked as a batch's is. Pure; done before the link row is locked.
 */
import { InboxCommand } from "../protocol/down.ts";
import type { FactsPage, InboxRun } from "../protocol/hand-back.ts";
import { Snapshot } from "../protocol/snapshot.ts";

/** For the refusal; null: none. */
export function inboxFault({ entries }: Pick<InboxRun, "entries">, storeId: string): string | null {
  for (const { seq, command } of entries) {
    const parsed = InboxCommand.safeParse(parse(command));
    if (!parsed.success) return `Entry ${seq} of the inbox cannot be read here.`;
    const foreign = foreignStoreIn(parsed.data, storeId);
    if (foreign !== null) return `Entry ${seq} of the inbox is about store ${foreign}.`;
  }
  return null;
}

export function snapshotFault(snapshot: string | null, storeId: string): string | null {
  if (snapshot === null) return null;
  const parsed = Snapshot.safeParse(parse(snapshot));
  if (!parsed.success) return "The snapshot of the enrolment cannot be read here.";
  const foreign = foreignStoreIn(parsed.data, storeId);
  if (foreign !== null) return `The snapshot of the enrolment is about store ${foreign}.`;
  const { orders, payments, refunds, drawer, uncovered } = parsed.data;
  const fault = wholeFault({ orders, payments, refunds, movements: drawer.movements, uncovered, drawers: [] });
  return fault === null ? null : `The snapshot of the enrolment ${fault}.`;
}

export function factsFault(page: FactsPage | null, storeId: string): string | null {
  if (page === null) return null;
  const foreign = foreignStoreIn(page, storeId);
  if (foreign !== null) return `The facts are about store ${foreign}.`;
  const fault = wholeFault({ drawers: [], movements: [], uncovered: [], ...page.store, ...page });
  return fault === null ? null : `The page of facts ${fault}.`;
}

type Whole = Pick<FactsPage, "orders" | "payments" | "refunds"> &
  Pick<NonNullable<FactsPage["store"]>, "drawers" | "movements" | "uncovered">;

/** On a box's disk each of them has its id alone, and what was paid online is counted here. */
function wholeFault({ orders, payments, refunds, drawers, movements, uncovered }: Whole): string | null {
  const online = [...payments, ...refunds].find((fact) => fact.provider !== "in_store");
  if (online) return `has money of order ${online.order_id} that was not taken at the counter`;
  return (
    repeated("order", orders, (order) => order.order_id) ??
    repeated("payment", payments, (payment) => payment.payment_id) ??
    repeated("refund", refunds, (refund) => refund.refund_id) ??
    repeated("drawer", drawers, ({ session }) => session.session_id) ??
    repeated("movement", movements, (movement) => movement.movement_id) ??
    repeated("uncovered", uncovered, ({ kind, ref_id }) => `${kind} ${ref_id}`)
  );
}

function repeated<T>(what: string, facts: readonly T[], idOf: (fact: T) => string): string | null {
  const seen = new Set<string>();
  for (const id of facts.map(idOf)) {
    if (seen.has(id)) return `has ${what} ${id} twice`;
    seen.add(id);
  }
  return null;
}

/** The first other store that is named at any depth; null: none is. */
export function foreignStoreIn(value: unknown, storeId: string): string | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inside] of Object.entries(value)) {
    const foreign = name === "store_id" && inside !== storeId ? String(inside) : foreignStoreIn(inside, storeId);
    if (foreign !== null) return foreign;
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
