/**
 * One order inside a unit of work: its state, its cursor, and what has happened to it since it was loaded. Money facts
 * may arrive before their order: they have cursors already, and count as soon as the order appears.
 */
import type { DomainEvent } from "@crema/shared/domain/events";
import type { StationWork } from "@crema/shared/domain/order/capacity";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { withoutPerson } from "@crema/shared/domain/order/without-person";

export interface RecordedEvent {
  readonly order_id: string;
  readonly store_id: string;
  readonly cursor: number;
  readonly event: DomainEvent;
}

export class OrderRecord {
  order: Order | null;
  cursor: number;
  cancelRequestId: string | null;
  /** True once the state differs from the row. */
  changed = false;
  /** Set once it is offered in this unit of work; what the row says stays. */
  offeredAt: string | null = null;
  /** What it takes to make, where that was reckoned as it was placed; what the row says stays. */
  work: StationWork | null = null;
  /** The order came into being in this unit of work. */
  created = false;
  /** Its lines cost something else than the rows say. */
  repriced = false;
  /** Its lines are other ones than the rows. */
  amended = false;
  /** Its person was erased: it is stored without them from its end on, whoever tells of it. Until then whoever makes it needs the notes. */
  isErased: boolean;
  /** What is stored of it has lost its person, by erasure or by age. */
  withoutPerson: boolean;
  /** Somebody did tell of the person: the store's box has it, or somebody's disk. */
  toldPerson = false;
  recorded: RecordedEvent[] = [];
  readonly #toldBefore: ((event: DomainEvent) => boolean)[] = [];
  /** Money facts that were here before the order. */
  readonly #early: DomainEvent[];

  constructor(
    readonly storeId: string,
    readonly orderId: string,
    loaded: {
      order: Order | null;
      cursor: number;
      cancelRequestId: string | null;
      early: DomainEvent[];
      isErased: boolean;
      withoutPerson: boolean;
    },
  ) {
    this.isErased = loaded.isErased;
    this.withoutPerson = loaded.withoutPerson;
    this.order = loaded.order;
    this.cursor = loaded.cursor;
    this.cancelRequestId = loaded.cancelRequestId;
    this.#early = loaded.early;
  }

  /** Whether something about it may be stored without its person alone, once it is in this state. */
  forgets(order: Order | null = this.order): boolean {
    return this.withoutPerson || (this.isErased && (order === null || isOver(order)));
  }

  /** As it may be stored of this order, once it is in this state. */
  fit<T>(told: T, order: Order | null = this.order): T {
    if (!this.forgets(order)) return told;
    const left = withoutPerson(told);
    this.toldPerson = this.toldPerson || left !== told;
    return left;
  }

  /** Whoever ordered it turns out to be erased: also what has been recorded here is stored without them. */
  erase(): void {
    this.isErased = true;
    if (!this.forgets()) return;
    this.order = this.fit(this.order);
    // One that is not here yet may come as an open one.
    if (this.order !== null) this.#forgetNow();
  }

  /** `order` is the state after `events`; null while only money is known of it. */
  record(given: Order | null, told: readonly DomainEvent[]): void {
    const after = given ?? this.order;
    const events = this.fit(told, after);
    let order = this.fit(given, after);
    if (this.order === null && order !== null) {
      this.created = true;
      order = this.#early.reduce<Order>((state, event) => evolve(state, event), order);
    }
    for (const event of events) {
      this.cursor += 1;
      this.recorded.push({ order_id: this.orderId, store_id: this.storeId, cursor: this.cursor, event });
      this.#settleRequest(event);
      if (event.type === "order.offered") this.offeredAt = event.at;
      this.repriced = this.repriced || event.type === "order.discounted";
      this.amended = this.amended || event.type === "order.amended";
      if (this.order === null && order === null) this.#early.push(event);
    }
    this.order = order;
    this.changed = this.changed || (order !== null && events.length > 0);
    if (order !== null && this.forgets() && !this.withoutPerson) this.#forgetNow();
  }

  /** Which of this unit of work's events somebody may have been told of before the database was put back: nobody is told again. */
  toldBefore(isSuch: (event: DomainEvent) => boolean): void {
    this.#toldBefore.push(isSuch);
  }

  wasTold(event: DomainEvent): boolean {
    return this.#toldBefore.some((isSuch) => isSuch(event));
  }

  /** Also what has been recorded in this unit of work while it was open. */
  #forgetNow(): void {
    this.withoutPerson = true;
    this.recorded = this.recorded.map((recorded) => ({ ...recorded, event: this.fit(recorded.event) }));
  }

  /** An answer counts only for the request that it names; the end of the order answers every request. */
  #settleRequest(event: DomainEvent): void {
    if (event.type === "order.cancel_requested") this.cancelRequestId = event.request_id;
    const isEnd = event.type === "order.cancel_refused" || event.type === "order.cancel_unanswered";
    if (isEnd && event.request_id === this.cancelRequestId) this.cancelRequestId = null;
    if (event.type === "order.cancelled" || event.type === "order.completed") this.cancelRequestId = null;
  }
}

export const isOver = ({ status }: Pick<Order, "status">): boolean => status === "COMPLETED" || status === "CANCELLED";

/** The states of an order after each of its events, oldest first. Money that came before the order counts from its birth. */
export function statesOf<E extends { readonly event: DomainEvent }>(recorded: readonly E[]): { entry: E; order: Order }[] {
  const early: DomainEvent[] = [];
  const states: { entry: E; order: Order }[] = [];
  let order: Order | null = null;
  for (const entry of recorded) {
    if (order === null && entry.event.type !== "order.placed") {
      early.push(entry.event);
      continue;
    }
    const born: boolean = order === null;
    order = evolve(order, entry.event);
    if (born) order = early.reduce<Order>((state, event) => evolve(state, event), order);
    states.push({ entry, order });
  }
  return states;
}
