/**
 * A till with a manager signed in, over the box's own HTTP application. When a response is lost it asks again with the
 * same key, as a till does.
 */
import type { PauseFor } from "@crema/shared/contract/app-orders";
import type { QueueResponse } from "@crema/shared/contract/queue";
import type { OrderStatus, OrderView } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { Payment } from "@crema/shared/domain/payment/payment";
import type { Ledger } from "./ledger.ts";
import { espressos, MANAGER_PIN } from "./menu.ts";
import { done, type Reply, readResponse } from "./reply.ts";
import type { StoreBox } from "./store-box.ts";

export class Till {
  #device = "";
  #staff = "";
  #keys = 0;

  constructor(
    readonly store: StoreBox,
    private readonly ledger: Ledger,
  ) {}

  get token(): string {
    return this.#staff;
  }

  /** Pairs the device and signs the manager in; good over restarts. */
  async signIn(): Promise<void> {
    const begun = done(
      await this.call<{ pairing_id: string; code: string; claim_secret: string }>(
        "POST",
        "/v1/pairings",
        { kind: "pos", name: "Till" },
        {},
        null,
      ),
    );
    done(await this.call("POST", `/v1/pairings/${begun.code}/approve`, {}, {}, this.store.box.operatorToken));
    const { claim_secret } = begun;
    const claimed = done(await this.call<{ token: string }>("POST", `/v1/pairings/${begun.pairing_id}/claim`, { claim_secret }, {}, null));
    this.#device = claimed.token;
    await this.signManagerIn();
  }

  /** The same device at another box of the store: its token stays, the manager signs in again. */
  async movedTo(store: StoreBox): Promise<Till> {
    const till = new Till(store, this.ledger);
    till.#device = this.#device;
    till.#keys = this.#keys;
    await till.signManagerIn();
    return till;
  }

  /** Again where the disk is one on which nobody has. */
  async signManagerIn(): Promise<void> {
    this.#staff = done(await this.call<{ token: string }>("POST", "/v1/staff/sign-in", { pin: MANAGER_PIN }, {}, this.#device)).token;
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    token: string | null = this.#staff,
  ): Promise<Reply<T>> {
    return readResponse<T>(await this.store.lan(method, path, token, body, headers));
  }

