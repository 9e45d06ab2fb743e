/**
 * What the cloud's HTTP layer, streams and jobs ask of its store. Implemented in commands/ and db/; every change of domain
 * state goes through execute.ts.
 */

import type { Principal } from "@crema/shared/contract/access";
import type { HqException } from "@crema/shared/contract/exceptions";
import type { MessageRecipient, Preferences, PreferencesInput } from "@crema/shared/contract/messages";
import type { Quote } from "@crema/shared/contract/orders";
import type { OrderRefundRequest } from "@crema/shared/contract/payments";
import type { PushSubscriptionInput } from "@crema/shared/contract/push-subscriptions";
import type { QuarantinedEvent } from "@crema/shared/contract/quarantine";
import type { QueueAge } from "@crema/shared/contract/queue";
import type { PickupSlots } from "@crema/shared/contract/slots";
import type { CurrencyChange, DigitsAnswer } from "@crema/shared/contract/store-currency";
import type { StoreSlots } from "@crema/shared/contract/store-slots";
import type { StoreInput } from "@crema/shared/contract/stores";
import type { DomainEvent } from "@crema/shared/domain/events";
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { Availability, MenuDocument } from "@crema/shared/domain/menu/menu";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type { PictureSize } from "@crema/shared/domain/menu/picture";
import type { ReducedPrices } from "@crema/shared/domain/menu/reduced-prices";
import type { Order, OrderStatus } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest, QuoteRequest } from "@crema/shared/domain/order/order-request";
import type { Wish } from "@crema/shared/domain/order/wish-substitute";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { Actor } from "@crema/shared/domain/staff/actor";
import type { Language, PinHash, ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Created } from "@crema/shared/server/idempotency";
import type { ServedPicture } from "@crema/shared/server/serve-picture";
import type { DownHead } from "@crema/sync/ports";
import type { CustomerCommands, CustomerQueries } from "./customer-ports.ts";

/** Left with an order; it goes nowhere else. */
export interface LeftContact {
  readonly email: string | null;
  readonly phone: string | null;
  /** null: nobody said. */
  readonly language: Language | null;
}

export interface PictureFacts {
  readonly picture: string;
  readonly files: Readonly<Record<PictureSize, { readonly width: number; readonly height: number; readonly bytes: number }>>;
}

export type PictureFiles = (picture: string, size: PictureSize) => Promise<ServedPicture | null>;

export interface Caller {
  readonly principal: Principal;
  readonly actor: Actor;
}

/** `REQUESTED`: the store decides; the outcome comes as an event that names the request. */
export interface CancelOutcome {
  readonly outcome: "CANCELLED" | "REQUESTED";
  readonly order: Order;
  readonly request_id: string | null;
}

export interface Enrolled {
  readonly store_id: string;
  readonly node_id: string;
  readonly epoch: number;
  readonly epoch_certificate: string;
  readonly generation: number;
  /** JSON (sync/protocol/snapshot.ts), for a box that follows another one. */
  readonly snapshot?: string;
}

export interface EnrolRequest {
  readonly code: string;
  readonly publicKey: string;
  /** Of the wire; null: a box that does not say it. */
  readonly protocolVersion: number | null;
  /** Whose history the box's disk has; null: it has none. */
  readonly storeId: string | null;
}

/** `stays`: for the store's next box, with the reason for a person. */
export interface EndedOrders {
  readonly ended: readonly string[];
  readonly stays: readonly { readonly order_id: string; readonly why: string }[];
}

export interface SignedIn {
  readonly user_id: string;
  readonly first_name: string | null;
  readonly is_new: boolean;
  readonly token: string;
  readonly expires_at: string;
}

export interface SubscribedBrowser {
  readonly subscription_id: string;
  readonly expires_at: string;
}

export interface RefundOutcome {
  /** null: the store has been asked. */
  readonly refund: Refund | null;
  readonly request_id: string;
  /** The store has been asked to cancel; its cancellation gives the money back. */
  readonly cancel_requested: boolean;
}

export interface SignInGiven {
  readonly challenge_id: string;
  readonly email: string;
  readonly code: string;
  readonly first_name: string | null;
}

/** Where a store's card money is to go. */
export interface AccountChange {
  /** null: the installation's own. */
  readonly account: string | null;
  readonly confirmation: string | null;
}

export interface CodeAsker {
  /** Their network address. */
  readonly address: string;
  /** The language that they have chosen on the page; it goes before the account's. */
  readonly chosen: Language | null;
  /** What their browser asks for, where neither says one. null: one that nothing is written in. */
  readonly asked: Language | null;
}

