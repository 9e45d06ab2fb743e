/** What a till and its cashier do at one store, through the store's own API. */
import { getLink, LinkResponse } from "@crema/shared/contract/link";
import { type AvailabilityRequest, AvailabilityResponse } from "@crema/shared/contract/menu";
import {
  type CorrectTenderRequest,
  CorrectTenderResponse,
  listTenders,
  type RefundRequest,
  RefundResponse,
  type Tender,
  type TenderRequest,
  TenderResponse,
} from "@crema/shared/contract/money";
import { OrderResponse } from "@crema/shared/contract/orders";
import { CancelResponse } from "@crema/shared/contract/orders-at-store";
import { QueueResponse } from "@crema/shared/contract/queue";
import { StaffSignInResponse } from "@crema/shared/contract/staff";
import type { AskSubstituteRequest } from "@crema/shared/contract/substitutes";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { z } from "zod";
import { call } from "./call.ts";

export interface StoreAddress {
  readonly id: string;
  readonly url: string;
  readonly deviceToken: string;
}

export class StoreClient {
  constructor(
    readonly store: StoreAddress,
    private readonly newId: IdSource,
  ) {}

  menu(): Promise<MenuResponse> {
    return call(MenuResponse, { method: "GET", url: this.#url(`/v1/stores/${this.store.id}/menu`) });
  }

  link(): Promise<LinkResponse> {
    return call(LinkResponse, { method: "GET", url: this.#url(getLink.path) });
  }

  setAvailability(itemId: string, how: AvailabilityRequest): Promise<z.infer<typeof AvailabilityResponse>> {
    const url = this.#url(`/v1/stores/${this.store.id}/items/${itemId}`);
    return call(AvailabilityResponse, { method: "PATCH", url, token: this.store.deviceToken, body: how });
  }

  /** Of the order's first line; the customer is asked in the app. */
  async askForSubstitute({ order_id, lines: [line], amendments, total_cents }: OrderResponse, itemId: string): Promise<OrderResponse> {
    if (!line) throw new Error(`${order_id} has no line.`);
    const asked: z.input<typeof AskSubstituteRequest> = {
      ...{ line_id: line.line_id, qty: line.qty, options: [{ item_id: itemId }] },
      shown: { amendments, total_cents },
    };
    const url = this.#url(`/v1/orders/${order_id}/question`);
    return call(CancelResponse, { method: "POST", url, token: this.store.deviceToken, body: asked });
  }

  queue(): Promise<QueueResponse> {
    return call(QueueResponse, { method: "GET", url: this.#url(`/v1/stores/${this.store.id}/queue`), token: this.store.deviceToken });
  }

  order(orderId: string): Promise<OrderResponse> {
    return call(OrderResponse, { method: "GET", url: this.#url(`/v1/orders/${orderId}`), token: this.store.deviceToken });
  }

  place(order: Omit<PlaceOrderRequest, "store_id">): Promise<OrderResponse> {
    return call(OrderResponse, {
      method: "POST",
      url: this.#url("/v1/orders"),
      token: this.store.deviceToken,
      key: this.newId(),
      body: { store_id: this.store.id, ...order },
    });
  }

  move(orderId: string, from: OrderStatus, to: OrderStatus): Promise<OrderResponse> {
    return call(OrderResponse, {
      method: "POST",
      url: this.#url(`/v1/orders/${orderId}/transition`),
      token: this.store.deviceToken,
      body: { to_status: to, expected_status: from },
    });
  }

  /** Says whether an order was made that the box before this one may have begun. */
  look(orderId: string, made: boolean): Promise<OrderResponse> {
    return call(OrderResponse, {
      method: "POST",
      url: this.#url(`/v1/orders/${orderId}/look`),
      token: this.store.deviceToken,
      body: { made },
    });
  }

  /** Signs in by PIN; resolves to the staff token. */
  async signIn(pin: string): Promise<string> {
    const response = await call(StaffSignInResponse, {
      method: "POST",
      url: this.#url("/v1/staff/sign-in"),
      token: this.store.deviceToken,
      body: { pin },
    });
    return response.token;
  }

  tender(orderId: string, staffToken: string, tender: z.input<typeof TenderRequest>): Promise<z.infer<typeof TenderResponse>> {
    return call(TenderResponse, {
      method: "POST",
      url: this.#url(`/v1/orders/${orderId}/tenders`),
      token: staffToken,
      key: this.newId(),
      body: tender,
    });
  }

  /** What was taken at the counter for the order, oldest first. */
  async tenders(orderId: string, staffToken: string): Promise<readonly Tender[]> {
    const reply = listTenders.responses[200].content["application/json"].schema;
    return (await call(reply, { method: "GET", url: this.#url(`/v1/orders/${orderId}/tenders`), token: staffToken })).tenders;
  }

  correctTender(
    { orderId, paymentId }: { readonly orderId: string; readonly paymentId: string },
    staffToken: string,
    right: z.input<typeof CorrectTenderRequest>,
  ): Promise<z.infer<typeof CorrectTenderResponse>> {
    return call(CorrectTenderResponse, {
      method: "POST",
      url: this.#url(`/v1/orders/${orderId}/tenders/${paymentId}/correct`),
      token: staffToken,
      key: this.newId(),
      body: right,
    });
  }

  refund(orderId: string, staffToken: string, refund: z.input<typeof RefundRequest>): Promise<z.infer<typeof RefundResponse>> {
    return call(RefundResponse, {
      method: "POST",
      url: this.#url(`/v1/orders/${orderId}/refunds`),
      token: staffToken,
      key: this.newId(),
      body: refund,
    });
  }

  cancel(orderId: string, staffToken: string, managerPin: string, reason: string): Promise<OrderResponse> {
    return call(OrderResponse, {
      method: "POST",
      url: this.#url(`/v1/orders/${orderId}/cancel`),
      token: staffToken,
      body: { reason, manager_pin: managerPin },
    });
  }

  #url(path: string): string {
    return new URL(path, this.store.url).href;
  }
}
