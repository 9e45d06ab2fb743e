/** The customer app of a guest, and headquarters, against one node of the cloud. */

import type { OrderResponse } from "@crema/shared/contract/orders";
import type { Picture } from "@crema/shared/contract/pictures";
import type { StoreSummary } from "@crema/shared/contract/stores";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { CloudNode } from "./cloud-node.ts";
import type { Ledger } from "./ledger.ts";
import { espressos, menuRows, type StoreChanges, storeInput } from "./menu.ts";
import { done, type Reply, readResponse } from "./reply.ts";
import type { WorldTime } from "./world-time.ts";

let keys = 0;

export class AppClient {
  readonly #tokens = new Map<string, string>();

  constructor(
    readonly node: CloudNode,
    private readonly time: WorldTime,
    private readonly ledger: Ledger,
    /** Of an owner. */
    private readonly operatorToken: string,
  ) {}

  /** The same guest at another node. */
  at(node: CloudNode): AppClient {
    const other = new AppClient(node, this.time, this.ledger, this.operatorToken);
    for (const [order, token] of this.#tokens) other.#tokens.set(order, token);
    return other;
  }

  async call<T>(
    method: string,
    path: string,
    token: string | null,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const response = this.fetch(method, path, token, body, headers);
    return this.time.pump(response.then((reply) => readResponse<T>(reply)));
  }

  /** The response as it begins; for streams. */
  fetch(
    method: string,
    path: string,
    token: string | null,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    const request = new Request(`http://cloud.test${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    return this.node.fetch(request);
  }

  newKey(): string {
    keys += 1;
    return `a-guest-with-key-${keys}`;
  }

  tokenOf(orderId: string): string {
    return this.#tokens.get(orderId) ?? "";
  }

  async tryPlace(storeId: string, changes: Partial<PlaceOrderRequest> = {}, key = this.newKey()): Promise<Reply<OrderResponse>> {
    const request = espressos(storeId, { fulfillment_type: "PICKUP", ...changes });
    const reply = await this.call<OrderResponse>("POST", "/v1/orders", null, request, { "idempotency-key": key });
    if (reply.code === "ok") {
      this.ledger.order(reply.body, "guest", key);
      this.#tokens.set(reply.body.order_id, reply.body.access_token ?? "");
    }
    return reply;
  }

  async place(storeId: string, changes: Partial<PlaceOrderRequest> = {}): Promise<OrderResponse> {
    return done(await this.tryPlace(storeId, changes));
  }

  async order(orderId: string): Promise<OrderResponse> {
    return done(await this.call<OrderResponse>("GET", `/v1/orders/${orderId}`, this.tokenOf(orderId)));
  }

  cancel(orderId: string): Promise<Reply<OrderResponse>> {
    return this.call("POST", `/v1/orders/${orderId}/cancel`, this.tokenOf(orderId), {});
  }

  menu(storeId: string): Promise<Reply<MenuResponse>> {
    return this.call("GET", `/v1/stores/${storeId}/menu`, null);
  }

  /** As customers find it. */
  async listed(storeId: string): Promise<StoreSummary> {
    const { stores } = done(await this.call<{ stores: StoreSummary[] }>("GET", "/v1/stores", null));
    const store = stores.find((each) => each.store_id === storeId);
    if (!store) throw new Error(`${storeId} is not listed`);
    return store;
  }

  async slots(storeId: string): Promise<{ slots: string[]; full: string[] }> {
    return done(await this.call<{ slots: string[]; full: string[] }>("GET", `/v1/stores/${storeId}/slots`, null));
  }

  // ---- headquarters

  hq<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.call(method, `/v1/admin${path}`, this.operatorToken, body, headers);
  }

  /** The page of a receipt, for headquarters. */
  async receiptPage(orderId: string): Promise<string> {
    const asked = this.fetch("GET", `/v1/orders/${orderId}/receipt?format=html`, this.operatorToken);
    return this.time.pump(asked.then((response) => response.text()));
  }

  async putStore(storeId: string, changes: StoreChanges = {}): Promise<void> {
    done(await this.hq("PUT", `/stores/${storeId}`, storeInput(changes)));
  }

  /** Returns the version of the menu. */
  async publishMenu(storeId: string, rows: MenuRows = menuRows): Promise<number> {
    done(await this.hq("PUT", `/stores/${storeId}/menu`, rows));
    return done(await this.hq<{ menu_version: number }>("POST", `/stores/${storeId}/menu/publish`, {})).menu_version;
  }

  /** Resolves to its name. */
  async uploadPicture(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const headers = { authorization: `Bearer ${this.operatorToken}` };
    const request = new Request("http://cloud.test/v1/admin/pictures", { method: "POST", headers, body: bytes });
    return done(await this.time.pump(this.node.fetch(request).then((reply) => readResponse<Picture>(reply)))).picture;
  }

  async enrollCode(storeId: string, replace = false): Promise<string> {
    return done(await this.hq<{ code: string }>("POST", `/stores/${storeId}/enroll-codes`, { replace })).code;
  }
}