export interface CloudCommands extends CustomerCommands {
  /** `left`: where to tell about it. */
  place(request: PlaceOrderRequest, key: string, by: Caller, left?: LeftContact): Promise<Result<Created>>;
  /** With `expected` a compare-and-set: order.status_changed when the order stands elsewhere. */
  cancel(orderId: string, reason: string | null, by: Caller, expected?: OrderStatus | null): Promise<Result<CancelOutcome>>;
  /** What the customer wishes in answer to the store's question; the store settles it. */
  chooseSubstitute(orderId: string, wish: Wish, by: Caller): Promise<Result<Order>>;
  /** Through the provider, or by asking the store. */
  refund(orderId: string, request: OrderRefundRequest, key: string, by: Caller): Promise<Result<RefundOutcome>>;
  /** Under new keys; how many operations that are. */
  retryPayment(orderId: string): Promise<Result<number>>;
  /** Since when it is retired; null: it is not. Refuses with store.not_found. */
  setRetired(storeId: string, retired: boolean): Promise<Result<string | null>>;
  /** Of all PINs that are set for the store from now on. */
  pinSalt(storeId: string): Uint8Array;
  /** Creates or changes the store and publishes its profile. `pins`: staff_id -> hash, for the PINs that were given. */
  putStore(
    storeId: string,
    input: StoreInput,
    pins: ReadonlyMap<string, PinHash>,
  ): Promise<Result<{ profile_version: number; menu_version: number | null }>>;
  /** Where the store's customers pay to online. Refuses with auth.forbidden, store.not_found, payment_account.unconfirmed. */
  putPaymentAccount(storeId: string, change: AccountChange, by: Caller): Promise<Result<null>>;
  /** Refuses with picture.unreadable, picture.too_large, picture.unavailable. */
  uploadPicture(upload: Buffer): Promise<Result<PictureFacts>>;
  putMenu(storeId: string, rows: MenuRows): Promise<Result<MenuRows>>;
  changeCurrency(storeId: string, change: CurrencyChange): Promise<Result<{ profile_version: number; menu_version: number }>>;
  answerDigits(storeId: string, response: DigitsAnswer, by: Caller): Promise<Result<{ profile_version: number; menu_version: number }>>;
  publishMenu(storeId: string, expectedVersion: number | null): Promise<Result<{ profile_version: number | null; menu_version: number }>>;
  /** `replace`: for another box in the place of the present one. Refuses with store.not_found, enroll.store_has_box. */
  createEnrollCode(storeId: string, replace: boolean): Promise<Result<{ code: string; expires_at: string }>>;
  enroll(request: EnrolRequest): Promise<Result<Enrolled>>;
  /** The store has no box then. Refuses with store.not_found, enroll.no_box, enroll.register_away. */
  revokeBox(storeId: string): Promise<Result<{ node_id: string; epoch: number }>>;
  /** Registers; nobody but the address's owner is ever signed in. */
  createCustomer(firstName: string, email: string): Promise<Result<{ user_id: string }>>;
  /** `address`: the asker's network address. */
  requestSignInCode(email: string, asker: CodeAsker): Promise<Result<{ challenge_id: string; expires_in_s: number; tries: number }>>;
  signInByCode(given: SignInGiven): Promise<Result<SignedIn>>;
  /** Refuses with push.unavailable, push.endpoint_not_allowed, auth.revoked. */
  subscribeCustomer(owner: { user_id: string; session_id: string }, given: PushSubscriptionInput): Promise<Result<SubscribedBrowser>>;
  /** Of a guest. Refuses with push.unavailable, push.endpoint_not_allowed, push.order_over. */
  subscribeToOrder(
    order: Pick<Order, "store_id" | "order_id" | "promised_at">,
    given: PushSubscriptionInput,
  ): Promise<Result<SubscribedBrowser>>;
  unsubscribe(owner: { user_id: string } | { order_id: string }, subscriptionId: string): Promise<void>;
  /** Of a store without a box. Refuses with store.not_found, enroll.store_has_box, store.rejoining. */
  endOpenOrders(storeId: string, wish: { order_ids: readonly string[]; reason: string }, by: Caller): Promise<Result<EndedOrders>>;
  retryQuarantine(storeId: string): Promise<Result<{ applied: number; remaining: number }>>;
  /** Refuses with store.not_found, quarantine.not_found. */
  setAsideQuarantined(
    storeId: string,
    place: { epoch: number; seq: number },
    reason: string,
    by: Caller,
  ): Promise<Result<QuarantinedEvent>>;
  putPreferences(userId: string, input: PreferencesInput): Promise<Result<Preferences>>;
  /** `email` null: to the address that is known. Refuses with message.unavailable, message.no_address, request.rate_limited, store.not_ready. */
  mailReceipt(orderId: string, email: string | null): Promise<Result<null>>;
  /** By the blind index of an address. `wanted`: mails about orders go there again. */
  stopMails(contactIndex: string, wanted: boolean): Promise<void>;
  /** Refuses with message.not_found, message.not_failed, message.not_so_any_more. */
  sendMessageAgain(messageId: string, by: Caller): Promise<Result<null>>;
  dropMessage(messageId: string, by: Caller): Promise<Result<null>>;
  /** Leaves a line in the audit log. Refuses with message.not_found, message.not_failed. */
  recipientOf(messageId: string, by: Caller): Promise<Result<MessageRecipient>>;
  /** Refuses with exception.not_found, exception.resolved, exception.open_conflict. */
  resolveException(exceptionId: string, note: string, by: Caller): Promise<Result<HqException>>;
  /** What the conflict was; null when none was open. */
  resolveConflict(storeId: string, by: Caller): Promise<Result<{ resolved: string | null }>>;
}

