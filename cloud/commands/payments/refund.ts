/**
 * Headquarters refunds an order: what was paid online through the provider, at once; what was paid at a counter by
 * asking the store. The refund's id is derived from the idempotency key, so that the same key cannot refund twice.
 */
import type { OrderRefundRequest } from "@crema/shared/contract/payments";
import { OrderCancelRequested, RefundRequested } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { cents, sumCents } from "@crema/shared/domain/kernel/money";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import { questionIsOpen } from "@crema/shared/domain/order/question-open";
import { isUnstarted } from "@crema/shared/domain/order/refund-order";
import { leftOnline } from "@crema/shared/domain/payment/intent";
import { leftToRefund } from "@crema/shared/domain/payment/money-parts";
import { factOf } from "@crema/shared/domain/payment/next-step";
import { uncorrectedOnline } from "@crema/shared/domain/payment/overpaid";
import { byPieces, leftOfLines } from "@crema/shared/domain/payment/refund-lines";
import { z } from "zod";
import { askForHeadquarters, type CancelWish } from "../../ask-store-to-cancel.ts";
import { boxVersion } from "../../db/box-version.ts";
import { contextOf } from "../../db/decide-context.ts";
import { nameBasedId } from "../../db/name-based-id.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { decisionWaits, isFrozen } from "../../freeze/freeze.ts";
import { checkStep } from "../../payments/chargeable.ts";
import type { PaymentProvider } from "../../payments/provider.ts";
import { recordMoney, startRefund } from "../../payments/record-money.ts";
import type { Caller, RefundOutcome } from "../../ports.ts";
import { isOnline } from "../../queries/store-online.ts";
import { requestRefund } from "../../store-inbox.ts";
import type { CommandContext } from "../command-context.ts";

/** The versions of the wire from which on a box can be asked for a refund, and to cancel for headquarters. */
const BOX_REFUNDS = 3;
const BOX_REFUNDS_LINES = 6;
const BOX_CANCELS = 4;

export async function refundOrder(
  { database, executor, clock, payments }: Pick<CommandContext, "database" | "executor" | "clock" | "payments">,
  orderId: string,
  request: OrderRefundRequest,
  key: string,
  by: Caller,
): Promise<Result<RefundOutcome>> {
  const found = await database.pool.query<{ store_id: string }>("SELECT store_id FROM orders WHERE order_id = $1", [orderId]);
  const storeId = found.rows[0]?.store_id;
  if (storeId === undefined) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const id = nameBasedId(`refund\n${orderId}\n${key}`);
  const isSilent = !(await isOnline(database, clock, storeId));
  return executor.execute(async (unit) => {
    await unit.lockLink(storeId);
    if (isFrozen(unit)) return decisionWaits(storeId);
    await unit.loadOrders(storeId, [orderId]);
    const { order } = unit.order(orderId);
    if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
    const before = await askedBefore(unit, storeId, id);
    if (before && !isSame(before, request)) return refuse("idempotency.key_reused", KEY_REUSED);
    if (before?.type === "order.cancel_requested") return ok({ refund: null, request_id: before.request_id, cancel_requested: true });
    return order.pay_mode === "ONLINE"
      ? online(unit, orderId, storeId, payments?.provider ?? null, { ...request, isSilent }, id, by)
      : atStore(unit, orderId, storeId, request, id, by, before !== null);
  });
}

const KEY_REUSED = "This Idempotency-Key was used for another refund of the order. Use a new key for a new refund.";
type Asked = Pick<OrderRefundRequest, "amount_cents" | "lines" | "tip_cents" | "reason">;
const AskedBefore = z.discriminatedUnion("type", [RefundRequested, OrderCancelRequested]);
type AskedBefore = z.infer<typeof AskedBefore>;

/** What was asked for under this key: the event that the first request left is numbered by it. */
async function askedBefore(unit: UnitOfWork, storeId: string, id: string): Promise<AskedBefore | null> {
  const found = await unit.client.query<{ body: unknown }>({
    name: "refund_asked_before",
    text: "SELECT body FROM order_events WHERE store_id = $1 AND event_id = $2",
    values: [storeId, id],
  });
  return found.rows[0] ? AskedBefore.parse(found.rows[0].body) : null;
}

