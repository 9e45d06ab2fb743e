/**
 * What somebody may do with an order now, for the screens, which have no rules of their own. No rule is repeated here:
 * each step is tried with the function that decides it, and a step that only lacks a manager says so.
 * A recall ends by the clock and not by an event, so it carries the time until which it is allowed.
 */
import { z } from "zod";
import { iso, Timestamp } from "../kernel/clock.ts";
import { type Result, refuse } from "../kernel/errors.ts";
import { askOnlineRefund } from "../payment/ask-refund.ts";
import { mayCorrect } from "../payment/correct.ts";
import { decideTender } from "../payment/decide.ts";
import type { Payment, Refund } from "../payment/payment.ts";
import { decideRefund, isCounterCapture } from "../payment/refund.ts";
import { mayAsk } from "./ask-substitute.ts";
import { decide } from "./decide.ts";
import type { DecideContext } from "./decide-context.ts";
import { mayDiscount } from "./discount.ts";
import { decline } from "./handoff.ts";
import { mayAmend, mayCheckLines } from "./lines.ts";
import { mayLook } from "./look.ts";
import { type Authority, balanceCents, type Order, OrderStatus } from "./order.ts";
import { decideOrderRefund } from "./refund-order.ts";
import { mayRush } from "./rush.ts";
import { maySettle } from "./settle-substitute.ts";
import { TRANSITIONS } from "./transitions.ts";
import { mayWish } from "./wish-substitute.ts";

export const AllowedTransition = z.object({
  to_status: OrderStatus,
  /** A manager's PIN has to come with it. */
  needs_manager: z.boolean(),
  needs_reason: z.boolean(),
  /** The last moment at which it is allowed; null: no time limit. */
  until: Timestamp.nullable(),
});
export type AllowedTransition = z.infer<typeof AllowedTransition>;

/**
 * What else may be done, apart from moving the status. `no_show` ends a READY order that nobody came for. `choose_substitute` is
 * the customer's, until the question's `choose_by`. `tip`: by a tender of its own,
 * as nothing is owed any more.
 */
export const OrderAction = z.enum([
  "tender",
  "tip",
  "discount",
  "refund",
  "correct_tender",
  "amend",
  "check_lines",
  "rush",
  "look",
  "ask_substitute",
  "settle_substitute",
  "choose_substitute",
  "no_show",
  "decline",
  "replace",
]);
export type OrderAction = z.infer<typeof OrderAction>;
export const AllowedAction = z.object({ action: OrderAction, needs_manager: z.boolean() });
export type AllowedAction = z.infer<typeof AllowedAction>;

export const Allowed = z.object({
  /** For the caller, now. */
  allowed_transitions: z.array(AllowedTransition),
  allowed_actions: z.array(AllowedAction),
});
export type Allowed = z.infer<typeof Allowed>;

/** Callers with the same viewer may do the same things (contract/viewers.ts). */
export interface Viewer {
  /** Equal for all viewers that may do the same. */
  readonly key: string;
  /** null: may only read. */
  readonly asker: "staff" | "customer" | null;
  /** `tickets`: a board on the wall, which sees only numbers and names. */
  readonly sees: "orders" | "tickets";
  /** A person has signed in and is accountable for what is done. */
  readonly signedIn: boolean;
  readonly isManager: boolean;
  /** Which routes the contracts let them call. */
  readonly may: ReadonlySet<"step" | "cancel" | OrderAction>;
}

/** The facts that a decision needs in addition to the order. */
export interface AllowedFacts {
  readonly at: string;
  readonly node: Authority;
  readonly recallWindowS: number;
  /** The store's setting; 0: none, so that what an order costs limits its tips. */
  readonly tipLimitCents: number;
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly isOpenTender: (payment: Payment) => boolean;
}

export const NOTHING_ALLOWED: Allowed = { allowed_transitions: [], allowed_actions: [] };

export function allowedFor(order: Order, viewer: Viewer, facts: AllowedFacts): Allowed {
  if (viewer.asker === null) return NOTHING_ALLOWED;
  const context = contextOf(viewer, viewer.asker, facts);
  return {
    allowed_transitions: OrderStatus.options.flatMap((to) => transitionTo(order, to, viewer, context)),
    allowed_actions: OrderAction.options.flatMap((action) => {
      const verdict = viewer.may.has(action) ? verdictOn(context, (as) => ATTEMPTS[action](order, as, facts)) : null;
      // The route also wants the PIN of a manager who is signed in.
      return verdict ? [{ action, needs_manager: verdict.needs_manager || action === "replace" }] : [];
    }),
  };
}