/** An order with its cursor: counts every event that this node recorded for the order. */
export interface OrderAt {
  readonly order: Order;
  readonly cursor: number;
  /** The cancel request that the store has not answered yet. */
  readonly cancel_request_id: string | null;
  readonly as_of: string;
}

export interface OrderChange {
  readonly order_id: string;
  readonly cursor: number;
  readonly event: DomainEvent;
  /** The order after the event. */
  readonly order: Order;
}

/** What a follower of an order has seen of it. */
export interface OrderCursor {
  readonly store_id: string;
  readonly order_id: string;
  readonly cursor: number;
}

export interface MenuInForce {
  readonly etag: string;
  readonly body: string;
}

/** With the documents behind it. */
export interface MenuSnapshot extends MenuInForce {
  readonly menu: MenuDocument;
  readonly profile: ProfileDocument;
  readonly availability: Availability;
  /** As they have been since `sinceMs`. */
  readonly reduced: ReducedPrices & { readonly sinceMs: number };
}

export interface OrderMoney {
  readonly payments: Payment[];
  readonly refunds: Refund[];
  /** null: the store has none any more. */
  readonly profile: ProfileDocument | null;
}

export interface Queue {
  readonly orders: Order[];
  /** Orders that were asked for beyond those. */
  readonly more: number;
  /** Open orders promised long ago. */
  readonly left_open: number;
}

export interface CloudQueries extends CustomerQueries {
  /** The stores as customers see them; looked at again once a second at most. */
  stores(): Promise<MenuInForce>;
  /** Cached for a second at most; the body is made once per (version, revision). */
  menu(storeId: string): Promise<Result<MenuInForce>>;
  /** What `menu` would answer without a look at the database; null when it would have to look, or would refuse. */
  menuAtHand(storeId: string): MenuInForce | null;
  /** null: there is none of that name. */
  picture: PictureFiles;
  /** The documents behind `menu`. */
  sold(storeId: string): Promise<Result<Pick<MenuSnapshot, "menu" | "availability">>>;
  /** For which times an order can be placed ahead. */
  pickupSlots(storeId: string): Promise<Result<PickupSlots>>;
  /** How full they are. */
  storeSlots(storeId: string): Promise<Result<StoreSlots>>;
  /** `userId`: of the customer who is signed in; limited promotions go by it. */
  quote(request: QuoteRequest, userId: string | null): Promise<Result<Quote>>;
  order(orderId: string): Promise<OrderAt | null>;
  /** Everything that was taken and refunded, failed tries too, and the store's profile. */
  orderMoney(storeId: string, orderId: string): Promise<OrderMoney>;
  /** The changes of an order after a cursor, oldest first. */
  changesOf(orderId: string, afterCursor: number): Promise<OrderChange[]>;
  /** The same for many orders in one statement. `unreadable`: what is wrong with the others, as in a node that is older than an event. */
  changesSince(seen: readonly OrderCursor[]): Promise<{ changes: OrderChange[]; unreadable: unknown[] }>;
  /** Which of these orders have gone on, in one statement. */
  movedSince(seen: readonly OrderCursor[]): Promise<string[]>;
  ordersOfUser(userId: string, before: string | null, limit: number): Promise<OrderAt[]>;
  preferences(userId: string): Promise<Preferences>;
  queue(storeId: string, statuses: readonly OrderStatus[] | null, age?: QueueAge): Promise<Queue>;
  /** null: it has no profile yet. Cached as the menu is. */
  timeZone(storeId: string): Promise<string | null>;
  /** L3: heartbeat under 15 s old and the oldest unapplied inbox entry under 10 s. */
  isOnline(storeId: string): Promise<boolean>;
}

/** Fed by LISTEN: what was committed on any node. Subscribers re-read; a lost NOTIFY is made up for by a slow poll. */
export interface ChangeNotifier {
  subscribeOrder(orderId: string, listener: () => void): () => void;
  /** For whoever follows thousands: the orders of each notice; null when any may have moved, as after a lost connection and with each poll. */
  subscribeOrders(listener: (orderIds: readonly string[] | null) => void): () => void;
  /** The store's inbox has moved, its documents have, or its box has joined. `at`: the position that the subscriber has read, so that the poll wakes nobody in vain. */
  subscribeInbox(storeId: string, listener: () => void, at?: () => DownHead | null): () => void;
  subscribeDocuments(storeId: string, listener: () => void, at?: () => DownHead | null): () => void;
}
