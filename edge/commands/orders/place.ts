/** Places an order at the counter: priced, numbered, on the queue, in the log and with its first tender in one commit. */

import { principalKey } from "@crema/shared/contract/access";
import type { CounterOrderRequest, FirstTender, TicketDiscount } from "@crema/shared/contract/orders-at-store";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import type { DomainEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Refusal, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { checkExpectedTotal, lineOnTicket, quote, takenOff } from "@crema/shared/domain/menu/quote";
import { soldOutAtCounter } from "@crema/shared/domain/menu/sold-out";
import { decide } from "@crema/shared/domain/order/decide";
import { decideDiscount } from "@crema/shared/domain/order/discount";
import { evolve } from "@crema/shared/domain/order/evolve";
import { newOrder } from "@crema/shared/domain/order/new-order";
import type { Order, PricedOrder } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { releasesAt } from "@crema/shared/domain/order/release";
import { wantedTime } from "@crema/shared/domain/order/wanted-time";
import { decideTender, tenderRules } from "@crema/shared/domain/payment/decide";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Created } from "@crema/shared/server/idempotency";
import type { BoxIdentity } from "@crema/sync/ports";
import type { Tx } from "../../executor.ts";
import type { Caller } from "../../ports.ts";
import { type CommandContext, contextFor, requireActiveBox } from "../command-context.ts";
import { drawersOf } from "../drawers-of.ts";
import { replayOfEarlier } from "../earlier-request.ts";
import { type OrderHashes, orderHashes, replayOf, requestHash } from "../idempotency.ts";
import { saveOrder } from "../save.ts";
import { placedJson } from "./order-json.ts";

export function place(
  deps: CommandContext,
  request: CounterOrderRequest,
  key: string,
  by: Caller,
  discountBy: Caller,
): Promise<Result<Created>> {
  const hashes = orderHashes(request, (asked) => requestHash(withoutPin(asked)));
  const principal = principalKey(by.principal);
  return deps.executor.run((tx) => {
    const replay = replayOfOrder(deps, request.store_id, principal, key, hashes, by);
    if (replay) return replay;
    const activeBox = requireActiveBox(deps, tx);
    if (!activeBox.ok) return activeBox;
    if (request.payment_method === "ONLINE") {
      return refuse("payment.online_unavailable", "This store takes money at the counter.", {
        fields: [{ field: "/payment_method", message: "AT_STORE" }],
      });
    }
    if (request.tip_cents) {
      return refuse("payment.tip_not_online", "At the counter a tip comes with the tender. Leave it out of the order.", {
        fields: [{ field: "/tip_cents", message: "0 at the counter" }],
      });
    }
    const wanted = wantedTime(request.requested_for, deps.clock.now());
    if (!wanted.ok) return wanted;
    const priced = priceNow(deps, tx, activeBox.value, request);
    if (!priced.ok) return priced;
    const { discount = null, tender = null } = request;
    const money = { discount, discountBy, tender };
    const created = createAtCounter(deps, tx, activeBox.value, {
      request,
      priced: priced.value,
      replaces: null,
      money,
      key,
      principal,
      hash: hashes[0],
      by,
    });
    if (created.ok && request.guest_draft_id !== undefined)
      deps.tables.guestDrafts.became(request.guest_draft_id, (JSON.parse(created.value.body) as { order_id: string }).order_id);
    return created;
  });
}

/** A PIN is not part of what is remembered: a repeated request need not have it. */
function withoutPin(request: CounterOrderRequest): unknown {
  if (!request.discount) return request;
  const { manager_pin: _pin, ...discount } = request.discount;
  return { ...request, discount };
}

/** The remembered response of the order that this key created, if any. */
export function replayOfOrder(
  deps: CommandContext,
  storeId: string,
  principal: string,
  key: string,
  hashes: OrderHashes,
  by: Caller,
): Result<Created> | null {
  const found = deps.tables.orders.byKey(storeId, principal, key);
  return found
    ? replayOf({ request_hash: found.request_hash, body: found.answer }, ...hashes)
    : replayOfEarlier(deps, principal, key, hashes, by);
}

/**
 * Prices by the documents in force and what is sold out in this transaction. A discount by staff is checked against the
 * total that was shown and is not part of the result: it is a separate decision.
 */
export function priceNow(deps: CommandContext, tx: Tx, box: BoxIdentity, request: CounterOrderRequest): Result<PricedOrder> {
  if (request.store_id !== box.store_id) return refuse("store.not_found", `This is the box of ${box.store_id}.`);
  const menu = deps.tables.documents.menu();
  const profile = deps.tables.documents.profile();
  if (!menu || !profile) return refuse("store.not_ready", "The box has no menu or no profile yet.");
  const availability = soldOutAtCounter(deps.tables.availability.read(tx.position.availability_revision));
  const priced = quote(menu, profile, availability, request, { channel: "POS", atMs: deps.clock.now(), newId: deps.newId });
  if (!priced.ok) return priced;
  const shown = takenOff(priced.value, request.discount, profile);
  if (!shown.ok) return shown;
  const expected = checkExpectedTotal(shown.value, request.expected_total_cents);
  return expected.ok ? priced : expected;
}