function transitionTo(order: Order, to: OrderStatus, viewer: Viewer, context: DecideContext): AllowedTransition[] {
  const cell = TRANSITIONS[order.status][to];
  if (!cell || !viewer.may.has(to === "CANCELLED" ? "cancel" : "step")) return [];
  const verdict = verdictOn(context, (as) =>
    to === "CANCELLED"
      ? decide(
          order,
          { type: "cancel", cause: as.asker === "staff" ? "STAFF" : "CUSTOMER", reason: "-", expected_status: null, request_id: null },
          as,
        )
      : decide(order, { type: "transition", to_status: to, expected_status: order.status, reason: null }, as),
  );
  if (!verdict) return [];
  const timed = order.status === "READY" && cell.guards.includes("within_recall_window");
  return [
    {
      to_status: to,
      needs_manager: verdict.needs_manager,
      needs_reason: to === "CANCELLED" && context.asker === "staff",
      until: timed ? iso(Date.parse(order.ready_at) + context.recallWindowS * 1000) : null,
    },
  ];
}

const TENDER = {
  method: "CASH",
  amount_cents: null,
  tip_cents: 0,
  tendered_cents: null,
  reference: null,
  reference_required: false,
  tip_limit_cents: 0,
  complete: false,
} as const;
const REFUND = { payment_id: null, amount_cents: null, tip_cents: 0, reason: "-" } as const;

const ATTEMPTS: Record<OrderAction, (order: Order, context: DecideContext, facts: AllowedFacts) => Result<unknown>> = {
  tender: (order, context) => decideTender(order, { ...TENDER, payment_id: "", receipt_number: "" }, context),
  tip(order, context, { tipLimitCents }) {
    if (balanceCents(order) > 0) return refuse("payment.exceeds_balance", "A tip comes with the tender.");
    // By card, as coins cannot pay every amount.
    const tip = { method: "EXTERNAL_CARD", amount_cents: 0, tip_cents: 1, tip_limit_cents: tipLimitCents } as const;
    return decideTender(order, { ...TENDER, ...tip, payment_id: "", receipt_number: "" }, context);
  },
  discount: mayDiscount,
  refund(order, context) {
    const ofSale = decideOrderRefund(order, REFUND, context);
    // The whole sale may have been refunded while a tip has not.
    if (ofSale.ok || ofSale.refusal.code !== "refund.exceeds_captured") return ofSale;
    const ofTip = { ...REFUND, tip_cents: 1 };
    return order.pay_mode === "ONLINE"
      ? askOnlineRefund(order, { ...ofTip, amount_cents: 0 }, context)
      : decideRefund(order, ofTip, context);
  },
  correct_tender(order, context) {
    const tenders = context.payments.filter(isCounterCapture).map((payment) => mayCorrect(order, payment, context));
    return tenders.find((each) => each.ok || each.refusal.code === "auth.manager_required") ?? refuse("payment.not_correctable", "-");
  },
  amend: mayAmend,
  check_lines: mayCheckLines,
  rush: mayRush,
  look: mayLook,
  ask_substitute: mayAsk,
  settle_substitute: maySettle,
  choose_substitute: mayWish,
  no_show: (order, context) => decide(order, { type: "no_show", reason: "-" }, context),
  decline: (order, context) => decline(order, "staff", "-", context),
  replace: (order, context) => decline(order, "replaced", "-", context),
};

/** null: not allowed. Tried as the asker, and if only a manager is missing, again with a manager's approval. */
function verdictOn(context: DecideContext, attempt: (context: DecideContext) => Result<unknown>): { needs_manager: boolean } | null {
  const tried = attempt(context);
  if (tried.ok) return { needs_manager: false };
  if (tried.refusal.code !== "auth.manager_required" || context.managerApproved) return null;
  return attempt({ ...context, managerApproved: true }).ok ? { needs_manager: true } : null;
}

/** For a trial decision: its ids and receipt numbers are thrown away with its events. */
function contextOf(viewer: Viewer, asker: "staff" | "customer", facts: AllowedFacts): DecideContext {
  return {
    at: facts.at,
    newId: () => "",
    actor: { kind: asker === "customer" ? "customer" : viewer.signedIn ? "staff" : "device", id: null, name: null },
    asker,
    node: facts.node,
    managerApproved: viewer.isManager,
    recallWindowS: facts.recallWindowS,
    businessDay: null,
    newReceipt: () => null,
    drawerSessionId: null,
    payments: facts.payments,
    refunds: facts.refunds,
    isOpenTender: facts.isOpenTender,
  };
}
