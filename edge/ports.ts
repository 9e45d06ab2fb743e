/**
 * What the edge's HTTP layer, streams and sync engine need from its store. Implemented in commands/ and db/; every write
 * goes through executor.ts.
 */

import type { Principal } from "@crema/shared/contract/access";
import type { PauseFor } from "@crema/shared/contract/app-orders";
import type { ConfirmTimeRequest } from "@crema/shared/contract/clock";
import type { Draft, HoldRequest } from "@crema/shared/contract/drafts";
import type { GuestDraftRequest, GuestDraftState, GuestStore } from "@crema/shared/contract/guest-drafts";
import type { AmendRequest, StationDoneRequest } from "@crema/shared/contract/lines";
import type { CorrectTenderRequest, RefundRequest, Tender, TenderRequest } from "@crema/shared/contract/money";
import type { CancelRequest, OrderResource, Quote } from "@crema/shared/contract/orders";
import type {
  CounterOrderRequest,
  CounterQuoteRequest,
  DiscountRequest,
  OrderListQuery,
  TransitionRequest,
} from "@crema/shared/contract/orders-at-store";
import type { QueueAge } from "@crema/shared/contract/queue";
import type { OpenRefundRequest } from "@crema/shared/contract/refund-requests";
import type { PickupSlots } from "@crema/shared/contract/slots";
import type { AllDayCount } from "@crema/shared/contract/streams";
import type { AskSubstituteRequest, SettleSubstituteRequest } from "@crema/shared/contract/substitutes";
import type { DrawerCommand } from "@crema/shared/domain/drawer/decide";
import type { DrawerMovement, DrawerSession } from "@crema/shared/domain/drawer/drawer";
import type { CashSums } from "@crema/shared/domain/drawer/expected";
import type { DayTotals, Reconciliation, ZReport } from "@crema/shared/domain/drawer/report";
import type { EventType } from "@crema/shared/domain/events";
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { Cents } from "@crema/shared/domain/kernel/money";
import type { Availability, MenuDocument, Station } from "@crema/shared/domain/menu/menu";
import type { ReducedPrices } from "@crema/shared/domain/menu/reduced-prices";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import type { Order, OrderStatus } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest, QuoteRequest } from "@crema/shared/domain/order/order-request";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { Actor } from "@crema/shared/domain/staff/actor";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Created } from "@crema/shared/server/idempotency";
import type { ServedMenu } from "@crema/shared/server/serve-menu";
import type { BoxIdentity } from "@crema/sync/ports";

/** On whose behalf a command runs. `actor` is written into the events. */
export interface Caller {
  readonly principal: Principal;
  readonly actor: Actor;
  readonly managerApproved: boolean;
}

/** A phone, as far as it is told from others: its network, and how many tickets that may have waiting. */
export interface GuestAsker {
  readonly network: string;
  readonly mayHold: number;
}

/** What a request at a drawer says besides the command: of which drawer. Without either, of the till's own, or else of the store's. */
export type DrawerRequest =
  | (Extract<DrawerCommand, { type: "open" }> & { readonly own?: true | undefined })
  | (Exclude<DrawerCommand, { type: "open" | "close_day" }> & { readonly session_id?: string | undefined })
  | Extract<DrawerCommand, { type: "close_day" }>;

/** Orders from before this box, which the cloud has. Both refuse with order.cloud_away. */
export interface EarlierOrders {
  /** Those that are not here, by a ticket or receipt number. */
  find(number: string): Promise<Result<Order[]>>;
  /** One of them, on this box from then on; refuses with order.not_found. */
  bring(orderId: string): Promise<Result<Order>>;
}

/** Passes on where an order's receipt is to be mailed. Refuses as `mailReceiptAtStore` (shared/contract/receipt-mail.ts). */
export type MailReceipt = (orderId: string, email: string) => Promise<Result<null>>;