export interface CounterOrder {
  readonly request: PlaceOrderRequest;
  readonly priced: PricedOrder;
  readonly replaces: string | null;
  /** What the order that it replaces was promised for, in milliseconds: it keeps its place. */
  readonly promisedMs?: number;
  readonly money: FirstMoney | null;
  readonly key: string;
  readonly principal: string;
  readonly hash: string;
  readonly by: Caller;
}

/** What is decided about an order's money in the commit that places it. */
interface FirstMoney {
  readonly discount: TicketDiscount | null;
  readonly discountBy: Caller;
  readonly tender: FirstTender | null;
}

/** Numbers and stores an order placed at the counter, with the response for a repeated request. */
export function createAtCounter(deps: CommandContext, tx: Tx, box: BoxIdentity, wanted: CounterOrder): Result<Created> {
  tx.request = { principal: wanted.principal, key: wanted.key, request_hash: wanted.hash };
  const profile = deps.tables.documents.profile();
  const context = contextFor(deps, tx, null, wanted.by, profile);
  const prepTimeS = profile?.settings.prep_time_s ?? 0;
  const readyMs = Math.min(deps.workload.promise(wanted.priced.lines, tx.changes), wanted.promisedMs ?? Number.POSITIVE_INFINITY);
  const promisedAt = wanted.request.requested_for ?? iso(readyMs);
  const order = newOrder({
    request: wanted.request,
    priced: wanted.priced,
    order_id: deps.newId(),
    origin: "POS",
    authority: "edge",
    handoff: "BORN_AT_STORE",
    user_id: null,
    principal: wanted.principal,
    idempotency_key: wanted.key,
    placed_by: context.actor,
    at: context.at,
    promised_at: promisedAt,
    ticket_number: nextTicket(deps, box, promisedAt, profile),
    business_day: context.businessDay,
    replaces_order_id: wanted.replaces,
  });
  const events = decide(null, { type: "place", order }, context);
  if (!events.ok) return events;
  const [placed] = events.value;
  if (placed?.type !== "order.placed") throw new Error("the decision has no order.placed");
  const money = decideMoney(deps, tx, order, wanted, profile);
  if (!money.ok) return money;
  const scheduled = releasesAt(order, prepTimeS, Date.parse(context.at));
  const after = money.value.reduce<Order>(evolve, order);
  const payment = money.value.find((event) => event.type === "payment.captured")?.payment;
  const affordances = deps.show.affordancesOfNew(after, viewerAtStore(wanted.by.principal), scheduled, payment && [payment]);
  const json = placedJson(placed, context.at, affordances, after, payment);
  const saved = saveOrder(deps, tx, null, [...events.value, ...money.value], {
    isNew: true,
    prepTimeS,
    remember: { request_hash: wanted.hash, answer: json.response },
    placedBody: json.event,
    till: drawersOf(deps.tables, wanted.by, null).till,
  });
  return saved.ok ? ok({ status: 201, body: json.response, replayed: false }) : saved;
}

/** First the discount, by whoever approved it, then the tender; if either is refused nothing is placed. */
function decideMoney(
  deps: CommandContext,
  tx: Tx,
  placed: Order,
  { money, by }: CounterOrder,
  profile: ProfileDocument | null,
): Result<DomainEvent[]> {
  const events: DomainEvent[] = [];
  let order = placed;
  if (money?.discount) {
    if (!profile) return refuse("store.not_ready", "The box has no profile yet.");
    const { line_index: _index, ...given } = money.discount;
    const command = { ...given, line_id: lineOnTicket(order, money.discount), expected_total_cents: order.total_cents };
    const discounted = decideDiscount(order, command, profile.tax, contextFor(deps, tx, null, money.discountBy, profile));
    if (!discounted.ok) return partRefused("discount", discounted.refusal);
    events.push(...discounted.value);
    order = discounted.value.reduce<Order>(evolve, order);
  }
  if (money?.tender && tx.identity) {
    const receipt_number = deps.tables.counters.nextReceipt(tx.identity.epoch);
    const rules = tenderRules(profile?.settings);
    const command = { ...money.tender, ...rules, complete: false, payment_id: deps.newId(), receipt_number };
    const taken = decideTender(order, command, contextFor(deps, tx, null, by, profile));
    if (!taken.ok) return partRefused("tender", taken.refusal);
    events.push(...taken.value);
  }
  return ok(events);
}

/** The refusal of a part of the request. It holds no order, because none exists. */
function partRefused(part: "discount" | "tender", { code, detail, fields }: Refusal): Result<never> {
  return refuse(code, detail, fields ? { fields: fields.map(({ field, message }) => ({ field: `/${part}${field}`, message })) } : {});
}

/** Numbered by the day on which the guest comes for it, so that no number is called out twice on that day. */
export function nextTicket(deps: CommandContext, box: BoxIdentity, promisedAt: string, profile: ProfileDocument | null): string {
  return deps.tables.counters.nextTicket(box.epoch, deps.dayOf(profile, Date.parse(promisedAt)));
}