function isSame(before: AskedBefore, request: OrderRefundRequest): boolean {
  // Instead of the money a cancellation was asked for; one from before its amount was kept knows none.
  if (before.type === "order.cancel_requested" && request.without_cancelling) return false;
  const asked = before.type === "refund.requested" ? before : { lines: undefined, tip_cents: undefined };
  // What lines come to was computed when they were asked for.
  const isSameAmount = asked.lines !== undefined || before.amount_cents === undefined || before.amount_cents === request.amount_cents;
  const isSameTip = (asked.tip_cents ?? 0) === (request.tip_cents ?? 0);
  return before.reason === request.reason && isSameAmount && isSameTip && JSON.stringify(asked.lines) === JSON.stringify(request.lines);
}

/** Kept among the order's events, so that the same key is known again with what was asked for, not with what came of it. */
function requestedEvent(unit: UnitOfWork, storeId: string, order_id: string, request_id: string, asked: Asked, by: Caller) {
  const context = { ...contextOf(unit), actor: by.actor };
  const { amount_cents, lines, tip_cents, reason } = asked;
  return {
    ...envelopeOf(storeId, context),
    event_id: request_id,
    type: "refund.requested",
    order_id,
    request_id,
    amount_cents,
    ...(lines && { lines }),
    ...(tip_cents && { tip_cents }),
    reason,
  } as const;
}

async function online(
  unit: UnitOfWork,
  orderId: string,
  storeId: string,
  provider: PaymentProvider | null,
  { amount_cents, lines, tip_cents, reason, without_cancelling, isSilent }: OrderRefundRequest & { readonly isSilent: boolean },
  refund_id: string,
  by: Caller,
): Promise<Result<RefundOutcome>> {
  await unit.loadOnline(storeId, [orderId]);
  const record = unit.order(orderId);
  const money = unit.online.get(orderId);
  if (!record.order || money?.payment.status !== "CAPTURED") return refuse("refund.nothing_captured", "No money was taken for this order.");
  const known = money.refunds.find((refund) => refund.refund_id === refund_id);
  if (known) {
    // One that was begun before its request was kept says only what came of it.
    const same =
      known.reason === reason && (amount_cents === null || amount_cents === known.amount_cents) && (tip_cents ?? 0) === known.tip_cents;
    return same
      ? ok({ refund: factOf(known), request_id: refund_id, cancel_requested: false })
      : refuse("idempotency.key_reused", KEY_REUSED);
  }
  const left = leftOnline(money.payment, money.refunds);
  const tip = tip_cents ?? 0;
  const pieces = lines ? byPieces(leftOfLines(record.order, money.refunds), lines) : null;
  if (pieces && !pieces.ok) return pieces;
  const amount = pieces ? sumCents(pieces.value.map((piece) => piece.amount_cents)) : (amount_cents ?? left.amount);
  if (amount + tip === 0 || amount > left.amount) return exceeds(left.amount, record.order);
  if (tip > left.tip) return exceedsTip(left.tip, record.order);
  // An order that is cancelled already gets what is left: the cancellation has refunded what it could.
  if (amount > 0 && amount === left.amount && !without_cancelling && isUnstarted(record.order) && record.order.authority === "edge") {
    return cancelInstead(unit, record, record.order, { request_id: refund_id, amount_cents, reason, isSilent }, by);
  }
  if (record.order.question) return questionIsOpen(record.order);
  const payable = provider ? checkStep(provider, amount + tip, record.order) : ok(null);
  if (!payable.ok) return payable;
  const ofLines = pieces && { lines: pieces.value };
  // Pieces are of the sale as it is now.
  const corrected_cents = pieces ? 0 : Math.min(amount, uncorrectedOnline(record.order, money.payment, money.refunds));
  const parts = { amount_cents: amount, tip_cents: tip, corrected_cents, ...ofLines };
  const wish = { ...parts, cause: "REQUESTED", reason, actor: by.actor, refund_id } as const;
  const asked = requestedEvent(unit, storeId, orderId, refund_id, { amount_cents, lines, tip_cents, reason }, by);
  recordMoney(record, money, [asked]);
  return ok({ refund: startRefund(unit, record, money, record.order, wish), request_id: refund_id, cancel_requested: false });
}

