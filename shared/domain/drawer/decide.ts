/**
 * What happens at the drawer: (session, command, context) -> events, or a refusal. Pure; the totals it needs are
 * arguments.
 * Counting is blind: before the close, no refusal and no response may reveal the expected amount.
 */

import type { EventEnvelope } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import type { IdSource } from "../kernel/ids.ts";
import { cents } from "../kernel/money.ts";
import { moneyText } from "../kernel/money-text.ts";
import type { Actor } from "../staff/actor.ts";
import type { DrawerEvent } from "../store-events.ts";
import type { Denomination, DrawerIn, DrawerMovement, DrawerSession, DrawerTill } from "./drawer.ts";
import { type CashTotals, cashSums } from "./expected.ts";
import type { ReportTotals, ZReport } from "./report.ts";
import { DRAWER, type DrawerCommandType, NEEDS_MANAGER } from "./transitions.ts";

export type DrawerCommand =
  | { type: "open"; float_cents: number }
  | { type: "pay_in" | "pay_out"; amount_cents: number; reason: string }
  | { type: "no_sale"; reason: string }
  | { type: "count"; counted_cents: number; denominations?: readonly Denomination[] | undefined }
  | { type: "close" }
  | { type: "close_day" };

export interface DrawerContext {
  /** ISO 8601; becomes the events' `at`. */
  at: string;
  newId: IdSource;
  actor: Actor;
  storeId: string;
  currency: string;
  businessDay: string | null;
  /** The store's setting. */
  isCashFree: boolean;
  /** The till whose own drawer is opened; null: the store's one drawer. */
  till: DrawerTill | null;
  /** A manager has given a PIN for this command, or is the one who sends it. */
  managerApproved: boolean;
  /** Everything that moved the open session's cash. */
  cash: CashTotals;
  /** At the close: the totals of what the report covers (coverage.ts). */
  unreported: ReportTotals;
  /** At the close: whether that is the store's as well. */
  coversStore: boolean;
  /** When the last Z was written; null: there is none. */
  lastZAt: string | null;
  /** The next Z number. A refusal rolls it back with the transaction. */
  newZNumber: () => string;
}

/** `session`: the open one that the command is about, or null. */
export function decideDrawer(session: DrawerSession | null, command: DrawerCommand, context: DrawerContext): Result<DrawerEvent[]> {
  const refused = DRAWER[session?.status ?? "NONE"][command.type];
  if (refused) return refuse(refused, DETAILS[command.type], refused === "drawer.already_open" ? { extra: { session } } : {});
  if (NEEDS_MANAGER[command.type] && !context.managerApproved) {
    return refuse("auth.manager_required", "Opening the drawer outside a sale needs a manager's PIN.");
  }
  const envelope = { event_id: context.newId(), store_id: context.storeId, at: context.at, actor: context.actor };
  switch (command.type) {
    case "open":
      if (context.isCashFree) return refuse("drawer.cash_free", "This store takes no cash, so it opens no drawer. End its day instead.");
      return ok([{ ...envelope, type: "drawer.opened", session: opened(command.float_cents, context) }]);
    case "pay_in":
      return ok([moved(envelope, session, "PAID_IN", command.amount_cents, command.reason, context)]);
    case "pay_out":
      return ok([moved(envelope, session, "PAID_OUT", command.amount_cents, command.reason, context)]);
    case "no_sale":
      return ok([moved(envelope, session, "NO_SALE", 0, command.reason, context)]);
    case "count": {
      const { session_id, currency } = present(session);
      const { denominations, counted_cents } = command;
      const twice = (denominations ?? []).findIndex(
        (each, index, all) => all.findIndex((one) => one.value_cents === each.value_cents) < index,
      );
      if (twice >= 0) return namedTwice(twice);
      const sum = (denominations ?? []).reduce((all, { value_cents, count }) => all + value_cents * count, 0);
      if (denominations && sum !== counted_cents) return differs(sum, counted_cents, currency);
      const counted = { session_id, counted_cents: cents(counted_cents), counted_facts: context.cash.facts };
      return ok([{ ...envelope, type: "drawer.counted", ...counted, ...(denominations && { denominations: [...denominations] }) }]);
    }
    case "close":
      return close(envelope, session, context);
    case "close_day":
      if (!context.isCashFree) return refuse("day.takes_cash", "This store takes cash: count its drawer and close that.");
      return ok([{ ...envelope, type: "day.closed", report: dayReport(context) }]);
  }
}

/** Which of the two holds, or whether they add up, only the person who counts knows. */
const namedTwice = (index: number): Result<never> =>
  refuse("drawer.denomination_twice", "A note or coin is there twice. Say once how many there are of it.", {
    fields: [{ field: `/denominations/${index}/value_cents`, message: "is there already" }],
  });

function differs(sum: number, counted: number, currency: string): Result<never> {
  const [notes, whole] = [moneyText(sum, currency), moneyText(counted, currency)];
  return refuse("drawer.count_differs", `The notes and coins come to ${notes}, and ${whole} was said. Count again.`, {
    fields: [{ field: "/counted_cents", message: `the denominations sum to ${sum}` }],
  });
}

const DETAILS: Record<DrawerCommandType, string> = {
  open: "That drawer is open. Count and close it before it is opened again.",
  pay_in: "Cash is paid into an open drawer session.",
  pay_out: "Cash is paid out of an open drawer session.",
  no_sale: "The drawer cannot be opened now.",
  count: "There is no open drawer session to count.",
  close: "Count the drawer, then close it.",
  close_day: "A drawer is still open. Count and close it; its Z report ends the day.",
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
    ...(context.till && { till: context.till }),
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
    ...(session.till && { till: session.till, ...(context.coversStore && { covers_store: true as const }) }),
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
      ...(session.denominations && { denominations: session.denominations }),
    },
    outside_session_cents: context.unreported.outside_session_cents,
    online_refunds: [...context.unreported.online_refunds],
  };
}

/** Of a store without a drawer: it begins where the Z before it ended. */
function dayReport(context: DrawerContext): ZReport {
  return {
    z_number: context.newZNumber(),
    store_id: context.storeId,
    session_id: null,
    currency: context.currency,
    business_day: context.businessDay,
    opened_at: context.lastZAt ?? context.at,
    closed_at: context.at,
    closed_by: context.actor,
    days: context.unreported.days,
    drawer: null,
    outside_session_cents: context.unreported.outside_session_cents,
    online_refunds: [...context.unreported.online_refunds],
  };
}

function present(session: DrawerSession | null): DrawerSession {
  if (!session) throw new Error("the transition table requires an open session");
  return session;
}
