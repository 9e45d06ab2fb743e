/**
 * One change of domain state: loads with locks, holds everything in memory, and writes it with one statement per table.
 * Pitfall: everybody takes locks in the same order, link row first, then orders by id, then money. Inbox numbers and
 * document lsns are taken under the link row alone, so that their order is the order of the commits.
 */

import { DomainEvent } from "@crema/shared/domain/events";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { storedOrder } from "@crema/shared/domain/order/order";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { LockedLink } from "@crema/sync/ports";
import { commandNeeds } from "@crema/sync/protocol/command-needs";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { chainInbox } from "@crema/sync/protocol/inbox-chain";
import type pg from "pg";
import { type Asks, Batch } from "./batch.ts";
import type { OnlineMoney } from "./online-money.ts";
import { OrderRecord } from "./orders.ts";
import { askOnlineMoney, askPaidOrder, ORDER_COLUMNS, type OrderRow } from "./payments.ts";
import { type ExceptionRow, PendingRows } from "./pending-rows.ts";
import { askProfile } from "./profile-in-force.ts";

export interface LinkRow extends LockedLink {
  documents_lsn: number;
  inbox_head: number;
  inbox_chain: string;
  join_number: number;
  join_nonce: string | null;
  generation: number;
  last_seq: number;
  last_hash: string;
  epoch: number;
  node_id: string | null;
  conflict: string | null;
  /** The incarnation that froze it; null: not frozen (cloud/freeze). */
  frozen_by: string | null;
  /** Up to where its log has been told whole (sync/rebuild/take-facts.ts); null: not at all, or heard since. */
  facts_until: number | null;
}

/** What a transaction is about, where that is known before it begins; `orderId`: an order that is paid online. */
export interface Subject {
  readonly storeId: string;
  readonly orderId?: string;
  /** What else is to be known under the lock, asked in the same trip. */
  readonly asks?: (asks: Asks) => Promise<unknown>;
}

const LOCK_LINK = {
  name: "lock_link",
  text: `SELECT store_id, node_id, epoch, last_seq, last_hash, generation, inbox_head, inbox_chain,
           documents_lsn, conflict, join_number, join_nonce, frozen_by, facts_until
         FROM store_links WHERE store_id = $1 FOR UPDATE`,
} as const;

const LOCK_ORDERS = {
  name: "lock_orders",
  text: `SELECT ${ORDER_COLUMNS} FROM orders o WHERE o.order_id = ANY($1::uuid[]) ORDER BY o.order_id FOR UPDATE`,
} as const;

/** What happened to an order, and the mark that it is of an erased customer. */
function partition<R extends { readonly cursor: number }>(rows: readonly R[]): [R[], R[]] {
  return [rows.filter((row) => row.cursor > 0), rows.filter((row) => row.cursor === 0)];
}

export class UnitOfWork {
  link: LinkRow | null = null;
  readonly orders = new Map<string, OrderRecord>();
  /** The online payments of loaded orders, by order. */
  readonly online = new Map<string, OnlineMoney>();
  readonly pending = new PendingRows();
  /** The version of the wire in which the store's box has just spoken; what is stored of it is that of its exchange before. */
  heardVersion: number | null = null;
  /** Customers who are known to be there, and locked; what is said of others may come after they were erased. */
  readonly customersHere = new Set<string>();
  /** undefined: it was not asked for. */
  #profile: ProfileDocument | null | undefined;

  constructor(
    readonly client: pg.ClientBase,
    readonly clock: Clock,
    readonly newId: IdSource,
    /** Before a store's row is asked for; throws when it is not this process's turn. */
    private readonly beforeLink: (storeId: string) => void = () => undefined,
  ) {}

  /** Begins the transaction, and locks what it is about in the same trip. */
  async begin(subject: Subject | null): Promise<void> {
    const batch = new Batch(this.client);
    const begun = batch.query({ text: "BEGIN" });
    if (subject === null) return void (await Promise.all([batch.send(), begun]));
    const { storeId, orderId } = subject;
    // Also where the order behind it cannot be had: who waits for the store's row has nothing to do with that.
    const link = batch.query<LinkRow>({ ...LOCK_LINK, values: [storeId] }).then(({ rows }) => {
      this.link = rows[0] ?? null;
    });
    const asked = orderId === undefined ? null : Promise.all([askPaidOrder(batch, storeId, orderId), askProfile(batch, storeId)]);
    const [order] = await Promise.all([asked, subject.asks?.(batch), link, batch.send()]);
    if (order === null || orderId === undefined) return;
    const [{ row, money, hasRefunds }, profile] = order;
    this.#profile = profile;
    // Without an online payment it is in no response to that, and may be there all the same.
    if (row) await this.#noteOrders(storeId, [orderId], [row]);
    else await this.loadOrders(storeId, [orderId]);
    if (money && !hasRefunds) this.online.set(orderId, money);
    else await this.loadOnline(storeId, [orderId]);
  }

  /** The lock that every write about a store begins with. One store per unit of work. */
  async lockLink(storeId: string): Promise<LinkRow | null> {
    if (this.link) {
      if (this.link.store_id !== storeId) throw new Error(`locked ${this.link.store_id}, asked for ${storeId}: one store per transaction`);
      return this.link;
    }
    this.beforeLink(storeId);
    this.link = (await this.client.query<LinkRow>({ ...LOCK_LINK, values: [storeId] })).rows[0] ?? null;
    return this.link;
  }