/** The store decides whether it has been begun. */
async function cancelInstead(
  unit: UnitOfWork,
  record: OrderRecord,
  order: Order,
  { isSilent, ...wish }: CancelWish & { readonly isSilent: boolean },
  by: Caller,
): Promise<Result<RefundOutcome>> {
  if (isSilent) {
    return refuse(
      "refund.store_silent",
      "The store is not heard, so nobody knows whether it has begun. Call it, or refund without cancelling.",
    );
  }
  if ((await boxVersion(unit, order.store_id)) < BOX_CANCELS)
    return refuse(
      "refund.store_too_old",
      "The store's box does not know cancellations of headquarters yet. Call it, or refund without cancelling.",
    );
  const asked = await askForHeadquarters(unit, record, order, wish, by);
  return ok({ refund: null, request_id: asked, cancel_requested: true });
}

async function atStore(
  unit: UnitOfWork,
  orderId: string,
  storeId: string,
  request: OrderRefundRequest,
  request_id: string,
  by: Caller,
  isAsked: boolean,
): Promise<Result<RefundOutcome>> {
  const record = unit.order(orderId);
  if (!record.order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  if (isAsked) return ok({ refund: null, request_id, cancel_requested: false });
  const { payments, refunds } = await unit.loadMoney(storeId, orderId);
  if (payments.length === 0) return refuse("refund.nothing_captured", "No money was taken for this order.");
  const { order } = record;
  const { lines, tip_cents, reason, without_cancelling } = request;
  const pieces = lines ? byPieces(leftOfLines(order, refunds), lines) : null;
  if (pieces && !pieces.ok) return pieces;
  const left = payments.map((payment) => leftToRefund(payment, refunds));
  const most = sumCents(left.map(({ amount }) => amount));
  const mostTip = sumCents(left.map(({ tip }) => tip));
  const amount = pieces ? sumCents(pieces.value.map((piece) => piece.amount_cents)) : (request.amount_cents ?? most);
  const tip = tip_cents ?? 0;
  if (amount + tip === 0 || amount > most) return exceeds(most, order);
  if (tip > mostTip) return exceedsTip(mostTip, order);
  if (without_cancelling && isUnstarted(order) && amount === most) return refuse("request.invalid", TILL_CANCELS, TILL_CANCELS_FIELD);
  if ((await boxVersion(unit, storeId)) < (pieces || tip > 0 ? BOX_REFUNDS_LINES : BOX_REFUNDS))
    return refuse("refund.store_too_old", "The store's box does not know such requests yet.");
  const amount_cents = pieces ? cents(amount) : request.amount_cents;
  const asked = requestedEvent(unit, storeId, orderId, request_id, { amount_cents, lines, tip_cents, reason }, by);
  record.record(order, [asked]);
  await requestRefund(unit, asked, order);
  return ok({ refund: null, request_id, cancel_requested: false });
}

const TILL_CANCELS =
  "The order was paid at the counter and nobody has started it: its till cancels it with the refund of all of it. Leave out without_cancelling, or refund less.";
const TILL_CANCELS_FIELD = {
  fields: [{ field: "/without_cancelling", message: "not for all of an order paid at the counter and not started" }],
};

function exceedsTip(left: number, unit: MoneyUnit) {
  return refuse("refund.exceeds_captured", `${moneyText(left, unit)} of tips are left to refund.`, {
    fields: [{ field: "/tip_cents", message: `at most ${left}` }],
  });
}

function exceeds(left: number, unit: MoneyUnit) {
  return refuse("refund.exceeds_captured", `${moneyText(left, unit)} of the order is left to refund.`, {
    fields: [{ field: "/amount_cents", message: `from 1 to ${left}` }],
  });
}
