/** What the cloud does and reads for customers and guests themselves, and for headquarters about them (part of ports.ts). */
import type { Principal } from "@crema/shared/contract/access";
import type { CustomerExport, GuestExport } from "@crema/shared/contract/customer-export";
import type { Erased, Me } from "@crema/shared/contract/customers";
import type { AuditPage, CustomerPage, GuestOrder, HqCustomer } from "@crema/shared/contract/hq-customers";
import type { ToldBy } from "@crema/shared/contract/messages";
import type { Result } from "@crema/shared/domain/kernel/errors";

export interface ErasedGuestOrders {
  readonly order_ids: string[];
  readonly erased_at: string;
}

export interface CustomerCommands {
  /** The order's token was verified. Refuses with order.not_found, order.adopted, auth.revoked. */
  adoptOrder(orderId: string, userId: string): Promise<Result<{ order_id: string }>>;
  /** Refuses with customer.not_found, customer.erasure_unconfirmed, customer.register_away. */
  eraseCustomer(userId: string, confirmation: string | null, by: { readonly principal: Principal }): Promise<Result<Erased>>;
  /** Refuses with order.not_found, customer.erasure_unconfirmed, customer.register_away. */
  eraseGuestOrders(orderIds: readonly string[], confirmation: string | null, operatorId: string): Promise<Result<ErasedGuestOrders>>;
  renameCustomer(userId: string, firstName: string): Promise<Result<null>>;
}

export interface CustomerQueries {
  /** `channels`: by which this installation sends. */
  toldBy(orderId: string, channels: ReadonlySet<ToldBy["ready"][number]>): Promise<ToldBy>;
  /** Of a customer who is signed in. */
  me(userId: string): Promise<Me>;
  /** null: there is no such customer. */
  customerExport(userId: string): Promise<CustomerExport | null>;
  /** `within`: the stores of whoever asks; null: every store. */
  customerByEmail(email: string, within: readonly string[] | null): Promise<HqCustomer | null>;
  customerPage(
    userId: string,
    within: readonly string[] | null,
    page: { readonly before: string | null; readonly limit: number },
  ): Promise<CustomerPage | null>;
  /** With which this address was left, and that are not in its own account. `within` as above. */
  guestOrders(email: string, within: readonly string[] | null): Promise<GuestOrder[]>;
  /** null: there is none. */
  guestExport(email: string): Promise<GuestExport | null>;
  customerAudit(page: { readonly before: string | null; readonly limit: number }): Promise<AuditPage>;
}
