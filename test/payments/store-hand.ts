/**
 * A store with one online order, played by the rules of the hand-off: what a box would log and hear, without the box.
 * Before its confirmation it may only decline, and after a decline nothing that arrives matters.
 */
import type { TestBox, TestNode } from "@crema/cloud/cloud-node.test-fixture";
import { accepted, declined, refusedCancel, step } from "@crema/cloud/store-events.test-fixture";
import type { StatusEvent } from "@crema/shared/domain/events";
import type { Order, OrderStatus } from "@crema/shared/domain/order/order";
import { ingest } from "@crema/sync/cloud/ingest";

const NEXT: Readonly<Record<OrderStatus, StatusEvent["type"] | null>> = {
  PLACED: null,
  PAID: "order.started",
  IN_PROGRESS: "order.readied",
  READY: "order.completed",
  COMPLETED: null,
  CANCELLED: null,
};
const AFTER: Readonly<Record<StatusEvent["type"], OrderStatus>> = {
  "order.started": "IN_PROGRESS",
  "order.readied": "READY",
  "order.recalled": "IN_PROGRESS",
  "order.completed": "COMPLETED",
  "order.cancelled": "CANCELLED",
};

export class StoreHand {
  wasAccepted = false;
  #offer: Order | null = null;
  #phase: "none" | "accepted" | "declined" | "confirmed" | "revoked" = "none";
  #status: OrderStatus = "PLACED";
  #seq = 0;

  constructor(
    readonly box: TestBox,
    readonly orderId: string,
  ) {}

  /** The store's inbox. */
  async hear(): Promise<void> {
    for (const entry of await this.box.receive()) {
      if ("order" in entry ? entry.order.order_id !== this.orderId : !("order_id" in entry) || entry.order_id !== this.orderId) continue;
      if (entry.kind === "order.offered") this.#offer = entry.order;
      if (entry.kind === "order.confirmed" && this.#phase === "accepted") {
        this.#phase = "confirmed";
        this.#status = entry.status;
        this.#seq = entry.order_seq;
      }
      if (entry.kind === "order.revoked") {
        if (this.#phase === "confirmed") throw new Error("revoked after it was confirmed");
        if (this.#phase !== "declined") this.#phase = "revoked";
      }
      if (entry.kind === "order.cancel_requested" && this.#phase === "confirmed") this.#result(entry.request_id);
    }
  }

  #result(request: string): void {
    if (this.#status === "CANCELLED") return;
    if (this.#status === "PAID") this.#move("order.cancelled", { cause: "CUSTOMER", reason: null, request_id: request });
    else this.box.log.append(refusedCancel(this.box, this.orderId, request));
  }

  accept(): void {
    if (!this.#offer || this.#phase !== "none") return;
    this.#phase = "accepted";
    this.wasAccepted = true;
    this.box.log.append(accepted(this.box, this.#offer));
  }

  decline(): void {
    if (!this.#offer || (this.#phase !== "none" && this.#phase !== "accepted")) return;
    this.#phase = "declined";
    this.box.log.append(declined(this.box, this.#offer));
  }

  /** To the next step that staff make; false when there is none. */
  go(): boolean {
    const next = this.#phase === "confirmed" ? NEXT[this.#status] : null;
    if (next) this.#move(next);
    return next !== null;
  }

  cancel(): void {
    if (this.#phase === "confirmed" && (this.#status === "PAID" || this.#status === "IN_PROGRESS")) this.#move("order.cancelled");
  }

  #move(type: StatusEvent["type"], more: object = {}): void {
    this.#seq += 1;
    const made = step(this.box, this.orderId, type, this.#seq, this.#status);
    this.box.log.append({ ...made, ...more });
    this.#status = AFTER[type];
  }

  /** What is not acknowledged goes to that node. `heard`: whether its response comes back. */
  async send(node: TestNode, heard: boolean): Promise<void> {
    const { box } = this;
    const who = { node_id: box.nodeId, store_id: box.storeId, epoch: box.epoch };
    const result = await ingest(box.batch(), who, node.ingestDatabase);
    if (!result.ok) throw new Error(`a batch was refused: ${result.refusal.code}`);
    if (heard) await box.log.acknowledge(result.value.last_seq);
  }
}
