/** What a unit of work has decided and not yet written. Rows of orders and their events are in the order records. */

import type { Order } from "@crema/shared/domain/order/order";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { DeviceEvent } from "@crema/shared/domain/store-event-kinds";
import type { DrawerEvent } from "@crema/shared/domain/store-events";
import type { UpBatch } from "@crema/sync/protocol/up";
import type { Statement } from "./batch.ts";
import type { JournalStep } from "./journal.ts";

export interface ExceptionRow {
  readonly exception_id: string;
  readonly store_id: string | null;
  readonly order_id: string | null;
  /** For programs: "order.key_used_twice". */
  readonly kind: string;
  readonly detail: string;
  readonly what_to_do: string;
  /** Who asked for what it tells the others; null where it is nobody's doing. */
  readonly asked_by: string | null;
}

/** Hash and response are those of an order of the cloud; null for a store's order, whose response the store remembers. */
export interface KeyRow {
  readonly order: Order;
  readonly request_hash: string | null;
  readonly exact_hash: string | null;
  readonly answer: string | null;
}

export interface AskerRow {
  readonly order_id: string;
  readonly store_id: string;
  readonly asker: string;
}

export interface InboxRow {
  readonly seq: number;
  readonly id: string;
  /** The bytes of its JSON. */
  readonly command: string;
  readonly chain: string;
  /** The version of the wire that a box has to speak for it. */
  readonly needs: number;
}

export interface HashRow {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
}

export interface QuarantineRow extends HashRow {
  readonly event_id: string;
  readonly event_type: string;
  readonly order_id: string | null;
  readonly code: string;
  readonly detail: string;
  /** The event as the store sent it. */
  readonly body: string;
  /** Set where it is only kept, and nothing waits for it. */
  readonly resolved_at: string | null;
}

/** An event of the provider that nothing is left to do about. */
export interface ProviderEventRow {
  /** "": the installation's own. */
  readonly account: string;
  readonly event_id: string;
  readonly type: string;
  readonly object_id: string | null;
  readonly intent_id: string | null;
  readonly created_at: string;
  readonly received_at: string;
}

/** What a store said last of one thing. */
export interface SaidOfStock {
  readonly sold_out: boolean;
  readonly revision: number;
  readonly until: string | null;
  /** null: it is not counted. */
  readonly left: number | null;
}

export class PendingRows {
  /** order -> what was asked (hash) and what was answered. */
  readonly responses = new Map<string, { request_hash: string; exact_hash: string; body: string }>();
  /** Who holds an order that is placed now. */
  readonly askers: AskerRow[] = [];
  readonly payments: Payment[] = [];
  readonly refunds: Refund[] = [];
  /** Orders whose refunds at the counter, as far as they are stored, turn out to be corrections (wire before version 4). */
  readonly correctedOrders: { readonly store_id: string; readonly order_id: string }[] = [];
  readonly drawerEvents: DrawerEvent[] = [];
  /** device -> what the store said of it last. */
  readonly devices = new Map<string, DeviceEvent>();
  /** In the order of the store's log. */
  readonly journal: JournalStep[] = [];
  readonly inbox: InboxRow[] = [];
  /** item -> what the store said last. */
  readonly availability = new Map<string, SaidOfStock>();
  /** modifier -> what the store said last. */
  readonly modifierAvailability = new Map<string, SaidOfStock>();
  /** Until when the store takes no app orders for now, null: it takes them; undefined: it has said nothing. */
  appOrdersPausedUntil: string | null | undefined = undefined;
  readonly hashes: HashRow[] = [];
  readonly quarantined: QuarantineRow[] = [];
  readonly exceptions: ExceptionRow[] = [];
  /** Heartbeat and position of the batch that this unit of work has taken; not written where they are older, or say a newer version. */
  seen: { readonly batch: UpBatch; readonly statement: Statement; isWritten: boolean } | null = null;
  /** Webhooks that this unit of work has applied. */
  readonly providerEvents: ProviderEventRow[] = [];
  /** Accounts of the provider on which it has done something for us. */
  readonly admittedAccounts = new Set<string>();
  /** Paid online, and cancelled by the store. */
  readonly cancelledAtStore: string[] = [];
  /** The store's documents have moved, or its link in another way than by what is pending for its inbox. */
  downMoved = false;
  linkChanged = false;
}
