/**
 * What happens at the drawer: (session, command, context) -> events, or a refusal. Pure; the totals it needs are
 * arguments.
 * Counting is blind: before the close, no refusal and no response may reveal the expected amount.
 */

import type { EventEnvelope } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import type { IdSource } from "../kernel/ids.ts";
import { cents } from "../kernel/money.ts";
import type { Actor } from "../staff/actor.ts";
import type { DrawerEvent } from "../store-events.ts";
import type { DrawerIn, DrawerMovement, DrawerSession } from "./drawer.ts";
import { type CashTotals, cashSums } from "./expected.ts";
import type { ReportTotals, ZReport } from "./report.ts";
import { DRAWER, type DrawerCommandType, NEEDS_MANAGER } from "./transitions.ts";

export type DrawerCommand =
  | { type: "open"; float_cents: number }
  | { type: "pay_in" | "pay_out"; amount_cents: number; reason: string }
  | { type: "no_sale"; reason: string }
  | { type: "count"; counted_cents: number }
  | { type: "close" };

export interface DrawerContext {
  /** ISO 8601; becomes the events' `at`. */
  at: string;
  newId: IdSource;
  actor: Actor;
  storeId: string;
  currency: string;
  businessDay: string | null;
  /** A manager has given a PIN for this command, or is the one who sends it. */
  managerApproved: boolean;
  /** Everything that moved the open session's cash. */
  cash: CashTotals;
  /** At the close: the totals of every fact that no Z report covers yet. */
  unreported: ReportTotals;
  /** The next Z number. A refusal rolls it back with the transaction. */
  newZNumber: () => string;
}

/** `session`: the open session, or null. */
export function decideDrawer(session: DrawerSession | null, command: DrawerCommand, context: DrawerContext): Result<DrawerEvent[]> {
  const refused = DRAWER[session?.status ?? "NONE"][command.type];
  if (refused) return refuse(refused, DETAILS[command.type], refused === "drawer.already_open" ? { extra: { session } } : {});
  if (NEEDS_MANAGER[command.type] && !context.managerApproved) {
    return refuse("auth.manager_required", "Opening the drawer outside a sale needs a manager's PIN.");
  }
  const envelope = { event_id: context.newId(), store_id: context.storeId, at: context.at, actor: context.actor };
  switch (command.type) {
    case "open":
      return ok([{ ...envelope, type: "drawer.opened", session: opened(command.float_cents, context) }]);
    case "pay_in":
      return ok([moved(envelope, session, "PAID_IN", command.amount_cents, command.reason, context)]);
    case "pay_out":
      return ok([moved(envelope, session, "PAID_OUT", command.amount_cents, command.reason, context)]);
    case "no_sale":
      return ok([moved(envelope, session, "NO_SALE", 0, command.reason, context)]);
    case "count": {
      const { session_id } = present(session);
      const counted_facts = context.cash.facts;
      return ok([{ ...envelope, type: "drawer.counted", session_id, counted_cents: cents(command.counted_cents), counted_facts }]);
    }
    case "close":
      return close(envelope, session, context);
  }
}

const DETAILS: Record<DrawerCommandType, string> = {
  open: "The store's drawer has a session that is open.",
  pay_in: "Cash is paid into an open drawer session.",
  pay_out: "Cash is paid out of an open drawer session.",
  no_sale: "The drawer cannot be opened now.",
  count: "There is no open drawer session to count.",
  close: "Count the drawer, then close it.",
};

function opened(float: number, context: DrawerContext): DrawerIn<"OPEN"> {
  return {
    status: "OPEN",
    session_id: context.newId(),
    store_id: context.storeId,
    currency: context.currency,
    business_day: context.businessDay,
    float_cents: cents(float),
    opened_at: context.at,
    opened_by: context.actor,
  };
}

function moved(
  envelope: EventEnvelope,
  session: DrawerSession | null,
  kind: DrawerMovement["kind"],
  amount: number,
  reason: string,
  context: DrawerContext,
): DrawerEvent {
  const movement: DrawerMovement = {
    movement_id: context.newId(),
    store_id: context.storeId,
    session_id: session && session.status !== "CLOSED" ? session.session_id : null,
    kind,
    amount_cents: cents(amount),
    currency: context.currency,
    reason,
    actor: context.actor,
    at: context.at,
    business_day: context.businessDay,
  };
  return { ...envelope, type: "drawer.moved", movement };
}

function close(envelope: EventEnvelope, session: DrawerSession | null, context: DrawerContext): Result<DrawerEvent[]> {
  if (session?.status !== "COUNTED") throw new Error("the transition table requires a counted session");
  if (context.cash.facts !== session.counted_facts) {
    return refuse("drawer.not_counted", "Cash has moved since the last count. Count it again, then close.");
  }
  return ok([{ ...envelope, type: "drawer.closed", session_id: session.session_id, report: zReport(session, context) }]);
}

function zReport(session: DrawerIn<"COUNTED">, context: DrawerContext): ZReport {
  const sums = cashSums(session, context.cash);
  return {
    z_number: context.newZNumber(),
    store_id: session.store_id,
    session_id: session.session_id,
    currency: session.currency,
    business_day: context.businessDay,
    opened_at: session.opened_at,
    closed_at: context.at,
    closed_by: context.actor,
    days: context.unreported.days,
    drawer: {
      ...sums,
      counted_cents: session.counted_cents,
      difference_cents: cents(session.counted_cents - sums.expected_cents),
    },
    outside_session_cents: context.unreported.outside_session_cents,
  };
}

function present(session: DrawerSession | null): DrawerSession {
  if (!session) throw new Error("the transition table requires an open session");
  return session;
}
