/**
 * The hand-off of a cloud-born order: offer, accept, confirm; or decline, withdraw. Both sides' rules as total tables.
 * A decline is final at the store, whatever arrives later. A store may not touch an order that it has accepted until the
 * cloud has confirmed it.
 */

import type { DomainEvent, EventOf } from "../events.ts";
import { ok, type Result, refuse } from "../kernel/errors.ts";
import type { Actor } from "../staff/actor.ts";
import { decide } from "./decide.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import { type CancelCause, type CancelRequestCause, type Handoff, isOpenStatus, type Order } from "./order.ts";

/*
 *  (born in the app)  paid, where it    its store is      the store accepts      the cloud confirms
 *                     is to be          there
 *  AWAITING_PAYMENT ──▶ HELD ───────────▶ OFFERED ─────────▶ ACCEPTED ────────────▶ CONFIRMED: the store's from here on
 *         │  (for later) │                │  │                 │  │
 *         │ ─ ─ (now) ─ ─│─ ─ ─ ─ ─ ─ ─ ▶ │  │                 │  │
 *         │ withdrawn    │ withdrawn      │  │ declined        │  │ declined
 *         ▼              ▼                │  ▼                 │  ▼
 *     WITHDRAWN ◀────────┴───withdrawn────┘  DECLINED ◀────────┼──┘
 *         ▲                                                    │
 *         └───────────withdrawn────────────────────────────────┘
 *
 *  A decline cancels the order in the cloud whenever it arrives. BORN_AT_STORE: at the counter; it is never handed off.
 */
/** What the cloud does with a store's answer, by the hand-off state that the cloud has. */
type CloudMove = "take" | "number" | "cancel" | "nothing";
const CLOUD: Readonly<Record<Handoff, Readonly<Record<"accepted" | "declined", CloudMove>>>> = {
  BORN_AT_STORE: { accepted: "nothing", declined: "nothing" },
  // A store answers only what it was offered, except that "make it anyway" declines by the id on the guest's phone.
  AWAITING_PAYMENT: { accepted: "nothing", declined: "cancel" },
  HELD: { accepted: "nothing", declined: "cancel" },
  OFFERED: { accepted: "take", declined: "cancel" },
  ACCEPTED: { accepted: "nothing", declined: "cancel" },
  // A cloud that was put back hears of the confirmation first, and of the acceptance with the log: the store's number and day are in it.
  CONFIRMED: { accepted: "number", declined: "cancel" },
  DECLINED: { accepted: "nothing", declined: "nothing" },
  WITHDRAWN: { accepted: "nothing", declined: "nothing" },
};

/** What the store does with an inbox entry about an order that it has. */
type EdgeMove = "confirm" | "revoke" | "nothing";
const EDGE: Readonly<Record<Handoff, Readonly<Record<"confirmed" | "revoked", EdgeMove>>>> = {
  BORN_AT_STORE: { confirmed: "nothing", revoked: "nothing" },
  AWAITING_PAYMENT: { confirmed: "nothing", revoked: "nothing" },
  HELD: { confirmed: "nothing", revoked: "nothing" },
  OFFERED: { confirmed: "nothing", revoked: "revoke" },
  ACCEPTED: { confirmed: "confirm", revoked: "revoke" },
  CONFIRMED: { confirmed: "nothing", revoked: "nothing" },
  DECLINED: { confirmed: "nothing", revoked: "nothing" },
  WITHDRAWN: { confirmed: "nothing", revoked: "nothing" },
};

/**
 * Cloud: the store accepted. An order paid at the store is confirmed in the same step; one that is paid online waits
 * for its capture. Late answers to a withdrawn order are acknowledged without effect.
 */
export function onAccepted(order: Order, accepted: EventOf<"order.accepted">, context: DecideContext): DomainEvent[] {
  const move = CLOUD[order.handoff].accepted;
  if (move === "number") return order.ticket_number === null && isOpenStatus(order.status) ? [accepted] : [];
  if (move !== "take" || order.status !== "PLACED") return [];
  return order.pay_mode === "AT_STORE" ? [accepted, confirm(order, context)] : [accepted];
}

