/** What headquarters and a customer's phone do, through the cloud's API. */

import { listExceptions } from "@crema/shared/contract/exceptions";
import { OrderResponse } from "@crema/shared/contract/orders";
import { PaymentResponse } from "@crema/shared/contract/payments";
import { Picture } from "@crema/shared/contract/pictures";
import { requestSignInCode } from "@crema/shared/contract/sign-in";
import { listPickupSlots } from "@crema/shared/contract/slots";
import { listStoreLinks } from "@crema/shared/contract/store-links";
import { listStoreOrders, StoreTotals } from "@crema/shared/contract/store-orders";
import { Published, type StoreInput } from "@crema/shared/contract/stores";
import type { ChooseSubstituteRequest } from "@crema/shared/contract/substitutes";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type { OrderView } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { z } from "zod";
import { call } from "./call.ts";

const Links = listStoreLinks.responses[200].content["application/json"].schema;
const OrdersPage = listStoreOrders.responses[200].content["application/json"].schema;
const CodeSent = requestSignInCode.responses[202].content["application/json"].schema;
const SignedIn = z.object({ token: z.string() });
const ExceptionPage = listExceptions.responses[200].content["application/json"].schema;
const Slots = listPickupSlots.responses[200].content["application/json"].schema;
const PAGE = 500;
const EXCEPTIONS = 100;

export class CloudClient {
  constructor(
    private readonly base: string,
    private readonly adminToken: string,
    private readonly newId: IdSource,
  ) {}

  putStore(storeId: string, store: z.input<typeof StoreInput>): Promise<z.infer<typeof Published>> {
    return this.#admin(Published, "PUT", `/v1/admin/stores/${storeId}`, store);
  }

  uploadPicture(file: Uint8Array): Promise<Picture> {
    return this.#admin(Picture, "POST", "/v1/admin/pictures", file);
  }

  async putMenu(storeId: string, rows: MenuRows): Promise<void> {
    await this.#admin(z.looseObject({}), "PUT", `/v1/admin/stores/${storeId}/menu`, rows);
  }

  publishMenu(storeId: string): Promise<z.infer<typeof Published>> {
    return this.#admin(Published, "POST", `/v1/admin/stores/${storeId}/menu/publish`, {});
  }

  /** `codeFor`: looks into the address's mail. Resolves to the customer's token. */
  async signInCustomer(firstName: string, email: string, codeFor: (email: string) => Promise<string>): Promise<string> {
    const { challenge_id } = await call(CodeSent, { method: "POST", url: this.#url("/v1/sign-in/codes"), body: { email } });
    const body = { challenge_id, email, code: await codeFor(email), first_name: firstName };
    return (await call(SignedIn, { method: "POST", url: this.#url("/v1/sign-in"), body })).token;
  }

  async links(): Promise<z.infer<typeof Links>["stores"]> {
    return (await this.#admin(Links, "GET", "/v1/admin/stores")).stores;
  }

  /** What a person has to look at in a store, newest first. */
  async exceptions(storeId: string): Promise<z.infer<typeof ExceptionPage>["exceptions"]> {
    return (await this.#admin(ExceptionPage, "GET", `/v1/admin/exceptions?store_id=${storeId}&limit=${EXCEPTIONS}`)).exceptions;
  }

  totals(storeId: string): Promise<z.infer<typeof StoreTotals>> {
    return this.#admin(StoreTotals, "GET", `/v1/admin/stores/${storeId}/totals`);
  }

  /** Every order of the store, page by page. */
  async orders(storeId: string): Promise<OrderView[]> {
    const all: OrderView[] = [];
    let after: string | null = null;
    do {
      const query: string = after === null ? "" : `&after=${after}`;
      const page: z.infer<typeof OrdersPage> = await this.#admin(
        OrdersPage,
        "GET",
        `/v1/admin/stores/${storeId}/orders?limit=${PAGE}${query}`,
      );
      all.push(...page.orders);
      after = page.next_after;
    } while (after !== null);
    return all;
  }

  menu(storeId: string): Promise<MenuResponse> {
    return call(MenuResponse, { method: "GET", url: this.#url(`/v1/stores/${storeId}/menu`) });
  }

  /** The times that the app shows. */
  slots(storeId: string): Promise<z.infer<typeof Slots>> {
    return call(Slots, { method: "GET", url: this.#url(`/v1/stores/${storeId}/slots`) });
  }

  placeAsCustomer(token: string, order: PlaceOrderRequest): Promise<OrderResponse> {
    return call(OrderResponse, { method: "POST", url: this.#url("/v1/orders"), token, key: this.newId(), body: order });
  }

  payment(token: string, orderId: string): Promise<PaymentResponse> {
    return call(PaymentResponse, { method: "GET", url: this.#url(`/v1/orders/${orderId}/payment`), token });
  }

  /** Throws Refused where the store was quicker. */
  cancel(token: string, orderId: string): Promise<OrderResponse> {
    return call(OrderResponse, { method: "POST", url: this.#url(`/v1/orders/${orderId}/cancel`), token, body: {} });
  }

  chooseSubstitute(token: string, orderId: string, chosen: z.infer<typeof ChooseSubstituteRequest>): Promise<OrderResponse> {
    return call(OrderResponse, { method: "POST", url: this.#url(`/v1/orders/${orderId}/question/choice`), token, body: chosen });
  }

  order(token: string, orderId: string): Promise<OrderResponse> {
    return call(OrderResponse, { method: "GET", url: this.#url(`/v1/orders/${orderId}`), token });
  }

  #admin<S extends z.ZodType>(response: S, method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<z.infer<S>> {
    return call(response, { method, url: this.#url(path), token: this.adminToken, ...(body === undefined ? {} : { body }) });
  }

  #url(path: string): string {
    return new URL(path, this.base).href;
  }
}