  async receiptPage(orderId: string): Promise<string> {
    return (await this.store.lan("GET", `/v1/orders/${orderId}/receipt?format=html`, this.#staff)).text();
  }

  newKey(): string {
    this.#keys += 1;
    return `till-${this.store.storeId}-${this.#keys}`;
  }

  async tryPlace(changes: Partial<PlaceOrderRequest> = {}, key = this.newKey()): Promise<Reply<OrderView>> {
    const request = espressos(this.store.storeId, changes);
    const response = await this.call<OrderView>("POST", "/v1/orders", request, { "idempotency-key": key });
    if (response.code === "ok") {
      this.ledger.order(response.body, "till", key);
      this.ledger.number(this.store.storeId, response.body.ticket_number, response.body.order_id);
    }
    return response;
  }

  async place(changes: Partial<PlaceOrderRequest> = {}, key = this.newKey()): Promise<OrderView> {
    return done(await this.tryPlace(changes, key));
  }

  async step(orderId: string, from: OrderStatus, to: OrderStatus): Promise<Reply<OrderView>> {
    const body = { expected_status: from, to_status: to };
    const response = await this.call<OrderView>("POST", `/v1/orders/${orderId}/transition`, body);
    if (response.code === "ok" && from === "PLACED") this.ledger.started(orderId);
    return response;
  }

  /** Somebody has looked whether it was made before the box was another one. */
  look(orderId: string, made: boolean): Promise<Reply<OrderView>> {
    return this.call("POST", `/v1/orders/${orderId}/look`, { made });
  }

  /** Cash, exactly what is owed; hands a READY order over. */
  async pay(orderId: string, key = this.newKey()): Promise<Reply<{ payment: Payment; order: OrderView }>> {
    const path = `/v1/orders/${orderId}/tenders`;
    const response = await this.call<{ payment: Payment; order: OrderView }>("POST", path, { method: "CASH" }, { "idempotency-key": key });
    if (response.code === "ok") {
      const { payment_id, amount_cents, provider_ref } = response.body.payment;
      this.ledger.number(this.store.storeId, provider_ref, payment_id);
      this.ledger.payment({ id: payment_id, store_id: this.store.storeId, amount_cents });
    }
    return response;
  }

  /** From where it stands to COMPLETED, with the money. */
  async serve(orderId: string): Promise<OrderView> {
    done(await this.step(orderId, "PLACED", "IN_PROGRESS"));
    done(await this.step(orderId, "IN_PROGRESS", "READY"));
    return done(await this.pay(orderId)).order;
  }

  /** To the lines that are given, from the order as it was seen. */
  amend(seen: OrderView, items: PlaceOrderRequest["items"]): Promise<Reply<OrderView>> {
    const shown = { amendments: seen.amendments, total_cents: seen.total_cents };
    return this.call("POST", `/v1/orders/${seen.order_id}/amend`, { items, shown });
  }

  /** Before the others on the queue, or back. */
  rush(orderId: string, is_rush: boolean): Promise<Reply<OrderView>> {
    return this.call("POST", `/v1/orders/${orderId}/rush`, { is_rush });
  }

  check(orderId: string, lineId: string, made: boolean): Promise<Reply<OrderView>> {
    return this.call("PUT", `/v1/orders/${orderId}/lines/${lineId}/made`, { made });
  }

  cancel(orderId: string, reason = "changed their mind"): Promise<Reply<OrderView>> {
    return this.call("POST", `/v1/orders/${orderId}/cancel`, { reason, manager_pin: MANAGER_PIN });
  }

  decline(orderId: string): Promise<Reply<OrderView>> {
    return this.call("POST", `/v1/orders/${orderId}/decline`, { reason: "the machine is broken" });
  }

  async makeAnyway(orderId: string, order: PlaceOrderRequest | null, key = this.newKey()): Promise<Reply<OrderView>> {
    const body = { manager_pin: MANAGER_PIN, order };
    const response = await this.call<OrderView>("POST", `/v1/orders/${orderId}/replace`, body, { "idempotency-key": key });
    if (response.code === "ok") this.ledger.order(response.body, "till", key);
    return response;
  }

  choiceSoldOut(modifierId: string, soldOut = true): Promise<Reply<unknown>> {
    return this.call("PATCH", `/v1/stores/${this.store.storeId}/modifiers/${modifierId}`, { is_available: !soldOut });
  }

  soldOut(itemId: string, soldOut = true): Promise<Reply<unknown>> {
    return this.call("PATCH", `/v1/stores/${this.store.storeId}/items/${itemId}`, { is_available: !soldOut });
  }

  /** Returns until when. */
  async pauseAppOrders(paused_for: PauseFor | null): Promise<string | null> {
    const path = `/v1/stores/${this.store.storeId}/app-orders`;
    return done(await this.call<{ paused_until: string | null }>("PUT", path, { paused_for })).paused_until;
  }

  /** How an item is sold from now on, as PATCH …/items takes it. */
  sell(itemId: string, how: object): Promise<Reply<unknown>> {
    return this.call("PATCH", `/v1/stores/${this.store.storeId}/items/${itemId}`, how);
  }

  /** null when the order is not here. */
  async order(orderId: string): Promise<OrderView | null> {
    const response = await this.call<OrderView>("GET", `/v1/orders/${orderId}`);
    return response.code === "order.not_found" ? null : done(response);
  }

  tryQueue(): Promise<Reply<QueueResponse>> {
    return this.call("GET", `/v1/stores/${this.store.storeId}/queue`);
  }

  async queue(): Promise<QueueResponse["orders"]> {
    return done(await this.tryQueue()).orders;
  }
}