export interface EdgeCommands {
  /** `discountBy`: who approves a discount; the caller when nobody else is named. */
  place(request: CounterOrderRequest, key: string, by: Caller, discountBy?: Caller): Promise<Result<Created>>;
  transition(orderId: string, request: TransitionRequest, by: Caller): Promise<Result<Order>>;
  /** The response says what is to be handed back, also to a repeat under the same key. */
  cancel(orderId: string, request: CancelRequest, by: Caller, key?: string | null): Promise<Result<Created>>;
  decline(orderId: string, reason: string, by: Caller): Promise<Result<Order>>;
  /** `request` only for an order that this store has never received. */
  replace(orderId: string, request: PlaceOrderRequest | null, key: string, by: Caller): Promise<Result<Created>>;
  tender(orderId: string, request: TenderRequest, key: string, by: Caller): Promise<Result<Created>>;
  discount(orderId: string, request: DiscountRequest, by: Caller): Promise<Result<Order>>;
  refund(orderId: string, request: RefundRequest, key: string, by: Caller): Promise<Result<Created>>;
  correctTender(orderId: string, paymentId: string, request: CorrectTenderRequest, key: string, by: Caller): Promise<Result<Created>>;
  refuseRefundRequest(requestId: string, reason: string, by: Caller): Promise<Result<null>>;
  amend(orderId: string, request: AmendRequest, by: Caller): Promise<Result<Order>>;
  lineMade(orderId: string, lineId: string, made: boolean, by: Caller): Promise<Result<Order>>;
  /** `made`: an order that the box before this one may have begun was made. */
  look(orderId: string, made: boolean, by: Caller): Promise<Result<Order>>;
  /** As of a cancellation. */
  askSubstitute(orderId: string, request: AskSubstituteRequest, by: Caller, key?: string | null): Promise<Result<Created>>;
  settleSubstitute(orderId: string, request: SettleSubstituteRequest, key: string, by: Caller): Promise<Result<Created>>;
  rush(orderId: string, isRush: boolean, by: Caller): Promise<Result<Order>>;
  stationDone(orderId: string, command: StationDoneRequest & { station: Station }, by: Caller): Promise<Result<Order>>;
  drawer(request: DrawerRequest, key: string, by: Caller): Promise<Result<Created>>;
  hold(request: HoldRequest, key: string, by: Caller): Promise<Result<Created>>;
  resume(draftId: string, by: Caller): Promise<Result<Draft>>;
  discard(draftId: string): Promise<Result<null>>;
  holdForGuest(request: GuestDraftRequest, key: string, asker: GuestAsker): Promise<Result<Created>>;
  withdrawForGuest(token: string): Promise<Result<GuestDraftState>>;
  /** Those that have waited too long. Returns after how many milliseconds the next one is over; null: none waits. */
  endGuestDrafts(): Promise<Result<number | null>>;
  setGuestCode(code: string): Promise<Result<string>>;
  /** The store's time from then on, in ms since 1970. */
  confirmTime(request: ConfirmTimeRequest, by: Caller): Promise<Result<number>>;
  /** Returns until when app orders for now are paused; null: they are taken. */
  setAppOrders(pausedFor: PauseFor | null, by: Caller): Promise<Result<string | null>>;
  setAvailability(of: Sellable, change: AvailabilityChange, by: Caller): Promise<Result<StockSet>>;
}

/** `until`: ISO 8601, or the start of the store's next business day; null: until somebody says otherwise. `left` null: it is not counted. */
export type AvailabilityChange =
  | { readonly is_available: false; readonly until: string | null }
  | { readonly is_available: true; readonly left: number | null };

/** How a thing is sold from now on. `balance`: what is left of it; null: it is not counted. */
export interface StockSet {
  readonly sold_out: boolean;
  readonly until: string | null;
  readonly balance: number | null;
  readonly revision: number;
}

export interface Sellable {
  readonly kind: "item" | "modifier";
  readonly id: string;
}

/** One order with the cursor of its last change on this node. */
export interface OrderAt {
  readonly order: Order;
  readonly cursor: number;
}

export interface MenuInForce {
  readonly menu: MenuDocument;
  readonly profile: ProfileDocument;
  readonly availability: Availability;
  readonly etag: string;
  /** The body of GET …/menu, made once per (version, revision) and time between two changes of reduced prices. */
  readonly body: string;
  readonly reduced: ReducedPrices & { readonly sinceMs: number };
}

/** What the next Z report of a drawer covers, and its open session; null: none is open. */
export interface XReport {
  readonly session: DrawerSession | null;
  readonly drawer: CashSums | null;
  readonly days: readonly DayTotals[];
  readonly outside_session_cents: Cents;
  readonly reconciliation: Reconciliation;
}

export interface Queue {
  readonly cursor: number;
  readonly orders: readonly Order[];
  /** How many further orders are open. */
  readonly more: number;
  /** How many open orders are no longer on the queue. */
  readonly left_open: number;
}