  /** The store's profile in force; null: it has none. */
  async profile(storeId: string): Promise<ProfileDocument | null> {
    if (this.#profile === undefined) this.#profile = await askProfile(this.client, storeId);
    return this.#profile;
  }

  /**
   * Locks the orders with these ids, in the order of the ids, and notes those that are not there. An id of another store's
   * order is loaded as that store's: whoever applies something to it has to look. `asks`: a batch that the caller sends.
   */
  async loadOrders(storeId: string, ids: readonly string[], asks: Asks = this.client): Promise<void> {
    const wanted = [...new Set(ids)].filter((id) => !this.orders.has(id));
    if (wanted.length === 0) return;
    await this.#noteOrders(storeId, wanted, (await asks.query<OrderRow>({ ...LOCK_ORDERS, values: [wanted] })).rows);
  }

  /** An order that comes into being now, under an id that was made for it: there is nothing to load. */
  begins(storeId: string, orderId: string): void {
    const nothing = { order: null, cursor: 0, cancelRequestId: null, early: [], isErased: false, withoutPerson: false };
    this.orders.set(orderId, new OrderRecord(storeId, orderId, nothing));
  }

  async #noteOrders(storeId: string, wanted: readonly string[], found: readonly OrderRow[]): Promise<void> {
    for (const row of found) {
      const { cursor, is_erased: isErased, without_person: withoutPerson } = row;
      const loaded = { order: storedOrder(row.state), cursor, cancelRequestId: row.cancel_request_id, early: [], isErased, withoutPerson };
      this.orders.set(row.order_id, new OrderRecord(row.store_id, row.order_id, loaded));
    }
    const missing = wanted.filter((id) => !this.orders.has(id));
    if (missing.length > 0) await this.#noteMissing(storeId, missing);
  }

  async #noteMissing(storeId: string, ids: readonly string[]): Promise<void> {
    const early = await this.client.query<{ order_id: string; cursor: number; body: unknown }>({
      name: "early_events",
      text: `SELECT order_id, cursor, body FROM order_events WHERE store_id = $1 AND order_id = ANY($2::uuid[])
             UNION ALL SELECT order_id, 0, NULL FROM erased_orders WHERE store_id = $1 AND order_id = ANY($2::uuid[]) ORDER BY order_id, cursor`,
      values: [storeId, ids],
    });
    for (const id of ids) {
      const [own, erased] = partition(early.rows.filter((row) => row.order_id === id));
      const loaded = {
        order: null,
        cursor: own.at(-1)?.cursor ?? 0,
        cancelRequestId: null,
        early: own.map((row) => DomainEvent.parse(row.body)),
        isErased: erased.length > 0,
        withoutPerson: false,
      };
      this.orders.set(id, new OrderRecord(storeId, id, loaded));
    }
  }

  /** The record of an order that `loadOrders` was asked for. */
  order(orderId: string): OrderRecord {
    const record = this.orders.get(orderId);
    if (!record) throw new Error(`order ${orderId} was not loaded`);
    return record;
  }

  /** The money facts of an order, locked. After `loadOrders`. */
  async loadMoney(storeId: string, orderId: string): Promise<{ payments: Payment[]; refunds: Refund[] }> {
    const read = async <T>(table: "payments" | "refunds", key: string) =>
      (
        await this.client.query<{ state: T }>(
          `SELECT state FROM ${table} WHERE store_id = $1 AND order_id = $2 ORDER BY ${key} FOR UPDATE`,
          [storeId, orderId],
        )
      ).rows.map((row) => row.state);
    return { payments: await read<Payment>("payments", "payment_id"), refunds: await read<Refund>("refunds", "refund_id") };
  }

  /** The online payments of these orders, locked. After `loadOrders`. */
  async loadOnline(storeId: string, orderIds: readonly string[]): Promise<void> {
    const batch = new Batch(this.client);
    await Promise.all([this.askOnline(storeId, orderIds, batch), batch.send()]);
  }

  /** The same in a batch that the caller sends, behind the orders. */
  async askOnline(storeId: string, orderIds: readonly string[], batch: Batch): Promise<void> {
    const wanted = orderIds.filter((id) => !this.online.has(id));
    if (wanted.length === 0) return;
    for (const [orderId, money] of await askOnlineMoney(batch, storeId, wanted)) this.online.set(orderId, money);
  }

  /** The next number of the store's inbox; the link row must be locked. */
  appendInbox(command: InboxCommand): void {
    const link = this.#locked();
    link.inbox_head += 1;
    this.pending.linkChanged = true;
    const [id, text] = [this.newId(), JSON.stringify(command)];
    link.inbox_chain = chainInbox(link.inbox_chain, id, text);
    this.pending.inbox.push({ seq: link.inbox_head, id, command: text, chain: link.inbox_chain, needs: commandNeeds(command) });
  }

  /** The next lsn of the store's documents; the link row must be locked. */
  nextDocumentLsn(): number {
    const link = this.#locked();
    link.documents_lsn += 1;
    this.pending.linkChanged = true;
    this.pending.downMoved = true;
    return link.documents_lsn;
  }

  raise(exception: Omit<ExceptionRow, "exception_id" | "asked_by">, askedBy: string | null = null): void {
    this.pending.exceptions.push({ ...exception, exception_id: this.newId(), asked_by: askedBy });
  }

  #locked(): LinkRow {
    if (!this.link) throw new Error("the link row is not locked");
    return this.link;
  }
}
