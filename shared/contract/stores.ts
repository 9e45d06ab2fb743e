/**
 * One store as headquarters edits it: reading it, retiring it from the app, and where its card money goes. Served by the
 * cloud.
 */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Slug, StoreId } from "../domain/kernel/ids.ts";
import type { Access } from "./access.ts";
import { StoreInput } from "./admin.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

const hq = { operators: ["owner", "hq"] } as const satisfies Partial<Access>;
const it = { operators: ["owner", "hq", "it"] } as const satisfies Partial<Access>;

export const StoreRead = z
  .object({
    store_id: StoreId,
    profile_version: z.number().int().nullable(),
    /** Since when it has been out of the app; null: it is in it. */
    retired_at: Timestamp.nullable(),
    /** In the form that PUT takes: change it and send it back. PINs are null, which leaves them as they are. */
    store: StoreInput,
    /** Staff whose PIN should be set again: it costs the box an extra hash at every sign-in, or its length is not known. */
    pins_to_renew: z.array(Slug),
  })
  .openapi("StoreRead");

export const getStore = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}",
  summary: "A store as headquarters edits it, without PINs",
  access: { ...it, store: "path" },
  request: { params: StoreIdParam },
  responses: { 200: json(StoreRead, "The store") },
});

export const setRetired = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/retired",
  summary: "Closes a store for good, or opens it again: a closed one leaves the app and takes no app orders",
  description: "Orders that stand go on, and so does the counter; books and reports keep the store.",
  access: { ...hq, store: "path" },
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({ retired: z.boolean() })) },
  responses: { 200: json(z.object({ store_id: StoreId, retired_at: Timestamp.nullable() }), "As it is now") },
});

/** null: the installation's own account. */
export const PaymentAccount = z
  .strictObject({
    stripe_account_id: z
      .string()
      .regex(/^acct_\w{1,74}$/, "the id of a connected account, acct_…")
      .nullable(),
  })
  .openapi("PaymentAccount");

export const PaymentAccountChange = z
  .strictObject({
    ...PaymentAccount.shape,
    /** Of the refusal that asked for it. */
    confirmation: z.string().max(200).nullable().default(null),
  })
  .openapi("PaymentAccountChange");

export const putPaymentAccount = contract({
  method: "put",
  path: "/v1/admin/stores/{store_id}/payment-account",
  summary: "The provider's account to which the store's customers pay online, from the next order on",
  description:
    "Decides who gets the store's card money, so only an owner of every store may, and confirms it: the first call is refused with `payment_account.unconfirmed`, which says what would change and brings a `confirmation` to send with the second. The others hear of it by an exception. A payment, its refunds and disputes stay on the account on which the payment was made.",
  access: { operators: ["owner"], store: "path" },
  refuses: ["payment_account.unconfirmed"],
  request: { params: StoreIdParam, body: jsonBody(PaymentAccountChange) },
  responses: { 200: json(PaymentAccount, "Stored") },
});