export interface EdgeQueries {
  identity(): BoxIdentity | null;
  /** The items that were sold most of late, the most first. */
  mostSold(): string[];
  /** null until both documents are there. */
  menu(): MenuInForce | null;
  /** The price with the request's discount; the caller has had it approved. */
  quote(request: CounterQuoteRequest): Result<Quote>;
  /** The price of an order with changed lines. */
  quoteAmendment(orderId: string, request: Pick<QuoteRequest, "items" | "promotion_codes">): Result<Quote>;
  /** The order with what the viewer may do with it now. */
  show(order: Order, viewer: Viewer): OrderResource;
  order(orderId: string): OrderAt | null;
  /** A page, latest first. */
  orders(query: OrderListQuery): { orders: Order[]; next_before: string | null };
  /** The tickets on hold, latest first. */
  drafts(): Draft[];
  /** Oldest first. */
  refundRequests(): OpenRefundRequest[];
  openRefundRequests(): number;
  heldDrafts(): number;
  /** What lets a phone in; null: no sheet was ever made. */
  guestCode(): string | null;
  guestStore(): Result<GuestStore>;
  guestMenu(): Result<ServedMenu>;
  guestQuote(request: GuestDraftRequest): Result<Quote>;
  guestDraft(token: string): Result<GuestDraftState>;
  /** The counter's tenders of the order, with what is left of each and whether it can still be put right. */
  tendersOf(orderId: string): Tender[];
  moneyOf(orderId: string): { payments: Payment[]; refunds: Refund[] };
  /** Of the till's own drawer, or else of the store's; and the other open ones. */
  drawers(deviceId: string | null): { readonly session: DrawerSession | null; readonly others: readonly DrawerSession[] };
  /** What went in and out of it without an order, oldest first. */
  drawerMovements(session: Pick<DrawerSession, "session_id">): DrawerMovement[];
  /** Without a session: of the store's one drawer. */
  xReport(session?: DrawerSession | null): Promise<XReport>;
  /** Latest first. */
  zReports(limit: number): ZReport[];
  /** Those put first, then the oldest promise; QUEUE_LENGTH at most. Without statuses: every open one. */
  queue(statuses: readonly OrderStatus[] | null, age?: QueueAge): Queue;
  /** How many of each item are still to be made over the whole queue; baristas call it "all day". Largest first. */
  allDay(): AllDayCount[];
  queueCounts(): { on_queue: number; queue_since: string; left_open: number };
  /** The times for which the counter can order ahead. Refuses with store.not_found, store.not_ready. */
  pickupSlots(storeId: string): Result<PickupSlots>;
  /** null: app orders for now are taken. */
  appOrdersPausedUntil(): string | null;
  /** Every order changed after the cursor, in the order of their last change; null when the cursor is not from this log. */
  changedSince(cursor: number): OrderAt[] | null;
  /** The refusals of cancel requests for the order after the cursor, oldest first. */
  cancelRefusals(orderId: string, after: number): CancelRefused[];
  cursor(): number;
  /** On the queue, so without those left open. */
  openOrders(): number;
}

/** What happened to an order; the last two are no events of its own: its time has come, and what is sold out of it has changed. */
export type OrderNews = EventType | "order.released" | "order.sold_out_changed";

/** What screens are told, after the commit and never before. All changes share one cursor, which counts up by one. */
export type Change =
  | { readonly type: "order"; readonly cursor: number; readonly order: Order; readonly events: readonly OrderNews[] }
  | { readonly type: "availability"; readonly cursor: number; readonly availability: Availability }
  /** Until when app orders for now are paused; null: they are taken. */
  | { readonly type: "app_orders"; readonly cursor: number; readonly paused_until: string | null }
  /** How many tickets are on hold now. */
  | { readonly type: "drafts"; readonly cursor: number; readonly held: number }
  /** How many refund requests are unanswered now. */
  | { readonly type: "refund_requests"; readonly cursor: number; readonly open: number }
  | CancelRefused;

export interface CancelRefused {
  readonly type: "cancel_refused";
  readonly cursor: number;
  readonly order_id: string;
  readonly request_id: string;
  readonly code: string;
}

export interface ChangeBus {
  publish(changes: readonly Change[]): void;
  subscribe(listener: (change: Change) => void): () => void;
  subscribeOrder(orderId: string, listener: (change: Change) => void): () => void;
}