/** Cloud: the one commit that moves authority. The caller has checked that the order is accepted, PLACED and paid. */
export function confirm(order: Order, context: DecideContext): EventOf<"order.confirmed"> {
  const paidOnline = order.pay_mode === "ONLINE";
  return {
    ...envelopeOf(order.store_id, context),
    type: "order.confirmed",
    order_id: order.order_id,
    order_seq: paidOnline ? order.order_seq + 1 : order.order_seq,
    status: paidOnline ? "PAID" : "PLACED",
  };
}

/** Cloud: the store declined. Cancels whenever it arrives; authority is the cloud's again and it mints the number. */
export function onDeclined(order: Order, declined: EventOf<"order.declined">, context: DecideContext): DomainEvent[] {
  if (CLOUD[order.handoff].declined !== "cancel" || order.status === "CANCELLED") return [];
  const cancelled: DomainEvent = {
    ...envelopeOf(order.store_id, context),
    type: "order.cancelled",
    actor: declined.actor,
    order_id: order.order_id,
    order_seq: order.order_seq + 1,
    from_status: order.status,
    cause: "DECLINED",
    reason: declined.detail,
    request_id: null,
  };
  return [declined, cancelled];
}

/** Cloud: withdraws an offer that has not been confirmed. The `order.revoked` inbox entry goes with this commit. */
export function withdraw(order: Order, cause: CancelCause, reason: string | null, context: DecideContext): Result<DomainEvent[]> {
  return decide(order, { type: "cancel", cause, reason, expected_status: null, request_id: null }, { ...context, node: "cloud" });
}

/** Store: puts an offer on its queue, unconfirmed. `order` is the offer with the store's ticket number and day. */
export function accept(order: Order, context: DecideContext): DomainEvent {
  return {
    ...envelopeOf(order.store_id, context),
    type: "order.accepted",
    order_id: order.order_id,
    order: { ...order, handoff: "ACCEPTED" },
  };
}

/** Store: gives an offer up, before or after having accepted it, as long as it is not confirmed. */
export function decline(
  order: Order,
  code: EventOf<"order.declined">["code"],
  detail: string,
  context: DecideContext,
): Result<EventOf<"order.declined">> {
  if (order.handoff !== "OFFERED" && order.handoff !== "ACCEPTED") {
    return refuse("order.invalid_transition", "Only an order that is not confirmed yet can be declined.", {
      extra: { current_status: order.status, order },
    });
  }
  return ok(declinedEvent(order.store_id, order.order_id, code, detail, context));
}

export function declinedEvent(
  storeId: string,
  orderId: string,
  code: EventOf<"order.declined">["code"],
  detail: string,
  context: Pick<DecideContext, "at" | "newId" | "actor">,
): EventOf<"order.declined"> {
  return { ...envelopeOf(storeId, context), type: "order.declined", order_id: orderId, code, detail: detail.slice(0, 280) };
}

/** Store: applies the cloud's confirmation or revocation where it still has an effect. These events do not enter the log. */
export function onHandoffEntry(order: Order | null, event: EventOf<"order.confirmed" | "order.revoked">): DomainEvent[] {
  if (!order) return [];
  const moves = EDGE[order.handoff];
  if (event.type === "order.confirmed") return moves.confirmed === "confirm" ? [event] : [];
  return moves.revoked === "revoke" ? [event] : [];
}

export interface CancelAsked {
  readonly request_id: string;
  readonly actor: Actor;
  readonly cause: CancelRequestCause;
  readonly reason: string | null;
}

/**
 * Store: a customer, or headquarters, asks to cancel an order that the store decides; the same rules hold for both. Either it
 * is cancelled, or the refusal names the request. Nothing for an order that is cancelled already, or was never confirmed
 * (then the cloud decides).
 */
export function onCancelRequest(order: Order | null, asked: CancelAsked, context: DecideContext): DomainEvent[] {
  if (order?.authority !== "edge" || order.status === "CANCELLED") return [];
  const { request_id, actor, cause, reason } = asked;
  const decided = decide(
    order,
    { type: "cancel", cause, reason, expected_status: null, request_id },
    { ...context, actor, asker: "customer", node: "edge" },
  );
  if (decided.ok) return decided.value;
  const code = decided.refusal.code;
  return [
    {
      ...envelopeOf(order.store_id, context),
      type: "order.cancel_refused",
      order_id: order.order_id,
      request_id,
      cause,
      code: code === "order.already_started" || code === "order.paid_at_store" ? code : "order.invalid_transition",
    },
  ];
}
