/**
 * Applies the cloud's commands in the order of their numbers, effect and `inbox_seq` in one commit (D4).
 * Pitfall: an id that was applied under another number (a rewound cloud renumbers) counts as applied, but must not take
 * effect again.
 */

import type { EventOf } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { onCancelRequest, onHandoffEntry } from "@crema/shared/domain/order/handoff";
import type { BoxIdentity } from "@crema/sync/ports";
import type { InboxCommand, ReceivedEntry } from "@crema/sync/protocol/down";
import { chainInbox } from "@crema/sync/protocol/inbox-chain";
import type { Tx } from "../../executor.ts";
import { appendEvent } from "../append.ts";
import { type CommandContext, contextFor, requireActiveBox } from "../command-context.ts";
import { beganAt, takeOnlineRefunds } from "../count-online-refunds.ts";
import { drawersOf } from "../drawers-of.ts";
import { orderHereOr } from "../orders/earlier-order.ts";
import { takeWish } from "../orders/substitute.ts";
import { takeRefundRequest } from "../refund-requests.ts";
import { saveOrder } from "../save.ts";
import { forgetCustomer } from "./forget-customer.ts";
import { takeOffer } from "./offer.ts";

export interface InboxProgress {
  readonly inbox_seq: number;
  /** A number is missing in the entries; what came before the hole is applied. */
  readonly hole: boolean;
}

/**
 * Inside a write transaction. Entries at or below `inbox_seq` change nothing. Refuses when the box may not change
 * anything (I5).
 */
export function applyEntries(deps: CommandContext, tx: Tx, entries: readonly ReceivedEntry[]): Result<InboxProgress> {
  const identity = requireActiveBox(deps, tx);
  if (!identity.ok) return identity;
  let hole = false;
  for (const entry of entries.toSorted((a, b) => a.seq - b.seq)) {
    if (entry.seq <= tx.position.inbox_seq) continue;
    if (entry.seq !== tx.position.inbox_seq + 1) {
      hole = true;
      break;
    }
    if (!deps.tables.handoff.isApplied(entry.id)) {
      const applied = apply(deps, tx, identity.value, entry.command);
      if (applied && !applied.ok) return applied;
    }
    const { seq, id, text = JSON.stringify(entry.command) } = entry;
    const chain = tx.position.inbox_chain === null ? null : chainInbox(tx.position.inbox_chain, id, text);
    deps.tables.handoff.markApplied({ seq, id, chain, command: text, applied_at: iso(deps.clock.now()) });
    tx.position.inbox_seq = seq;
    tx.position.inbox_id = id;
    tx.position.inbox_chain = chain;
  }
  return ok({ inbox_seq: tx.position.inbox_seq, hole });
}

/** null when the command no longer has an effect here. */
function apply(deps: CommandContext, tx: Tx, box: BoxIdentity, command: InboxCommand): Result<unknown> | null {
  switch (command.kind) {
    case "order.offered":
      return takeOffer(deps, tx, box, command.order);
    case "order.confirmed":
    case "order.revoked":
      return applyHandoff(deps, tx, eventOf(box, command));
    case "order.cancel_requested":
      return decideCancelRequest(deps, tx, command);
    case "refund.requested":
      return takeRefundRequest(deps, tx, box, command);
    case "refund.reported":
      return takeRefundReport(deps, tx, box, command);
    case "order.substitute_chosen":
      return takeWish(deps, tx, command);
    case "customer.erased":
      return forgetCustomer(deps, tx, command);
  }
}

type HandoffCommand = Extract<InboxCommand, { kind: "order.confirmed" | "order.revoked" }>;
type HandoffEvent = EventOf<"order.confirmed" | "order.revoked">;

function eventOf(box: BoxIdentity, command: HandoffCommand): HandoffEvent {
  const { kind, ...fields } = command;
  const envelope = { store_id: box.store_id, actor: { kind: "cloud", id: null, name: null } } as const;
  return kind === "order.confirmed"
    ? { ...envelope, ...(fields as Extract<HandoffCommand, { kind: "order.confirmed" }>), type: kind }
    : { ...envelope, ...(fields as Extract<HandoffCommand, { kind: "order.revoked" }>), type: kind };
}

/** Applies what the cloud decided: the order changes and screens are told, but it does not enter the log (U1). */
function applyHandoff(deps: CommandContext, tx: Tx, event: HandoffEvent): Result<unknown> | null {
  const order = deps.tables.orders.read(event.order_id)?.order ?? null;
  const events = onHandoffEntry(order, event);
  return events.length > 0 ? saveOrder(deps, tx, order, events) : null;
}

/**
 * Refunds that the cloud has made. An order from before this box comes with the report, for its lines and their taxes.
 * A refund request that the cloud had not heard of stays pending, because the report is about an earlier one. The report
 * carries how far the cloud had the log, because its acknowledgement may be lost or arrive after the report.
 */
function takeRefundReport(
  deps: CommandContext,
  tx: Tx,
  { store_id, epoch }: BoxIdentity,
  { kind, heard_seq, earlier, amendments, ...report }: Extract<InboxCommand, { kind: "refund.reported" }>,
): Result<unknown> | null {
  const order = orderHereOr(deps, tx, report.order_id, earlier);
  const envelope = { store_id, actor: { kind: "cloud", id: null, name: null } } as const;
  if (!order) return null;
  if (report.refunds) takeOnlineRefunds(deps.tables, order, { refunds: report.refunds, amendments }, beganAt(deps.tables, epoch));
  const isUnheard = deps.tables.log.hasAfter(epoch, heard_seq ?? tx.position.acked_seq, "refund.requested", order.order_id);
  const refund_state = isUnheard ? "PENDING" : report.refund_state;
  return saveOrder(deps, tx, order, [{ ...envelope, ...report, refund_state, type: kind }]);
}

function decideCancelRequest(
  deps: CommandContext,
  tx: Tx,
  command: Extract<InboxCommand, { kind: "order.cancel_requested" }>,
): Result<unknown> | null {
  const order = deps.tables.orders.read(command.order_id)?.order ?? null;
  const events = onCancelRequest(order, command, contextFor(deps, tx, order, null));
  const refused = events.find((event) => event.type === "order.cancel_refused");
  if (!refused)
    return events.length > 0 ? saveOrder(deps, tx, order, events, { till: drawersOf(deps.tables, null, command.order_id).till }) : null;
  const { order_id, request_id, code } = refused;
  const cursor = tx.publish((at) => ({ type: "cancel_refused", cursor: at, order_id, request_id, code }));
  deps.tables.handoff.saveCancelRefusal({ request_id, order_id, code, refused_at: refused.at, cursor });
  return appendEvent(deps.tables, tx, refused);
}
